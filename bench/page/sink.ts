import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { gunzipSync } from 'node:zlib'

/** What has come of one page. */
export interface Arrived {
  /** Requests, those that only ask for permission (CORS) included. */
  readonly requests: number
  /** Bytes that the browser sent, headers included. */
  readonly bytes: number
  /** Different events, by the marks in them. */
  readonly events: number
}

/** A server of another origin that takes whatever trackers send, and answers as theirs would. */
export interface Sink {
  readonly url: string
  /** Address that a page's tracker sends to; what comes there is counted under this name. */
  address(name: string): string
  arrived(name: string): Arrived
  end(): Promise<void>
}

/** Each event carries one of these as its order ID, so that it is known in whatever it is wrapped. */
const MARK = /mark-[a-z0-9-]+-\d+\./g

export const mark = (name: string, n: number | string): string => `mark-${name}-${n}.`

export async function startSink(): Promise<Sink> {
  const counted = new Map<string, { requests: number; bytes: number; marks: Set<string> }>()
  const of = (name: string) => {
    const found = counted.get(name) ?? { requests: 0, bytes: 0, marks: new Set<string>() }
    counted.set(name, found)
    return found
  }
  const seen = new WeakMap<Socket, number>()
  const server = createServer(async (request, response) => {
    const [, name = ''] = (request.url ?? '').split('/')
    const count = of(name)
    count.requests++
    const body = await bodyOf(request).catch(() => '')
    const { socket } = request
    count.bytes += socket.bytesRead - (seen.get(socket) ?? 0)
    seen.set(socket, socket.bytesRead)
    for (const [found] of `${request.url}${body}`.matchAll(MARK)) count.marks.add(found)
    answer(request, response, body)
  })
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    address: (name) => `${url}/${name}`,
    arrived(name) {
      const { requests, bytes, marks } = of(name)
      return { requests, bytes, events: marks.size }
    },
    async end() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** As text, whatever it is wrapped in: PostHog compresses, and its beacons are a form. */
async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes).toString()
  const text = bytes.toString()
  return text.startsWith('data=') ? Buffer.from(decodeURIComponent(text.slice(5)), 'base64').toString() : text
}

function answer({ method, url = '', headers }: IncomingMessage, response: ServerResponse, body: string): void {
  const common = {
    'access-control-allow-origin': headers.origin ?? '*',
    'access-control-allow-credentials': 'true',
    'cross-origin-resource-policy': 'cross-origin',
  }
  if (method === 'OPTIONS') {
    const asked = headers['access-control-request-headers'] ?? ''
    const allowed = { 'access-control-allow-methods': 'POST, GET', 'access-control-allow-headers': asked, 'access-control-max-age': '600' }
    response.writeHead(204, { ...common, ...allowed }).end()
  } else {
    const given = url.endsWith('/v1/events') ? verdicts(body) : { status: 1, success: true }
    response.writeHead(200, { ...common, 'content-type': 'application/json' }).end(JSON.stringify(given))
  }
}

/** What our collector says of a batch that it has stored. */
function verdicts(body: string): object {
  const { events }: { events: { id: string }[] } = JSON.parse(body)
  return { verdicts: events.map(({ id }) => ({ id, status: 'accepted' })) }
}
