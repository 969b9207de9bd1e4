import { checkFields } from './contract/check-fields.js'
import { type Issue, issue } from './contract/issue.js'
import { MAX_EVENT_BYTES, MAX_TEXT_LENGTH } from './contract/limits.js'
import type { ConsentPurpose, ConsentState, Identifier, Purpose } from './contract/person.js'
import type { EventFields } from './define-event.js'
import type { DeliveryReport } from './deliver.js'
import { BATCH_CHARACTERS, FIRST_WAIT_MS, LONGEST_WAIT_MS, QUEUE_CHARACTERS, REQUEST_TIMEOUT_MS, STAMP_BYTES } from './delivery-limits.js'
import type { TrackResult } from './track.js'
import { uuid } from './uuid.js'

// What `track.ts` and `deliver.ts` do, and consent before each step of it. They are not shared: every place where they would ask whether there
// is consent to ask for reaches pages that have none, and what stands in one closure compresses to two thirds of the same in three. The cases
// of `delivery-cases.ts` are tried with both, so that they stay alike.

/** An event with what it is collected for, or an identification. */
export type Tracked =
  | { readonly version: string; readonly purpose: Purpose; readonly fields: EventFields }
  | { readonly identify: Identifier; readonly proof?: string | undefined; readonly version?: undefined; readonly fields?: undefined }

/** Checks one event, or takes an identification, and does what consent allows. Never throws. `source` is for events that bring none of their own. */
export interface ProfileTrack {
  (tracked: Tracked, values?: object, source?: string): TrackResult
  /**
   * Changes what the page may do, and does at once what follows from it.
   * @param state without one only the visitor is forgotten; one that there is not is taken as `pending`
   * @param purposes what is granted; both when left out
   */
  consent(state?: ConsentState, purposes?: readonly ConsentPurpose[]): void
}

/**
 * Starts what all events of a section share in a page that asks for consent.
 * @param gpc name of the property of `navigator` that says whether the visitor objects, by Global Privacy Control
 * @see https://www.w3.org/TR/gpc/
 */
