/**
 * Why there is no answer: nobody was reached, the time or the attempts were used up, what came was no answer of a collector, the caller has
 * aborted, or the package `ky` is not installed.
 */
export type MilepostErrorCode = 'collector_unreachable' | 'collector_timeout' | 'answer_unexpected' | 'aborted' | 'ky_missing'

/** What the collector says about a request that it refuses, as RFC 9457 problem details. It has no personal data in it. */
export interface Problem {
  readonly code?: string
  readonly title?: string
  readonly detail?: string
  readonly [member: string]: unknown
}

interface Answer {
  readonly status?: number | undefined
  readonly problem?: Problem | undefined
  readonly retryAfterMs?: number | undefined
  readonly cause?: unknown
}

/** What every call of a server client rejects with. Neither the secret key nor anything that was sent is in it, so it may be logged whole. */
export class MilepostError extends Error {
  override readonly name = 'MilepostError'
  /** The problem code of the collector (`key_unknown`, `rate_limited`, …), or one of {@link MilepostErrorCode}. */
  readonly code: string
  /** Status of the last answer; `undefined` where there was none. */
  readonly status: number | undefined
  readonly problem: Problem | undefined
  /** How long the collector has asked to be left alone, in milliseconds; `undefined` where it has not. */
  readonly retryAfterMs: number | undefined

  constructor(code: string, message: string, { status, problem, retryAfterMs, cause }: Answer = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.status = status
    this.problem = problem
    this.retryAfterMs = retryAfterMs
  }
}
