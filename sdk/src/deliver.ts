import type { Issue } from './contract/issue.js'
import { BATCH_CHARACTERS, FIRST_WAIT_MS, LONGEST_WAIT_MS, QUEUE_CHARACTERS, REQUEST_TIMEOUT_MS } from './delivery-limits.js'

/**
 * What became of one event: the collector's verdict, or why it was given up. With `queue_full` too much is waiting in this browser; with
 * `refused` the collector has refused the whole request for good (an unknown key, a forbidden origin); with `denied` the visitor's consent does
 * not cover it, or does no more, and it was not sent.
 */
export type DeliveryStatus = 'accepted' | 'duplicate' | 'rejected' | 'queue_full' | 'refused' | 'denied'

/** What became of one event that `track` accepted. */
export interface DeliveryReport {
  readonly id: string
  readonly status: DeliveryStatus
  /** With `rejected`. */
  readonly issues?: readonly Issue[]
}

/** Hands one event, as JSON, to the queue. Never throws, never waits. */
export type Deliver = (id: string, json: string) => void

/**
 * Starts the way of events to one collector. Storage is the queue: a key per event, written before it is sent, deleted when its verdict
 * came. Every request takes what it finds there, also what an earlier page or another tab has left, and is tried again with exponential
 * backoff and jitter until there are verdicts. Sending twice is safe: the collector knows an event by its ID.
 */
export function startDelivery(endpoint: string, writeKey: string, report: (report: DeliveryReport) => void): Deliver {
  const prefix = `milepost:${writeKey}:`
  let store!: Record<string, string>
  let wait = FIRST_WAIT_MS
  let held = 0
  let lost = 0
  let timer: unknown

  // One page at a time sends; where the browser has no locks, denies them to a sandboxed page, or the page has broken them, each sends for itself.
  const plan = () => {
    timer = setTimeout(async () => {
      try {
        await navigator.locks.request(prefix, send)
      } catch {
        send()
      }
    }, wait)
  }

  const send = async () => {
    const events: { id: string }[] = []
    let response: Response | undefined
    let body!: string
    held = 0
    try {
      // Not opened when the page starts, which would wait for another process.
      store ||= localStorage as never
    } catch {
      // Forbidden: the first event makes a store that lives as long as the page does.
    }
    for (const key in store) {
      if (key.startsWith(prefix)) {
        try {
          const event = JSON.parse(store[key] as string)
          const before = held
          // By its own ID, since a verdict takes away nothing else: what is no event, or is kept elsewhere, would be sent for ever.
          held += (store[prefix + event.id] as string).length
          if (before < BATCH_CHARACTERS) events.push(event)
        } catch {
          // Its text is not ours any more.
          delete store[key]
        }
      }
    }
    if (held) {
      // From here the timer stays set until the outcome decides when the next request leaves.
      // A page that is left may have two requests under way: each loss is told by one of them.
      const told = lost
      lost = 0
      try {
        // What the page has put in the place of what is called here may throw, too.
        body = JSON.stringify({ events, writeKey, dropped: { queue_full: told }, sentAt: new Date() })
        // A string goes as text/plain, which needs no preflight. What is hidden may be going away: then only keepalive outlives it.
        if (!document.hidden || 'keepalive' in Request.prototype)
          response = await fetch(endpoint, {
            // One that hangs would keep every page of the site from sending.
            signal: AbortSignal.timeout?.(REQUEST_TIMEOUT_MS),
            method: 'POST',
            body,
            keepalive: true,
            credentials: 'omit',
          })
        const reports: DeliveryReport[] = /^(3|4(?!08|29))|50[15]|511/.test((response as Response).status as never)
          ? events.map((event) => ({ ...event, status: 'refused' }))
          : (await (response as Response).json()).verdicts
        for (const verdict of reports) {
          const key = prefix + verdict.id
          // Another page may have heard of it before.
          if (store[key]) {
            delete store[key]
            // Doubled below.
            wait = FIRST_WAIT_MS / 2
            report(verdict)
          }
        }
      } catch {
        // No connection, or no verdicts (a captive portal, an answer cut short). Where fetch was refused, a beacon may still leave with the page;
        // where there was an answer, it would ask twice what asks for patience. Nobody reads a beacon's own answer: the events stay queued.
        response || (document.hidden && navigator.sendBeacon(endpoint, body))
        lost += told
      }
      const asked = response?.headers?.get('retry-after') as never
      wait =
        Math.min(LONGEST_WAIT_MS, Math.max(wait * 2, asked * 1000 || (new Date(asked) as never) - (new Date() as never) || 0)) *
        (1 + Math.random())
      clearTimeout(timer as number)
      plan()
    } else timer = 0
  }

  addEventListener('visibilitychange', () => {
    if (document.hidden && timer) send()
  })
  plan()

  return (id, json) => {
    held += json.length
    if (held > QUEUE_CHARACTERS) {
      lost++
      report({ status: 'queue_full', id })
    } else {
      try {
        store ||= localStorage as never
        store[prefix + id] = json
      } catch {
        // Full, or none: go on in memory, with a copy of what the queue still needs.
        store = { ...store, [prefix + id]: json }
      }
      if (!timer) plan()
    }
  }
}
