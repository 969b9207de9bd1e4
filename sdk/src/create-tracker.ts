import { checkFields } from './contract/check-fields.js'
import { type Issue, issue } from './contract/issue.js'
import { MAX_EVENT_BYTES } from './contract/limits.js'
import type { EventDefinition, EventFields, EventValues } from './define-event.js'
import { byteLength, type Deliver, type DeliveryReport, startDelivery } from './deliver.js'
import { uuid } from './uuid.js'

export interface TrackerOptions {
  /** URL of the collector's `/v1/events`. */
  readonly endpoint: string
  /** The section's write key, `wk_…`. It is public. */
  readonly writeKey: string
  /** Value of the source field of events that bring none of their own, 1 to 255 characters. */
  readonly source?: string
  /** Called once for every event that `track` accepted, when its fate is known. */
  readonly onReport?: (report: DeliveryReport) => void
}

/** What `track` answers: the ID under which the event is queued, or why it is not sent. */
export type TrackResult = { readonly ok: true; readonly id: string } | { readonly ok: false; readonly issues: readonly Issue[] }

export interface Tracker {
  /** Checks an event and queues it. Never throws, never waits for the network; an invalid event is not sent. */
  track<Fields extends EventFields>(event: EventDefinition<Fields>, fields: EventValues<Fields>): TrackResult
}

/**
 * Makes the tracker of one section. Where there is no page (server-side rendering) it takes events and does nothing.
 * @throws TypeError naming the option when `endpoint` or `writeKey` is missing. Nothing after that throws into the page.
 *
 * @example
 * const tracker = createTracker({ endpoint: 'https://c.shop.example/v1/events', writeKey: 'wk_…', source: 'Website' })
 * const result = tracker.track(orderCreated, { orderId: 'A-1', total: 129.5 })
 */
export function createTracker({ endpoint, writeKey, source, onReport }: TrackerOptions): Tracker {
  if (!endpoint || !writeKey) throw new TypeError(`createTracker: ${endpoint ? 'writeKey' : 'endpoint'} is missing`)
  // Rendering on a server imports pages too; nobody does anything there that is worth an event.
  if (!globalThis.document) return { track: () => ({ ok: false, issues: [] }) }
  // In a task of its own, so that an error in the page's callback stays the page's.
  const deliver = startDelivery(endpoint, writeKey, (report) => onReport && setTimeout(onReport, 0, report))
  return { track: (event, fields) => track(deliver, event, fields, source) }
}

/** Checks one event and hands it to its delivery. */
export function track(deliver: Deliver, definition: EventDefinition, values: object, source?: string): TrackResult {
  let issues: Issue[]
  try {
    const { version, fields: rules } = definition
    const fields = { source, ...values }
    issues = checkFields(rules, fields)
    if (!issues[0]) {
      const id = uuid()
      const json = JSON.stringify({ id, version, occurredAt: new Date(), page: { url: location.origin + location.pathname }, fields })
      const bytes = byteLength(json)
      if (bytes <= MAX_EVENT_BYTES) {
        deliver(id, json)
        return { ok: true, id }
      }
      issues = [issue('event_too_large', undefined, `at most ${MAX_EVENT_BYTES} bytes`, `${bytes} bytes`)]
    }
  } catch {
    // Not what was thrown: that can be anything, even something that throws when it is turned into text.
    issues = [issue('event_invalid', undefined, 'readable', 'an error')]
  }
  // Development servers have a port of their own, shops do not.
  if (location.port) console.warn('milepost', definition?.version, issues)
  return { ok: false, issues }
}
