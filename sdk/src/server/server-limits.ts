/** How long `track` waits for other events to leave in the same request, in milliseconds: those of one burst share one. */
export const BATCH_WAIT_MS = 5

/** First wait before another try, in milliseconds. It doubles each time, and chance at most doubles it again. */
export const RETRY_WAIT_MS = 300

/** The longest that the collector's Retry-After can make a sender wait, in milliseconds, before chance at most doubles it. */
export const LONGEST_RETRY_AFTER_MS = 300_000

/** Bytes of a request around its events: `{"sentAt":"…","events":[…]}`. */
export const ENVELOPE_BYTES = 64

/** Seconds for which a proof of identity works unless told otherwise: a page that is opened and left alone for a while. */
export const PROOF_SECONDS = 3600

/** Most seconds for which a proof of identity can work: the collector refuses longer ones. */
export const MAX_PROOF_SECONDS = 7 * 24 * 60 * 60
