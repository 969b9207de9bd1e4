import { isInstant } from './calendar.js'
import { checkFields, type FieldRules } from './check-fields.js'
import { type DefinitionVersion, parseVersionId } from './definition.js'
import { explainIssues } from './explain-issues.js'
import { ruleOf } from './field-type.js'
import { fieldTypeOf } from './fields/index.js'
import { type Issue, issue, kindOf } from './issue.js'
import { MAX_EVENT_BYTES, MAX_NESTING } from './limits.js'
import type { Consent, Identifier } from './person.js'

/** One event as it travels. */
export interface WireEvent {
  /** UUID made by the sender, v7 preferred: the idempotency key within the section. */
  readonly id: string
  /** `<discriminator>@<number>`. */
  readonly version: string
  /** RFC 3339, by the sender's clock. */
  readonly occurredAt: string
  readonly visitorId?: string
  readonly page?: { readonly url?: string; readonly referrer?: string; readonly title?: string }
  /** Whose event it is; by integrations only, in place of `visitorId`. */
  readonly profile?: Identifier
  readonly consent?: Consent
  readonly fields: Readonly<Record<string, unknown>>
}

/** What became of one sent event. */
export type Verdict =
  | { readonly id: string; readonly status: 'accepted' | 'duplicate' }
  | { readonly id: string | null; readonly status: 'rejected'; readonly issues: readonly Issue[] }

type CheckedVersion = Pick<DefinitionVersion, 'id' | 'fields'>

const UUID = /^(?!(?:0+-){4}0+$)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whether a value can be an event's ID: a UUID other than the nil one, in either case. */
export const isEventId = (value: unknown): value is string => typeof value == 'string' && UUID.test(value)

/**
 * Checks a whole event against its definition version: the parts every event has, then its fields. Never throws.
 * Time, hidden events and web tracking are the collector's to judge, they are not in the definition.
 * @returns every issue, at most 20; an empty list means that the event is valid.
 */
export function checkEvent(version: CheckedVersion, event: unknown): Issue[] {
  const issues = checkEnvelope(event)
  if (isRecord(event) && isRecord(event.fields)) {
    if (event.version !== version.id) issues.push(issue('version_unknown', 'version', version.id, describe(event.version)))
    issues.push(...checkFields(rulesOf(version), event.fields))
  }
  return explainIssues(issues, isRecord(event) ? event.fields : undefined)
}

/** Checks the parts that every event has, whatever its definition version: `id`, `version`, `occurredAt`, `visitorId`, `page`, `fields`, size and nesting. */
export function checkEnvelope(event: unknown): Issue[] {
  if (!isRecord(event)) return [issue('event_invalid', undefined, 'an object', kindOf(event))]
  if (nestsDeeperThan(MAX_NESTING, event)) return [issue('event_invalid', undefined, `at most ${MAX_NESTING} levels of nesting`, 'more')]
  const issues: Issue[] = []
  const bytes = byteLength(event)
  if (bytes > MAX_EVENT_BYTES) issues.push(issue('event_too_large', undefined, `at most ${MAX_EVENT_BYTES} bytes`, `${bytes} bytes`))
  if (!isEventId(event.id)) issues.push(issue('id_invalid', 'id', 'a UUID', kindOf(event.id)))
  if (!isInstant(event.occurredAt))
    issues.push(issue('occurred_at_invalid', 'occurredAt', 'a time stamp like 2026-11-23T10:00:00Z', kindOf(event.occurredAt)))
  if (!parseVersionId(event.version)) issues.push(issue('version_unknown', 'version', '<discriminator>@<number>', describe(event.version)))
  if (event.visitorId != null && !isText(event.visitorId, 1, 64))
    issues.push(issue('event_invalid', 'visitorId', 'text of 1 to 64 characters', describe(event.visitorId)))
  if (event.page != null) issues.push(...checkPage(event.page))
  if (!isRecord(event.fields)) issues.push(issue('event_invalid', 'fields', 'an object', kindOf(event.fields)))
  return issues
}

const rules = new WeakMap<CheckedVersion, FieldRules>()

/** The rules of a definition version, made once per version object, which is immutable. */
export function rulesOf(version: CheckedVersion): FieldRules {
  const known = rules.get(version)
  if (known) return known
  const made = Object.fromEntries(
    version.fields.flatMap(({ key, type, required }) => {
      const check = fieldTypeOf(type)?.check
      return check ? [[key, ruleOf(check)({ required })]] : []
    }),
  )
  rules.set(version, made)
  return made
}

/** UTF-8 bytes of a value as JSON. */
export const byteLength = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length

/** Whether a value holds objects or lists within one another more than so many levels deep. Walks level by level: depth cannot overflow the stack. */
export function nestsDeeperThan(levels: number, value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; depth <= levels; depth++) {
    level = level.filter((entry) => typeof entry == 'object' && entry !== null)
    if (!level.length) return false
    if (depth == levels) return true
    level = level.flatMap((entry) => Object.values(entry as object))
  }
  return false
}

function checkPage(page: unknown): Issue[] {
  if (!isRecord(page)) return [issue('event_invalid', 'page', 'an object', kindOf(page))]
  return ['url', 'referrer', 'title'].flatMap((key) =>
    page[key] == null || isText(page[key], 0, 4096)
      ? []
      : [issue('event_invalid', `page.${key}`, 'text of at most 4096 characters', describe(page[key]))],
  )
}

const isText = (value: unknown, min: number, max: number): boolean =>
  typeof value == 'string' && kindOf(value) == 'text' && value.length >= min && value.length <= max

const describe = (value: unknown): string => (typeof value == 'string' ? `text of ${value.length} characters` : kindOf(value))

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value == 'object' && value !== null && !Array.isArray(value)
