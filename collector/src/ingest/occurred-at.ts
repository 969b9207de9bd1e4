import { isInstant, MAX_FUTURE_MS } from '@milepost/sdk/contract'
import { instantOf } from '../clock.js'

/** The instant of an event in the collector's time. */
export interface CorrectedInstant {
  /** ISO 8601, UTC. */
  readonly occurredAt: string
  /** Whether the corrected instant was out of bounds, so that `occurredAt` is `receivedAt` instead. */
  readonly clamped: boolean
}

const FIRST_YEAR = Date.parse('0000-01-01T00:00:00Z')

/** The latest one that was read: it is the same in every event of a request. */
let last: { readonly sentAt: unknown; readonly ms: number | undefined } = { sentAt: undefined, ms: undefined }

/**
 * Moves the instant that a sender tells to the collector's clock: as far as the sender's clock was off when it sent, it was off before.
 * What lies more than 23 h ahead of `receivedAt` then, or before the year 0, comes from a clock that nothing can be concluded from, and is clamped.
 * @param sentAt ignored when it is not an RFC 3339 instant
 */
export function correctInstant(occurredAt: string, sentAt: unknown, receivedAt: number): CorrectedInstant {
  if (sentAt !== last.sentAt) last = { sentAt, ms: isInstant(sentAt) ? millisecondsOf(sentAt as string) : undefined }
  const offset = last.ms === undefined ? 0 : receivedAt - last.ms
  const corrected = millisecondsOf(occurredAt) + offset
  const clamped = !(corrected >= FIRST_YEAR && corrected <= receivedAt + MAX_FUTURE_MS)
  return { occurredAt: instantOf(clamped ? receivedAt : corrected), clamped }
}

/** Reads an RFC 3339 instant, which JavaScript can but for lower case and leap seconds; these become the first instant after them. */
export function millisecondsOf(instant: string): number {
  if (instant.length === 24 && instant[10] === 'T' && instant[17] !== '6' && instant[23] === 'Z') return Date.parse(instant)
  const upper = instant.toUpperCase()
  const [, head, fraction, offset] = (upper[17] === '6' && /^(.{17})60(\.\d+)?(.+)$/.exec(upper)) || []
  if (!head) return Date.parse(upper)
  return Date.parse(`${head}59${fraction ?? ''}${offset}`) + 1000
}
