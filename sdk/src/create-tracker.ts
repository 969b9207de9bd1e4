import type { EventDefinition, EventFields, EventValues } from './define-event.js'
import type { DeliveryReport } from './deliver.js'
import { startTracking, type TrackResult } from './track.js'

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
  const track = startTracking(endpoint, writeKey, (report) => onReport && setTimeout(onReport, 0, report))
  return { track: (event, fields) => track(event, fields, source) }
}
