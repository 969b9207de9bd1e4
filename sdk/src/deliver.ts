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
  let timer: unknown
  let lost = 0
  let held = 0

  // One page at a time sends; where the browser has no locks, denies them to a sandboxed page, or the page has spoiled them, each sends for itself.
  const plan = () => {
    clearTimeout(timer as number)
    timer = setTimeout(() => (async () => navigator.locks.request(prefix, send))().catch(send), wait)
  }

  // Behind the lock, or why there is none, stand no parameters but variables: declared here they take the fewest bytes.
  const send = async (_?: unknown, told = lost, events: { id: string }[] = [], response?: Response, body?: string, asked?: number) => {
    held = 0
    try {
      // Not opened when the page starts, which would wait for another process.
      store ||= localStorage as never
    } catch {
      // Forbidden: the first event makes a store that lives as long as the page does.
    }
    for (const key in store) {
      if (!key.indexOf(prefix)) {
        try {
          if (held < BATCH_CHARACTERS) {
            const event = JSON.parse(store[key] as string)
            // By its own ID, since a verdict takes away nothing else: what is no event, is kept elsewhere, or has an ID that verdicts do not repeat
            // (no text, or one of more than 64 characters) would be sent for ever.
            held += (store[prefix + event.id.substring(0, 64)] as string).length
            events.push(event)
          } else held += (store[key] as string).length
        } catch {
          // Its text is not ours any more.
          delete store[key]
        }
      }
    }
    if (!held) return
    // From here something is held until the outcome decides when the next request leaves.
    // A page that is left may have two requests under way: each loss is told by one of them.
    lost = 0
    try {
      body = JSON.stringify({ writeKey, sentAt: new Date(), dropped: { queue_full: told }, events })
      // A string goes as text/plain, which needs no preflight. What is hidden may be going away: then only keepalive outlives it.
      response = (('keepalive' in Request.prototype || !document.hidden) &&
        (await fetch(endpoint, {
          // After two failures without, while the page is looked at: an entry that is none of ours may be larger than what browsers let outlive its page.
          keepalive: wait < 4 * FIRST_WAIT_MS || document.hidden,
          body,
          credentials: 'omit',
          // One that hangs would keep every page of the site from sending.
          signal: AbortSignal.timeout?.(REQUEST_TIMEOUT_MS),
          // The collector does not redirect, captive portals do: what they say is no verdict, and what people do is not for them.
          redirect: 'error',
          method: 'POST',
        }))) as Response
      asked = response.headers?.get('retry-after') as never
      const verdicts = /^(?!408|429)[34]|50[15]|511/.test(response.status as never) ? events : (await response.json()).verdicts
      // None at all are no answer either.
      for (const verdict of verdicts[0] && verdicts) {
        const key = prefix + verdict.id
        // Another page may have heard of it before.
        if (store[key]) {
          delete store[key]
          // Doubled below.
          wait = FIRST_WAIT_MS / 2
          // An event in the place of its verdict has no status.
          report({ status: 'refused', ...verdict })
        }
      }
    } catch {
      // No connection, or no verdicts (a captive portal, an answer cut short). Where fetch was refused, a beacon may still leave with the page;
      // where there was an answer, it would ask twice what asks for patience. Nobody reads a beacon's own answer: the events stay queued.
      response || (document.hidden && navigator.sendBeacon(endpoint, body))
      lost += told
    }
    wait =
      Math.min(
        LONGEST_WAIT_MS,
        Math.max((asked as number) * 1000 || (new Date(asked as number) as never) - (new Date() as never) || 0, wait * 2),
      ) *
      (1 + Math.random())
    plan()
  }

  addEventListener('visibilitychange', () => held && document.hidden && send())
  plan()

  return (id, json) => {
    if (!held) plan()
    held += json.length
    if (held > QUEUE_CHARACTERS) {
      report({ status: 'queue_full', id })
      lost++
    } else {
      try {
        store ||= localStorage as never
        store[prefix + id] = json
      } catch {
        // Full, or none: go on in memory, with a copy of what the queue still needs.
        store = { ...store, [prefix + id]: json }
      }
    }
  }
}
