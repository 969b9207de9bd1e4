import { checkFieldsOf } from './check-fields-of.js'
import { checkConsent, checkHead, checkVisitorId, checkWhole, describe, isRecord, isText } from './check-parts.js'
import { type DefinitionVersion, parseVersionId } from './definition.js'
import { explainIssues } from './explain-issues.js'
import { type Issue, issue, kindOf } from './issue.js'
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

/**
 * Checks a whole event against its definition version: the parts every event has, then its fields. Never throws.
 * Time, hidden events and web tracking are the collector's to judge, they are not in the definition.
 * @returns every issue, at most 20; an empty list means that the event is valid.
 */
export function checkEvent(version: CheckedVersion, event: unknown): Issue[] {
  const issues = checkEnvelope(event)
  if (isRecord(event) && isRecord(event.fields)) {
    if (event.version !== version.id) issues.push(issue('version_unknown', 'version', version.id, describe(event.version)))
    issues.push(...checkFieldsOf(version, event.fields))
  }
  return explainIssues(issues, isRecord(event) ? event.fields : undefined)
}

/**
 * Checks the parts that every event has, whatever its definition version: `id`, `version`, `occurredAt`, `visitorId`, `page`, `consent`, `fields`,
 * size and nesting. Who may send a `profile`, and whom it names, is the collector's to judge.
 */
export function checkEnvelope(event: unknown): Issue[] {
  const issues = checkWhole(event)
  if (!isRecord(event) || issues.some(({ code }) => code == 'event_invalid')) return issues
  checkHead(event, issues)
  if (!parseVersionId(event.version)) issues.push(issue('version_unknown', 'version', '<discriminator>@<number>', describe(event.version)))
  if (event.visitorId != null) issues.push(...checkVisitorId(event.visitorId))
  if (event.page != null) issues.push(...checkPage(event.page))
  if (event.consent != null) issues.push(...checkConsent(event.consent))
  if (!isRecord(event.fields)) issues.push(issue('event_invalid', 'fields', 'an object', kindOf(event.fields)))
  return issues
}

function checkPage(page: unknown): Issue[] {
  if (!isRecord(page)) return [issue('event_invalid', 'page', 'an object', kindOf(page))]
  return PAGE_KEYS.filter((key) => page[key] != null && !isText(page[key], 0, 4096)).map((key) =>
    issue('event_invalid', `page.${key}`, 'text of at most 4096 characters', describe(page[key])),
  )
}

const PAGE_KEYS = ['url', 'referrer', 'title']
