/**
 * A batch is full when its events have so many characters. They have at most three times as many bytes; with one more event of at most
 * 32 KiB that stays below the 64 KiB that browsers allow keepalive requests.
 */
export const BATCH_CHARACTERS = 10_000

/** Characters that may be queued before the queue has been empty again, some 3,000 events of usual size. Browsers store about 5 million per origin, most of which is the site's own. */
export const QUEUE_CHARACTERS = 1_000_000

/** How long an event waits for others to leave with it, and the first step of the backoff, in milliseconds. */
export const FIRST_WAIT_MS = 1000

/** The longest wait that backoff or the collector's Retry-After may lead to, in milliseconds, before jitter at most doubles it. */
export const LONGEST_WAIT_MS = 300_000

/** When a request that hangs is given up and tried again, in milliseconds. */
export const REQUEST_TIMEOUT_MS = 30_000

/** UTF-8 bytes of an event that are left for its visitor and the consent it is sent under, where a page asks for that. */
export const STAMP_BYTES = 256
