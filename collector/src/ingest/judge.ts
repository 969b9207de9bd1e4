import { checkEnvelope, checkFields, explainIssues, type Issue, rulesOf, type WireEvent } from '@milepost/sdk/contract'
import { instantOf } from '../clock.js'
import type { KnownVersion, SectionDefinitions } from '../store/definitions.js'

/** What came of checking one event by itself, before anything is known of events stored earlier. */
export type Judgement = { readonly event: WireEvent; readonly known: KnownVersion } | { readonly issues: readonly Issue[] }

/**
 * Checks one event of a request: the parts every event has, then its version, then its fields against that version. Never throws.
 * @param receivedAt milliseconds
 */
export function judge(event: unknown, { versions }: SectionDefinitions, receivedAt: number): Judgement {
  const issues = checkEnvelope(event)
  // Not an object, too deep or too large: nothing else is worth saying about it.
  if (issues.some(({ field }) => !field)) return { issues }
  const candidate = event as WireEvent
  const known = versions.get(candidate.version)
  if (known) {
    issues.push(...checkVersion(known, receivedAt))
    if (isRecord(candidate.fields)) issues.push(...checkFields(rulesOf(known.version), candidate.fields))
  } else if (!issues.some(({ code }) => code === 'version_unknown')) {
    issues.push(versionIssue('version_unknown', 'a version of a custom event of this section', 'an unknown one'))
  }
  return known && !issues.length ? { event: candidate, known } : { issues: explainIssues(issues, candidate.fields) }
}

function checkVersion({ version, hidden, webTracking }: KnownVersion, receivedAt: number): Issue[] {
  if (hidden) return [versionIssue('event_hidden', 'a version of a custom event that is not hidden', 'one that is')]
  if (!webTracking) return [versionIssue('web_tracking_disabled', 'a version of a custom event with web tracking', 'one without')]
  if (version.usableAt <= instantOf(receivedAt)) return []
  const [expected, received] = [version.usableAt, instantOf(receivedAt)]
  const message = `version must be sent from ${expected} on, received ${received}`
  return [{ code: 'version_not_yet_usable', field: 'version', expected, received, message }]
}

const versionIssue = (code: Issue['code'], expected: string, received: string): Issue => ({
  code,
  field: 'version',
  expected,
  received,
  message: `version must be ${expected}, received ${received}`,
})

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)
