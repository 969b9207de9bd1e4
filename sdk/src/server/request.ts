import type { Options } from 'ky'
import { MilepostError, type Problem } from './milepost-error.js'
import { isPassing, isUntouched, retryAfterMs, retryWaitMs } from './retry-wait.js'

export interface RequestOptions {
  /** Origin of the collector. */
  readonly origin: string
  readonly key: string
  /** For one answer. */
  readonly timeoutMs: number
  /** For all attempts of one request with the waits between them. */
  readonly totalTimeoutMs: number
  readonly maxAttempts: number
  /** First wait before another try. */
  readonly retryWaitMs: number
  readonly signal: AbortSignal | undefined
  readonly fetch: typeof fetch
}

/** One request, however often it is tried. */
export interface Call<Answer> {
  readonly path: string
  /** Makes the body of one attempt. Without one it is a GET. */
  readonly body?: () => string
  /** Whether doing it twice does something else than doing it once. Then it is tried again only where nothing can have been done. @default false */
  readonly once?: boolean
  readonly signal?: AbortSignal | undefined
  /** Takes what was answered; `undefined` when that is not what a collector says. */
  readonly read: (answer: unknown) => Answer | undefined
}

/** Sends one request until there is an answer. Rejects with a {@link MilepostError}, whatever went wrong. */
export type Request = <Answer>(call: Call<Answer>) => Promise<Answer>

/** Makes what sends the requests of one client. */
export function createRequest({ origin, key, timeoutMs, totalTimeoutMs, maxAttempts, ...options }: RequestOptions): Request {
  return async <Answer>({ path, body, once = false, signal, read }: Call<Answer>) => {
    const { default: ky, isHTTPError, isNetworkError, isTimeoutError } = await loadKy()
    const signals = [options.signal, signal].filter((each) => each !== undefined)
    const aborted = AbortSignal.any(signals)
    const until = performance.now() + totalTimeoutMs
    let answer: Answer | undefined
    let waitMs = 0

    /** One attempt, to the end of its answer: an answer that breaks off or is none is as good as no answer. */
    const attempt: typeof fetch = async (request) => {
      // The body is made anew, since it tells when it was sent.
      const response = await options.fetch(body ? new Request(request, { body: body() }) : request)
      if (!response.ok) return response
      answer = read(parsed(await response.text()))
      if (answer === undefined) throw new MilepostError('answer_unexpected', `${origin} has not answered as a collector does`)
      return new Response()
    }

    const shouldRetry = ({ error, retryCount }: { error: Error; retryCount: number }): boolean => {
      const response = isHTTPError(error) ? error.response : undefined
      waitMs = retryWaitMs(retryCount, options.retryWaitMs, retryAfterMs(response?.headers.get('retry-after')))
      const isWorthIt = response ? (once ? isUntouched : isPassing)(response.status) : !once
      // What cannot be tried again in time is told now.
      return isWorthIt && performance.now() + waitMs < until
    }

    const kyOptions: Options = {
      method: body ? 'post' : 'get',
      headers: { authorization: `Bearer ${key}`, accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
      // Not followed: it would carry the key to an address that nobody chose.
      redirect: 'manual',
      signal: aborted,
      timeout: timeoutMs,
      totalTimeout: totalTimeoutMs,
      fetch: attempt,
      retry: { limit: maxAttempts - 1, methods: ['get', 'post'], shouldRetry, delay: () => waitMs },
    }

    try {
      aborted.throwIfAborted()
      await ky(origin + path, kyOptions)
      return answer as Answer
    } catch (error) {
      // The errors of ky hold the request, and with it the key: none of them is passed on, not even as a cause.
      if (aborted.aborted) throw new MilepostError('aborted', 'The request was aborted', { cause: aborted.reason })
      if (error instanceof MilepostError) throw error
      if (isHTTPError(error)) throw refusal(error.response, error.data)
      if (isTimeoutError(error)) throw new MilepostError('collector_timeout', `The collector at ${origin} has not answered in time`)
      const cause = isNetworkError(error) ? error.cause : error
      throw new MilepostError('collector_unreachable', `No collector can be reached at ${origin}${reasonOf(cause)}`, { cause })
    }
  }
}

/** With the first request, so that a server that only makes proofs needs no ky. */
async function loadKy(): Promise<typeof import('ky')> {
  try {
    return await import('ky')
  } catch (cause) {
    throw new MilepostError('ky_missing', 'The server client needs ky: npm install ky', { cause })
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What the collector, or whoever answers in its place, has refused. */
function refusal({ status, headers }: Response, data: unknown): MilepostError {
  const problem = typeof data === 'object' && data !== null ? (data as Problem) : undefined
  const { code, detail, title } = problem ?? {}
  const message = [detail, title].find((text) => typeof text === 'string') ?? `The collector answered with status ${status}`
  return new MilepostError(typeof code === 'string' ? code : 'answer_unexpected', message, {
    status,
    problem,
    retryAfterMs: retryAfterMs(headers.get('retry-after')),
  })
}

/** The reason that the platform gives: `ECONNREFUSED`, `ENOTFOUND`, … It is somewhere down the chain of causes. */
function reasonOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return ` (${cause.code})`
  }
  return ''
}
