import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Verdict } from '@milepost/sdk/contract'

/** A request for the collection endpoint as the proxy has seen it. */
export interface SeenRequest {
  readonly method: string
  readonly origin: string | undefined
  readonly contentType: string | undefined
  readonly cookie: string | undefined
  readonly body: string
  /** IDs of the events in it. */
  readonly ids: readonly string[]
  /** IDs that were also in another request whose answer had not left when this one came. */
  readonly alsoInFlight: readonly string[]
}

/** An answer of the collector. */
export interface Answer {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: string
}

/** What becomes of one request. `forward` asks the collector. */
export type Step = (reply: ServerResponse, forward: () => Promise<Answer>) => Promise<void> | void

/** Stands between page and collector, writes down what comes and spoils answers as it is told. */
export interface CollectorProxy {
  /** Origin, in the place of the collector's. */
  readonly url: string
  /** Requests for the collection endpoint, OPTIONS included, the first one first. */
  readonly requests: readonly SeenRequest[]
  /** How many of them have been answered. */
  answered(): number
  /** Says what becomes of the next requests for the collection endpoint, one step each. Later ones are forwarded. */
  next(...steps: readonly Step[]): void
  /** Says what becomes of all those of which `next` says nothing. */
  always(step: Step): void
  /** Changes what is answered on other paths; the scripts of pages, for one. */
  tamper(change: (answer: Answer, path: string) => Answer): void
  end(): Promise<void>
}

/** Starts a proxy in front of a collector. */
export async function startProxy(collector: string): Promise<CollectorProxy> {
  const requests: SeenRequest[] = []
  const inFlight = new Set<SeenRequest>()
  const steps: Step[] = []
  let usual = forwarded
  let answered = 0
  let change = (answer: Answer, _path: string) => answer

  const server = createServer(async (incoming, reply) => {
    const body = await read(incoming)
    const path = incoming.url ?? '/'
    const forward = () => ask(collector, incoming, body)
    if (path !== '/v1/events') return send(reply, change(await forward(), path))
    const ids = idsIn(body)
    const alsoInFlight = ids.filter((id) => [...inFlight].some((other) => other.ids.includes(id)))
    const { origin, cookie, 'content-type': contentType } = incoming.headers
    const seen = { method: incoming.method ?? '', origin, contentType, cookie, body, ids, alsoInFlight }
    requests.push(seen)
    inFlight.add(seen)
    const step = steps.shift() ?? usual
    await step(reply, forward)
    inFlight.delete(seen)
    answered++
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answered: () => answered,
    next: (...next) => steps.push(...next),
    always(step) {
      usual = step
    },
    tamper(next) {
      change = next
    },
    async end() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** Lets a request through to the collector and its answer back. */
export const forwarded: Step = async (reply, forward) => send(reply, await forward())

/** The same, but slowly enough for other requests to overtake. */
export const forwardedSlowly: Step = async (reply, forward) => {
  const answer = await forward()
  setTimeout(() => send(reply, answer), 400)
  await once(reply, 'close')
}

/** Out of reach: nothing arrives. */
export const unreachable: Step = (reply) => void reply.destroy()

/** The collector has stored the events, but its answer is lost. */
export const unanswered: Step = async (reply, forward) => {
  await forward()
  reply.destroy()
}

/** Loses requests, and answers of those that arrive, each with the same probability. */
export const lossy =
  (random: () => number, probability: number): Step =>
  (reply, forward) =>
    (random() < probability ? unreachable : random() < probability ? unanswered : forwarded)(reply, forward)

/** Answers in the collector's place, so that pages can read it. */
export const answers =
  (status: number, headers: Record<string, string> = {}, body = ''): Step =>
  (reply) =>
    send(reply, {
      status,
      headers: { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Retry-After', ...headers },
      body,
    })

/** The collector has stored the events, but its answer breaks off in the middle. */
export const cutShort: Step = async (reply, forward) => {
  const { status, headers, body } = await forward()
  reply.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  reply.write(body.slice(0, body.length / 2), () => reply.destroy())
  await once(reply, 'close')
}

/** The collector has stored the events, but what comes back is only the first half of its JSON. */
export const truncated: Step = async (reply, forward) => {
  const answer = await forward()
  send(reply, { ...answer, body: answer.body.slice(0, answer.body.length / 2) })
}

/** The collector has stored the events, but its verdicts are changed on the way back. */
export const verdictsOf =
  (change: (verdicts: readonly Verdict[]) => readonly unknown[]): Step =>
  async (reply, forward) => {
    const answer = await forward()
    send(reply, { ...answer, body: JSON.stringify({ verdicts: change(JSON.parse(answer.body).verdicts) }) })
  }

function send(reply: ServerResponse, { status, headers, body }: Answer): void {
  reply.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  reply.end(body)
}

/** Asks the collector the same, under the same `Host`: snippets that are asked for here name the proxy as where to send. */
async function ask(collector: string, { method, url, headers }: IncomingMessage, body: string): Promise<Answer> {
  const asked = request(new URL(url ?? '/', collector), { method, headers: { ...headers, 'accept-encoding': 'identity' } })
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  const { 'transfer-encoding': _, connection: __, ...kept } = answer.headers
  return { status: answer.statusCode ?? 0, headers: kept, body: await read(answer) }
}

async function read(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** None where it is no request as the SDK makes it: pages can spoil that. */
function idsIn(body: string): string[] {
  try {
    const { events }: { events: { id: string }[] } = JSON.parse(body)
    return events.map(({ id }) => id)
  } catch {
    return []
  }
}
