import { Agent, request as ask } from 'node:http'
import type { HostileRequest } from './request.ts'

/** An answer, whole. */
export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
}

/** Only there to notice what never ends. */
const HANG_MS = 30_000

/** More than a connection takes without being read from. */
const LARGE_BYTES = 100_000

/**
 * More than any route reads. What is longer is announced whole and sent this far: its refusal must not wait for the rest, and whoever still writes when
 * the connection is closed behind an answer never gets to read it.
 */
const MOST_SENT_BYTES = 640 * 1024

/** How many requests are on their way at a time. */
const ABREAST = 12

/**
 * Sends requests over as many connections as go abreast.
 * @param heed what is done with each answer, or with why there is none
 */
export async function sendAll<Item extends HostileRequest>(
  url: string,
  requests: Iterator<Item>,
  heed: (request: Item, answer: Answer | Error) => void,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: ABREAST })
  const lane = async () => {
    for (let next = requests.next(); !next.done; next = requests.next()) heed(next.value, await send(url, next.value, agent).catch(asError))
  }
  await Promise.all(Array.from({ length: ABREAST }, lane))
  agent.destroy()
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

function send(url: string, { method, path, headers, body }: HostileRequest, agent: Agent, tries = 1): Promise<Answer> {
  const { hostname, port } = new URL(url)
  const bytes = body === undefined ? undefined : Buffer.from(body as string)
  return new Promise<Answer>((resolve, reject) => {
    let isAnswered = false
    const length = bytes && method !== 'HEAD' ? { 'content-length': String(bytes.length) } : {}
    const sent = ask({ hostname, port, method, path, headers: { ...headers, ...length }, agent }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        isAnswered = true
        if (!sent.writableEnded) sent.destroy()
        resolve({ status: answer.statusCode ?? 0, type: answer.headers['content-type'] ?? '', body: Buffer.concat(chunks).toString() })
      })
    })
    sent.setTimeout(HANG_MS, () => sent.destroy(new Error('no answer: it hangs')))
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // Closed after the answer was read, and before the body was sent.
      if (isAnswered) return
      // A connection that was kept may be closed just when it is used again, which says nothing of the request. And what refuses a body that is too
      // large does not wait for its end: the connection may be gone before the answer is read.
      const isClosed = ['ECONNRESET', 'EPIPE'].includes(error.code ?? '')
      if (isClosed && (sent.reusedSocket || (bytes?.length ?? 0) > LARGE_BYTES) && tries < 8)
        resolve(send(url, { method, path, headers, body } as HostileRequest, agent, tries + 1))
      else reject(error)
    })
    if (bytes && bytes.length > MOST_SENT_BYTES) sent.write(bytes.subarray(0, MOST_SENT_BYTES))
    else sent.end(bytes)
  })
}
