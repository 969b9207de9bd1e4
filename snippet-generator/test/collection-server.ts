import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as it came in, the body parsed. */
export interface Received {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly contentType: string | undefined
  readonly body: { writeKey: string; events: { id: string; fields: Record<string, unknown> }[] }
}

/** A collector's `/v1/events` on a free port that keeps what it is sent and accepts all of it. */
export async function startCollectionServer() {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await textOf(request)) as Received['body']
    received.push({ method: request.method, path: request.url, contentType: request.headers['content-type'], body })
    const verdicts = body.events.map(({ id }) => ({ id, status: 'accepted' }))
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ accepted: verdicts.length, duplicates: 0, rejected: 0, verdicts }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    received,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
