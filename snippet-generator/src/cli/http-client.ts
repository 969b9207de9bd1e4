import ky, { isHTTPError, isNetworkError, isTimeoutError, type KyInstance, type Options } from 'ky'
import { CliError, type CliErrorCode, type CliIssue } from './cli-error.js'

const TIMEOUT_MS = 10_000
const TOTAL_TIMEOUT_MS = 45_000

export interface HttpClientOptions {
  /** Address of the collector. */
  readonly url: string
  readonly token: string
  /** First wait before a retry in milliseconds; doubles each time. @default 300 */
  readonly retryDelayMs?: number
}

/** Sends one request and gives back its JSON. Rejects with a `CliError`, whatever went wrong on the way. */
export type Request = (
  method: 'get' | 'post' | 'patch' | 'put',
  path: string,
  options?: Pick<Options, 'json' | 'searchParams'>,
) => Promise<unknown>

/**
 * An HTTP client for the management API: 10 s for an answer, 45 s in all, three retries. Reading is retried after any passing failure;
 * writing only after 429 and 503, which say that nothing was done.
 */
export function createRequest({ url, token, retryDelayMs = 300 }: HttpClientOptions): Request {
  const client: KyInstance = ky.create({
    prefix: url,
    headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    timeout: TIMEOUT_MS,
    totalTimeout: TOTAL_TIMEOUT_MS,
    // Not followed: it would carry the token to an address that nobody chose.
    redirect: 'manual',
    retry: {
      limit: 3,
      methods: ['get', 'post', 'patch', 'put'],
      maxRetryAfter: 10_000,
      delay: (attempt) => retryDelayMs * 2 ** (attempt - 1),
      shouldRetry: ({ error }) => {
        if (isHTTPError(error) && (error.response.status === 429 || error.response.status === 503)) return true
        const isRead = 'request' in error && (error.request as globalThis.Request).method === 'GET'
        return isRead ? undefined : false
      },
    },
  })
  return async (method, path, options) => {
    try {
      return await client[method](path, options).json()
    } catch (error) {
      throw explain(error, url)
    }
  }
}

function explain(error: unknown, url: string): unknown {
  if (isHTTPError(error)) return problemError(error.response.status, error.data)
  if (isTimeoutError(error)) return new CliError('collector_timeout', `The collector at ${url} did not answer in time`)
  if (isNetworkError(error)) return new CliError('collector_unreachable', `No collector can be reached at ${url}${causeOf(error)}`)
  if (error instanceof SyntaxError) return new CliError('answer_unexpected', `${url} answered with something other than JSON`)
  return error
}

/** What RFC 9457 problem details may hold, as an answer from elsewhere: nothing is sure. */
type ProblemDetails = Partial<Record<'code' | 'title' | 'detail' | 'errors' | 'editableAt', unknown>>

/** Turns problem details into an error; an answer without them is told by its status. */
function problemError(status: number, data: unknown): CliError {
  const { code, title, detail, errors, editableAt }: ProblemDetails = typeof data === 'object' && data !== null ? data : {}
  const message = [detail, title].find((text) => typeof text === 'string') ?? `The collector answered with status ${status}`
  const issues = Array.isArray(errors) ? errors.filter(isIssue) : []
  return new CliError(
    typeof code === 'string' ? code : codeOfStatus(status),
    message,
    issues,
    typeof editableAt === 'string' ? editableAt : undefined,
  )
}

function codeOfStatus(status: number): CliErrorCode {
  if (status < 400) return 'answer_unexpected'
  if (status === 401) return 'unauthorized'
  return status >= 500 ? 'collector_failed' : 'request_refused'
}

const isIssue = (value: unknown): value is CliIssue =>
  typeof value === 'object' && value !== null && typeof (value as CliIssue).message === 'string'

/** The reason that the platform gives: `ECONNREFUSED`, `ENOTFOUND`, … It is somewhere down the chain of causes. */
function causeOf(error: Error): string {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return ` (${cause.code})`
  }
  return ''
}
