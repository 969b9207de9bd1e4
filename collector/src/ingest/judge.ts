import {
  checkEnvelope,
  checkFieldsOf,
  explainIssues,
  type IdentifierKind,
  type Issue,
  issue,
  isText,
  type WireEvent,
} from '@milepost/sdk/contract'
import { instantOf } from '../clock.js'
import { isNoVisitor, readIdentifier, type Subject } from '../profiles/identifier.js'
import type { KnownVersion, SectionDefinitions } from '../store/definitions.js'
import { checkPurpose } from './check-purpose.js'
import type { Channel, Sender } from './sender.js'

/** An event that is valid by itself. */
export interface Valid {
  readonly event: WireEvent
  readonly known: KnownVersion
  /** Whom it is about; `null` when it names nobody, or a visitor that is none. */
  readonly subject: Subject | null
}

/** One that is not. */
export interface Invalid {
  readonly issues: readonly Issue[]
  /** Whether it may be kept in quarantine: not without the consent that it needs. */
  readonly kept: boolean
}

/** What came of checking one event by itself, before anything is known of events stored earlier. */
export type Judgement = Valid | Invalid

/** Whom an event is about, also one that is not valid, and what is wrong with how that is said. */
export interface About {
  /** `null` when that cannot be read, or it names nobody. */
  readonly subject: Subject | null
  readonly issues: readonly Issue[]
}

/**
 * Checks one event of a request: the parts every event has, then whom it is about, then its version, then its fields against that version.
 * Never throws.
 * @param about by `aboutOf`
 * @param receivedAt milliseconds
 */
export function judge(event: unknown, about: About, section: SectionDefinitions, sender: Sender, receivedAt: number): Judgement {
  const { subject } = about
  const issues = checkEnvelope(event)
  // Not an object, too deep or too large: nothing else is worth saying about it.
  if (issues.some(({ field }) => !field)) return { issues, kept: true }
  const candidate = event as WireEvent
  const consent = issues.some(({ field }) => field === 'consent') ? undefined : candidate.consent
  issues.push(...about.issues)
  const known = section.versions.get(candidate.version)
  if (known) {
    issues.push(...checkVersion(known, sender.channel, receivedAt), ...checkPurpose(known.purpose, consent, section, sender))
    if (subject && subject.kind !== 'visitor') issues.push(...checkOperation(known, subject.kind))
    if (isRecord(candidate.fields)) issues.push(...checkFieldsOf(known.version, candidate.fields))
  } else if (!issues.some(({ code }) => code === 'version_unknown')) {
    issues.push(issue('version_unknown', 'version', 'a version of a custom event of this section', 'an unknown one'))
  }
  if (known && !issues.length) return { event: candidate, known, subject }
  return { issues: explainIssues(issues, candidate.fields), kept: !issues.some(({ code }) => code === 'consent_missing') }
}

/** Whom an event is about. A page says it by its visitor ID alone, an integration by an identifier. */
export function aboutOf(event: unknown, section: SectionDefinitions, channel: Channel): About | Promise<About> {
  const { visitorId, profile }: Record<string, unknown> = isRecord(event) ? event : {}
  if (channel === 'integration') return personOf(visitorId, profile, section)
  const issues = profile == null ? [] : [issue('profile_invalid', 'profile', 'absent: pages identify their visitor', 'a value')]
  // A placeholder is no reason to lose the event, which is then about nobody.
  const known = isText(visitorId, 1, 64) && !isNoVisitor(visitorId)
  return { subject: known ? { kind: 'visitor', value: visitorId } : null, issues }
}

async function personOf(visitorId: unknown, profile: unknown, { defaultCountry }: SectionDefinitions): Promise<About> {
  const issues = visitorId == null ? [] : [issue('profile_invalid', 'visitorId', 'absent: integrations name a profile', 'a value')]
  const read = await readIdentifier(profile, 'profile', defaultCountry)
  return 'kind' in read ? { subject: read, issues } : { subject: null, issues: [...issues, read] }
}

function checkVersion({ version, hidden, webTracking }: KnownVersion, channel: Channel, receivedAt: number): Issue[] {
  if (hidden) return [issue('event_hidden', 'version', 'a version of a custom event that is not hidden', 'one that is')]
  if (!webTracking && channel === 'web')
    return [issue('web_tracking_disabled', 'version', 'a version of a custom event with web tracking', 'one without')]
  // The first one is usable at once, also where the clock of the machine that made it was ahead of this one.
  if (version.number === 1 || Date.parse(version.usableAt) <= receivedAt) return []
  const [expected, received] = [version.usableAt, instantOf(receivedAt)]
  const message = `version must be sent from ${expected} on, received ${received}`
  return [{ code: 'version_not_yet_usable', field: 'version', expected, received, message }]
}

/** What integrations may do. Only they name profiles by identifiers. */
function checkOperation({ allowedOperations }: KnownVersion, kind: IdentifierKind): Issue[] {
  if (allowedOperations[kind].includes('write')) return []
  const allowed = Object.entries(allowedOperations).flatMap(([name, operations]) => (operations.includes('write') ? [name] : []))
  return [issue('operation_not_allowed', 'profile', `named by ${allowed.join(' or ') || 'nobody: no identifier may write'}`, kind)]
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
