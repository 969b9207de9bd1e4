import { LONGEST_RETRY_AFTER_MS } from './server-limits.js'

/** Whether a request that was answered like this may be answered otherwise later: the same statuses as in a page. */
export const isPassing = (status: number): boolean =>
  status === 408 || status === 429 || (status >= 500 && ![501, 505, 511].includes(status))

/** Whether an answer says that nothing was done, so that even what must not be done twice may be sent again. */
export const isUntouched = (status: number): boolean => status === 429 || status === 503

/** How long a `Retry-After` asks to wait, in milliseconds, from seconds or from an HTTP date; `undefined` when it is neither. */
export function retryAfterMs(header: string | null | undefined): number | undefined {
  if (!header) return undefined
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isNaN(wait) ? undefined : Math.min(LONGEST_RETRY_AFTER_MS, Math.max(0, wait))
}

/**
 * How long to wait before another try, in milliseconds: exponential backoff, not before `Retry-After`, at most doubled by chance so that
 * senders that failed together do not come back together.
 * @param retry counted from 1
 */
export const retryWaitMs = (retry: number, firstMs: number, askedMs = 0): number =>
  Math.max(firstMs * 2 ** (retry - 1), askedMs) * (1 + Math.random())
