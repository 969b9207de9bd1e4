import { randomBytes } from 'node:crypto'
import { SECTION } from '../read-side/fill.ts'

/** Requests of as many different visitors: every fourth one is of somebody who is new. */
const REQUESTS_PER_VISITOR = 4

/** Custom events that a request has events of. The ten most used ones of a filled section. */
const CUSTOM_EVENTS = 10

/**
 * Makes the bodies of some requests, as the page script sends them: what waited in one browser, so that all events of a request are of one visitor and
 * of a few pages. Every event is new.
 * @param run tells one call from another, so that nobody comes twice
 */
export function bodiesOf(requests: number, eventsPerRequest: number, run: string, nowMs: number): Buffer[] {
  const at = new Date(nowMs).toISOString()
  return Array.from({ length: requests }, (_, request) => {
    const visitorId = `${run}-${Math.floor(request / REQUESTS_PER_VISITOR)}`
    const events = Array.from({ length: eventsPerRequest }, (_, index) => {
      const customEvent = 1 + ((request + Math.floor(index / 5)) % CUSTOM_EVENTS)
      return {
        id: idAt(nowMs + request),
        version: `event-${customEvent}@1`,
        occurredAt: at,
        visitorId,
        page: {
          url: `https://shop-${request % 3}.example/pages/${String.fromCharCode(97 + ((request + Math.floor(index / 10)) % 26))}?from=newsletter`,
          referrer: 'https://search.example/',
          title: 'Walking boots and everything else for the mountains',
        },
        fields: {
          source: `Source ${request % 12}`,
          orderId: `A-${request}-${index}`,
          total: index + 0.5,
          items: index % 9,
          coupon: index % 4 ? 'NONE' : '2026-11-23',
          more0: 'Gift wrapped, with a card',
        },
      }
    })
    return Buffer.from(JSON.stringify({ writeKey: `wk_${SECTION}`, sentAt: at, events }))
  })
}

/** A UUID of version 7, as the page script makes them. */
function idAt(ms: number): string {
  const hex = `${ms.toString(16).padStart(12, '0')}7${randomBytes(10).toString('hex').slice(1)}`
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}
