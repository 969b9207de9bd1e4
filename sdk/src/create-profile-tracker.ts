import { type Issue, issue, kindOf } from './contract/issue.js'
import { type ConsentPurpose, type ConsentState, type Identifier, identifierKinds, type Purpose } from './contract/person.js'
import type { Tracker, TrackerOptions } from './create-tracker.js'
import type { EventFields } from './define-event.js'
import type { TrackResult } from './track.js'
import { startProfileTracking } from './track-profile.js'

export interface ProfileTrackerOptions extends TrackerOptions {
  /**
   * What a page may do before `consent` is called.
   * @default 'granted'
   */
  readonly consentStart?: ConsentState
  /**
   * Whether Global Privacy Control, which visitors set in their browser, counts as denied for `analytics` and `marketing`. Then there is no
   * visitor ID and nobody is identified either; `necessary` events are sent.
   * @default true
   * @see https://www.w3.org/TR/gpc/
   */
  readonly honourGpc?: boolean
}

/** A tracker that asks for consent, tells one visitor from another, and says who they are. None of its methods throws or waits for the network. */
export interface ProfileTracker extends Tracker {
  /**
   * Changes what the page may do, from the next call on. It is not remembered: every page tells it, as consent is the site's to keep.
   *
   * `granted` tracks, and sends what was pending with the IDs and instants it had. `pending` keeps events in memory; nothing is written or sent.
   * `denied` forgets what waits, stored or not, and who the visitor is; nothing is written or sent, and `track` answers `consent_missing`.
   * @param purposes what is granted, besides `necessary`; both when left out
   *
   * @example tracker.consent('granted', ['analytics'])
   */
  consent(state: ConsentState, purposes?: readonly ConsentPurpose[]): void
  /**
   * Says who the visitor is: past and coming events of this browser move to that person's profile. Queued and delivered like an event. Where
   * another person was identified before, by the same kind of identifier, a new visitor begins.
   * @param proof made by the shop's server for this identifier; sections demand one unless they are set not to
   * @returns the ID under which it is queued, or why it is not: `consent_missing`, `profile_invalid`, `identifier_invalid`
   *
   * @example tracker.identify({ crmId: 'C-1' }, proof)
   */
  identify(identifier: Identifier, proof?: string): TrackResult
  /** Makes what follows that of a new visitor, as when somebody signs out. Past events stay where they are. */
  reset(): void
}

/**
 * Makes the tracker of a section that has visitors. Larger than `createTracker`, which knows nothing of consent and people.
 * @throws TypeError naming the option when `endpoint` or `writeKey` is missing. Nothing after that throws into the page.
 *
 * @example
 * const tracker = createProfileTracker({ endpoint: 'https://c.shop.example/v1/events', writeKey: 'wk_…', source: 'Website', consentStart: 'pending' })
 * banner.onAccept = () => tracker.consent('granted')
 */
export function createProfileTracker({
  endpoint,
  writeKey,
  source,
  onReport,
  consentStart = 'granted',
  honourGpc = true,
}: ProfileTrackerOptions): ProfileTracker {
  if (!endpoint || !writeKey) throw new TypeError(`createProfileTracker: ${endpoint ? 'writeKey' : 'endpoint'} is missing`)
  if (!globalThis.document) {
    const nothing = (): TrackResult => ({ ok: false, issues: [] })
    return { track: nothing, identify: nothing, consent() {}, reset() {} }
  }
  const gpc = honourGpc ? 'globalPrivacyControl' : ''
  const objects = Boolean((navigator as never)[gpc])
  let state = consentStart
  let granted: readonly Purpose[] | undefined
  const track = startProfileTracking(endpoint, writeKey, (report) => onReport && setTimeout(onReport, 0, report), consentStart, gpc)

  /** Why something may not be tracked, if so. What is pending may be, until it is known. */
  const missing = (purpose?: Purpose): Issue | undefined => {
    const covered = purpose === 'necessary' || (!objects && (state === 'pending' || !purpose || !granted || granted.includes(purpose)))
    if (state !== 'denied' && covered) return undefined
    return issue(
      'consent_missing',
      'consent',
      purpose ?? 'granted',
      state === 'denied' ? state : objects ? 'an objection' : 'another purpose',
    )
  }
  const refuse = (...issues: Issue[]): TrackResult => {
    if (location.port) console.warn('milepost', issues)
    return { ok: false, issues }
  }

  return {
    track(event, fields) {
      const { version = '', purpose = 'necessary', fields: rules } = event ?? {}
      // Without, it would be taken for an identification.
      const refusal = rules ? missing(purpose) : issue('event_invalid', undefined, 'declared by defineEvent', kindOf(event))
      return refusal ? refuse(refusal) : track({ version, purpose, fields: rules as EventFields }, fields, source)
    },
    consent(next, purposes) {
      state = next
      granted = purposes
      track.consent(next, purposes)
    },
    identify(identifier, proof) {
      const refusal = missing() ?? checkIdentifier(identifier)
      return refusal ? refuse(refusal) : track({ identify: identifier, proof })
    },
    reset: () => track.consent(),
  }
}

/** What can be said of an identifier in a page. Whether it is a person's only the collector judges, which normalises it first. */
function checkIdentifier(identifier: unknown): Issue | undefined {
  let entries: [string, unknown][] = []
  try {
    entries = Object.entries(Object(identifier))
  } catch {
    // Something that throws when it is read names nobody.
  }
  const [[kind, value] = ['', undefined], ...more] = entries
  const expected = `an object with exactly one of ${identifierKinds.join(', ')}`
  if (more.length || !(identifierKinds as readonly string[]).includes(kind))
    return issue('profile_invalid', 'identify', expected, more.length ? 'several' : kind ? 'another' : kindOf(identifier))
  return typeof value === 'string' && value.trim()
    ? undefined
    : issue('identifier_invalid', `identify.${kind}`, 'text', kindOf(value) === 'text' ? 'an empty one' : kindOf(value))
}
