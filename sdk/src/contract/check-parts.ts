import { isInstant } from './calendar.js'
import { type Issue, issue, kindOf } from './issue.js'
import { MAX_EVENT_BYTES, MAX_NESTING } from './limits.js'
import { isObviousInstant } from './obvious-dates.js'
import { consentPurposes } from './person.js'

// What the entries of a request have in common, whether they are events or identifications.

const UUID = /^(?!(?:0+-){4}0+$)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whether a value can be an event's ID: a UUID other than the nil one, in either case. */
export const isEventId = (value: unknown): value is string => typeof value == 'string' && UUID.test(value)

/** Checks that an entry is an object, and neither too deep nor too large. What is said of it with `event_invalid` leaves nothing else to check. */
export function checkWhole(entry: unknown): Issue[] {
  if (!isRecord(entry)) return [issue('event_invalid', undefined, 'an object', kindOf(entry))]
  // Most entries are far from both limits, which is seen without making their text.
  if (mostBytesOf(entry, MAX_NESTING) <= MAX_EVENT_BYTES) return []
  if (nestsDeeperThan(MAX_NESTING, entry)) return [issue('event_invalid', undefined, `at most ${MAX_NESTING} levels of nesting`, 'more')]
  const bytes = byteLength(entry)
  return bytes > MAX_EVENT_BYTES ? [issue('event_too_large', undefined, `at most ${MAX_EVENT_BYTES} bytes`, `${bytes} bytes`)] : []
}

/** Checks `id` and `occurredAt`, and adds what is to be said of them. */
export function checkHead({ id, occurredAt }: Readonly<Record<string, unknown>>, issues: Issue[]): void {
  if (!isEventId(id)) issues.push(issue('id_invalid', 'id', 'a UUID', kindOf(id)))
  if (!(typeof occurredAt == 'string' && isObviousInstant(occurredAt)) && !isInstant(occurredAt))
    issues.push(issue('occurred_at_invalid', 'occurredAt', 'a time stamp like 2026-11-23T10:00:00Z', kindOf(occurredAt)))
}

/** Checks a visitor ID that was sent. */
export const checkVisitorId = (visitorId: unknown): Issue[] =>
  isText(visitorId, 1, 64) ? [] : [issue('event_invalid', 'visitorId', 'text of 1 to 64 characters', describe(visitorId))]

/** Checks a consent that was sent. */
export function checkConsent(consent: unknown): Issue[] {
  const { purposes, at }: Record<string, unknown> = isRecord(consent) ? consent : {}
  const known = Array.isArray(purposes) && purposes.every((one) => consentPurposes.includes(one))
  if (known && isInstant(at)) return []
  const received = isRecord(consent) ? (known ? `at as ${kindOf(at)}` : 'other purposes') : kindOf(consent)
  return [issue('event_invalid', 'consent', `an object with purposes (${consentPurposes.join(', ')}) and at, a time stamp`, received)]
}

/** UTF-8 bytes of a value as JSON. */
export const byteLength = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length

/** The most that a UTF-16 code unit becomes: `\u001f`. */
const MAX_UNIT_BYTES = 6

/** The most that anything but text, objects and lists becomes: `-2.2250738585072014e-308`, and a comma. */
const MAX_OTHER_BYTES = 26

/** Bytes that a value takes as JSON in UTF-8 at most; infinitely many where it nests deeper than so many levels, or is not what JSON has. */
function mostBytesOf(value: unknown, levels: number): number {
  if (typeof value == 'string') return value.length * MAX_UNIT_BYTES + 3
  if (typeof value != 'object' || value === null) return MAX_OTHER_BYTES
  if (!levels || 'toJSON' in value) return Number.POSITIVE_INFINITY
  let bytes = 3
  for (const key in value) bytes += key.length * MAX_UNIT_BYTES + 3 + mostBytesOf(value[key as never], levels - 1)
  return bytes
}

/** Whether a value holds objects or lists within one another more than so many levels deep. Goes no deeper than that: depth cannot overflow the stack. */
export const nestsDeeperThan = (levels: number, value: unknown): boolean =>
  typeof value == 'object' && value !== null && (!levels || Object.values(value).some((entry) => nestsDeeperThan(levels - 1, entry)))

/** Whether a value is well-formed text of so many UTF-16 code units. */
export const isText = (value: unknown, min: number, max: number): value is string =>
  typeof value == 'string' && kindOf(value) == 'text' && value.length >= min && value.length <= max

/** What a value is, without saying it. */
export const describe = (value: unknown): string => (typeof value == 'string' ? `text of ${value.length} characters` : kindOf(value))

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value == 'object' && value !== null && !Array.isArray(value)
