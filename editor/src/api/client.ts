import type { App } from '@milepost/collector'
import { hc } from 'hono/client'
import { neutralAddress } from './neutral-address.js'
import { NetworkFailure, ProblemAnswer, type ProblemBody } from './problem.js'

/** Sent with every call: a form on a foreign page cannot, so a session alone changes nothing. */
const headers = { 'X-Milepost': 'editor' }

const ANSWERED_WITHIN_MS = 30_000

/** The collector's management API, typed by the collector's own routes. Wrap every call in {@link answer}. */
export const api = hc<App>(location.origin, {
  headers,
  fetch: (input: string | URL | Request, init?: RequestInit) =>
    fetch(neutralAddress(String(input)), {
      ...init,
      credentials: 'same-origin',
      signal: init?.signal ?? AbortSignal.timeout(ANSWERED_WITHIN_MS),
    }),
}).v1

interface Answered {
  readonly ok: boolean
  readonly status: number
  json(): Promise<unknown>
}

/** Bodies of the answers other than problems: hono-openapi describes problems, it does not type them. */
type Success<Response extends Answered> = Exclude<Awaited<ReturnType<Response['json']>>, ProblemBody>

/**
 * Reads the JSON of a call.
 * @throws ProblemAnswer for every status but 2xx, with what the collector says is wrong
 * @throws NetworkFailure where there is no answer, or none from the collector
 */
export async function answer<Response extends Answered>(call: Promise<Response>): Promise<Success<Response>> {
  const response = await call.catch((cause: unknown) => {
    throw new NetworkFailure(cause)
  })
  if (response.status === 204) return undefined as Success<Response>
  const body = await response.json().catch((cause: unknown) => {
    throw new NetworkFailure(cause)
  })
  if (!response.ok) throw new ProblemAnswer(body as ProblemBody)
  return body as Success<Response>
}

const FILE_WITHIN_MS = 600_000

/** For calls of {@link file}: whoever is known for years takes longer than a page. */
export const fileCall = () => ({ init: { signal: AbortSignal.timeout(FILE_WITHIN_MS) } })

interface AnsweredWithFile extends Answered {
  readonly headers: Headers
  blob(): Promise<Blob>
}

/**
 * Reads a call that answers with a file, whole: one that breaks off is none.
 * @throws like {@link answer}
 */
export async function file(call: Promise<AnsweredWithFile>): Promise<{ readonly name: string; readonly content: Blob }> {
  const failed = (cause: unknown) => {
    throw new NetworkFailure(cause)
  }
  const response = await call.catch(failed)
  if (!response.ok) throw new ProblemAnswer((await response.json().catch(failed)) as ProblemBody)
  const [, name = 'milepost'] = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '') ?? []
  return { name, content: await response.blob().catch(failed) }
}
