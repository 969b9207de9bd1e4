import type { Issue } from './contract/issue.js'
import { BATCH_BYTES, FIRST_WAIT_MS, LONGEST_WAIT_MS, QUEUE_CHARACTERS, REQUEST_TIMEOUT_MS } from './delivery-limits.js'

/** Why an event was given up after it had been accepted: the queue was full, or the collector refused the whole request for good (an unknown key, a forbidden origin). */
export type DropReason = 'queue_full' | 'refused'

/** What became of one event that was accepted: the collector's verdict, or that it was dropped and why. */
export interface DeliveryReport {
  readonly id: string
  readonly status: 'accepted' | 'duplicate' | 'rejected' | 'dropped'
  /** With `rejected`. */
  readonly issues?: readonly Issue[]
  /** With `dropped`. */
  readonly reason?: DropReason
}

/** Hands one event, as JSON, to the queue. Never throws, never waits. */
export type Deliver = (id: string, json: string) => void

/**
 * Starts the way of events to one collector: a persistent queue (a storage key per event, written before it is sent, deleted when its
 * verdict came), sent in batches by one page at a time, retried with exponential backoff and jitter until there is a verdict.
 * What an earlier page left behind is sent too. Sending twice is safe: the collector knows an event by its ID.
 */
export function startDelivery(endpoint: string, writeKey: string, report: (report: DeliveryReport) => void): Deliver {
  const prefix = `milepost:${writeKey}:`
  const queue: string[] = []
  // Where storage is forbidden, events live as long as the page does.
  let store: Record<string, string> = {}
  let wait = FIRST_WAIT_MS
  let held = 0
  let lost = 0
  let timer: unknown

  const drop = (id: string, reason: DropReason) => report({ id, status: 'dropped', reason })

  const plan = () => {
    clearTimeout(timer as number)
    timer = setTimeout(flush, wait)
  }

  // One page at a time sends; where the browser has no locks, or denies them to a sandboxed page, each sends for itself.
  const flush = () => navigator.locks?.request(prefix, send as () => Promise<void>).catch(send) || send()

  // Called with the lock, with what went wrong on the way to it, or with the event of a page that goes away or comes back.
  const send = async (trigger?: { readonly type?: string } | null) => {
    const hasty = trigger?.type
    const keys: string[] = []
    const events: { id: string }[] = []
    const told = lost
    let bytes = 0
    let response: Response | undefined
    let verdicts: DeliveryReport[] | undefined
    while (queue[0] && bytes < BATCH_BYTES) {
      const key = queue.shift() as string
      try {
        // Throws where the key is gone, because another page has delivered the event, or its text is not ours any more.
        events.push(JSON.parse(store[key] as string))
        bytes += byteLength(store[key] as string)
        keys.push(key)
      } catch {
        delete store[key]
      }
    }
    if (!bytes) {
      timer = held = 0
      return
    }
    // From here the timer stays set until the outcome decides when the next request leaves.
    const body = JSON.stringify({ writeKey, sentAt: new Date(), events, dropped: { queue_full: lost } })
    try {
      if (hasty && !('keepalive' in Request.prototype)) throw hasty
      // A string goes as text/plain, which needs no preflight.
      response = await fetch(endpoint, {
        method: 'POST',
        body,
        keepalive: true,
        credentials: 'omit',
        signal: AbortSignal.timeout?.(REQUEST_TIMEOUT_MS),
      })
      verdicts = (await response.json()).verdicts
    } catch {
      // Nobody reads a beacon's answer, so the events stay queued and are asked for again.
      if (hasty) navigator.sendBeacon(endpoint, body)
    }
    // Anything else that is no list of verdicts (a captive portal, a cut connection) is no answer.
    const refused = /^(3|4(?!08|29)|50[15]|511)/.test(response?.status as never)
    if (refused || verdicts?.[keys.length - 1]?.status) {
      wait = FIRST_WAIT_MS
      keys.forEach((key, index) => {
        delete store[key]
        if (refused) drop(key.slice(prefix.length), 'refused')
        else report(verdicts?.[index] as DeliveryReport)
      })
      if (!refused) lost -= told
    } else {
      queue.push(...keys)
      const asked = response?.headers.get('retry-after') as string
      wait = Math.min(LONGEST_WAIT_MS, Math.max(wait * 2, +asked * 1000 || Date.parse(asked) - Date.now() || 0)) * (1 + Math.random())
    }
    plan()
  }

  try {
    store = (localStorage as unknown as typeof store) || store
  } catch {}
  for (const key in store) if (key.startsWith(prefix)) queue.push(key)
  for (const type of ['pagehide', 'visibilitychange', 'online']) addEventListener(type, send)
  plan()

  return (id, json) => {
    const key = prefix + id
    held += json.length
    if (held > QUEUE_CHARACTERS) {
      lost++
      return drop(id, 'queue_full')
    }
    try {
      store[key] = json
    } catch {
      // Full: go on in memory, with a copy of what the queue still needs.
      store = { ...store, [key]: json }
    }
    queue.push(key)
    if (!timer) plan()
  }
}

/** UTF-8 bytes of a text. */
export const byteLength = (text: string): number => new Blob([text]).size