export function startProfileTracking(
  endpoint: string,
  writeKey: string,
  report: (report: DeliveryReport) => void,
  consentStart: ConsentState,
  gpc: string,
): ProfileTrack {
  const prefix = `milepost:${writeKey}:`
  // Not below the queue's prefix, where it would be an event that cannot be read.
  const visitorKey = `milepost:visitor:${writeKey}`
  let store!: Record<string, string>
  let wait = FIRST_WAIT_MS
  let lost = 0
  let held = 0
  let timer: unknown
  /** Events of a page that waits for consent, as JSON. */
  const waiting: string[] = []
  /** What may be tracked, identifications as `undefined`. Empty where all is denied, `null` while nobody knows. */
  let allowed: (Purpose | undefined)[] | null
  let at: Date

  const plan = () => {
    clearTimeout(timer as number)
    timer = setTimeout(() => (async () => navigator.locks.request(prefix, send))().catch(send), wait)
  }

  const send = async (_?: unknown, events: { id: string }[] = [], told = lost, asked?: number, response?: Response, body?: string) => {
    held = 0
    for (const key in store) {
      if (!key.indexOf(prefix)) {
        try {
          // Denied: told so, and into the branch that removes it. A list is equal to an empty text when it is empty.
          if ((allowed as unknown) == '') throw keep(store[key] as string)
          if (held < BATCH_CHARACTERS) {
            const event = JSON.parse(store[key] as string)
            held += (store[prefix + event.id.slice(0, 64)] as string).length
            events.push(event)
          } else held += (store[key] as string).length
        } catch {
          delete store[key]
        }
      }
    }
    if (!held || !allowed) return
    lost = 0
    try {
      body = JSON.stringify({ writeKey, sentAt: new Date(), dropped: { queue_full: told }, events })
      response = (('keepalive' in Request.prototype || !document.hidden) &&
        (await fetch(endpoint, {
          redirect: 'error',
          keepalive: wait < 4 * FIRST_WAIT_MS || document.hidden,
          body,
          credentials: 'omit',
          signal: AbortSignal.timeout?.(REQUEST_TIMEOUT_MS),
          method: 'POST',
        }))) as Response
      asked = response.headers?.get('retry-after') as never
      const verdicts = /^(?!408|429)[34]|50[15]|511/.test(response.status as never) ? events : (await response.json()).verdicts
      for (const verdict of verdicts[0] && verdicts) {
        const key = prefix + verdict.id
        // Another page may have heard of it before, or consent may be gone.
        if (store[key]) {
          delete store[key]
          wait = FIRST_WAIT_MS / 2
          report({ status: 'refused', ...verdict })
          // Two people use this browser: from here on it is the second one's.
          if (verdict.issues?.[0]?.code == 'identity_conflict') consent()
        }
      }
    } catch {
      response || (document.hidden && allowed?.[0] && navigator.sendBeacon(endpoint, body))
      lost += told
    }
    wait =
      Math.min(
        LONGEST_WAIT_MS,
        Math.max(wait * 2, (asked as number) * 1000 || (new Date(asked as number) as never) - (new Date() as never) || 0),
      ) *
      (1 + Math.random())
    plan()
  }

  try {
    store = localStorage as never
  } catch {
    // Forbidden: the first event makes a store that lives as long as the page does.
  }
  addEventListener('visibilitychange', () => document.hidden && held && send())

  const write = (key: string, json: string) => {
    try {
      store[key] = json
    } catch {
      store = { ...store, [key]: json }
    }
  }

  const keep = (json: string) => {
    const { purpose, ...event } = JSON.parse(json)
    if (!allowed) waiting.push(json)
    else if (allowed.includes(purpose)) {
      // Of nothing, which is what identifications are for.
      if ((allowed as unknown as { includes(): boolean }).includes()) {
        // The visitor's ID is that of the first event. Behind it stand marks of who identified, by which another person is told from the same,
        // and of which thousands of people share each.
        let visitor = store?.[visitorKey] ?? event.id
        for (const kind in event.identify) {
          let mark = 0
          for (const char of JSON.stringify(event.identify)) mark = (mark * 99 + char.charCodeAt(0)) % 10_000
          if (!visitor.includes(kind + mark)) visitor = (visitor.includes(kind) ? event.id : visitor) + kind + mark
        }
        write(visitorKey, visitor)
        event.visitorId = visitor.slice(0, 36)
      }
      event.consent = { purposes: allowed.slice(2), at }
      json = JSON.stringify(event)
      if (!held) plan()
      held += json.length
      if (held > QUEUE_CHARACTERS) {
        report({ status: 'queue_full', ...event })
        lost++
      } else {
        write(prefix + event.id, json)
      }
    } else report({ status: 'denied', ...event })
  }

  const consent = (state?: ConsentState, purposes?: readonly ConsentPurpose[]) => {
    if (state) {
      at = new Date()
      allowed =
        state == 'granted'
          ? (navigator as never)[gpc]
            ? ['necessary']
            : ['necessary', undefined, ...(purposes || (['analytics', 'marketing'] as const))]
          : state == 'denied'
            ? []
            : null
      waiting.splice(0).map(keep)
      // What may not be kept is removed before the page can be gone.
      allowed?.[0] ? plan() : send()
    }
    if (!state || (allowed as unknown) == '') delete store?.[visitorKey]
  }

  const track = (tracked: Tracked, values?: object, source?: string): TrackResult => {
    let issues: Issue[]
    try {
      const fields = { source, ...values }
      issues = tracked.fields ? checkFields(tracked.fields, fields) : []
      if (!issues[0]) {
        const id = uuid()
        const json = JSON.stringify({
          id,
          occurredAt: new Date(),
          ...tracked,
          ...(tracked.fields && { page: { url: location.origin + location.pathname }, fields }),
        })
        const bytes = json[MAX_TEXT_LENGTH] ? new Blob([json]).size : 0
        if (bytes <= MAX_EVENT_BYTES - STAMP_BYTES) {
          keep(json)
          return { ok: true, id }
        }
        issues = [issue('event_too_large', undefined, `at most ${MAX_EVENT_BYTES - STAMP_BYTES} bytes`, `${bytes} bytes`)]
      }
    } catch {
      issues = [issue('event_invalid', undefined, 'readable', 'an error')]
    }
    if (location.port) console.warn('milepost', tracked?.version, issues)
    return { ok: false, issues }
  }
  track.consent = consent
  consent(consentStart)
  return track
}
