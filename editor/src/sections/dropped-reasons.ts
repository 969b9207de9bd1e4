const worded: Readonly<Record<string, string>> = {
  queue_full: 'The page’s queue was full: it had been without a connection for long',
  refused: 'The collector refused the whole request',
  storage_denied: 'The browser allowed no storage',
  too_large: 'It was too large',
  expired: 'It had waited too long',
}

/** A sender's reason for giving up, for people; one that is not known is told as it was sent. */
export const droppedReason = (reason: string): string => (Object.hasOwn(worded, reason) ? (worded[reason] ?? reason) : reason)
