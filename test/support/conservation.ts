import { expect } from 'vitest'

/** Where the events are that a sender has taken, by their IDs. */
export interface Ledger {
  /** Events that the sender took: `track` said yes, or the writer has sent them at least once. */
  readonly taken: Iterable<string>
  /** Rows of the database, one entry a row. A duplicate is none: it was stored when it came first. */
  readonly stored: Iterable<string>
  /** Events in quarantine, one entry a row. */
  readonly rejected?: Iterable<string>
  /** Still with the sender, in its storage or memory. What is also stored waits for an answer that was lost. */
  readonly queued?: Iterable<string>
  /** Events given up, by reason: the sender has told the collector so many, or would have. */
  readonly dropped?: Readonly<Record<string, number>>
}

/** What does not add up. */
export interface Imbalance {
  /** Taken, and now nowhere, beyond what was told to be dropped. */
  readonly lost: readonly string[]
  /** Stored more than once, or stored and rejected. */
  readonly twice: readonly string[]
  /** Stored or rejected, though nobody took them. */
  readonly unexplained: readonly string[]
  /** Told to be dropped, though nothing is missing. */
  readonly overtold: number
}

/**
 * The law of conservation: what a sender took = stored + rejected + dropped + still queued, each event once. A duplicate is an event that came
 * again, so it is counted where it was stored.
 */
export function imbalanceOf({ taken, stored, rejected = [], queued = [], dropped = {} }: Ledger): Imbalance {
  const known = new Set(taken)
  const seen = new Set<string>()
  const twice: string[] = []
  for (const id of [...stored, ...rejected]) {
    if (seen.has(id)) twice.push(id)
    seen.add(id)
  }
  const unexplained = [...seen].filter((id) => !known.has(id))
  const waiting = new Set(queued)
  const missing = [...known].filter((id) => !seen.has(id) && !waiting.has(id))
  const told = Object.values(dropped).reduce((sum, count) => sum + count, 0)
  return { lost: missing.length > told ? missing : [], twice, unexplained, overtold: Math.max(0, told - missing.length) }
}

/** Asserts the law. */
export const expectConserved = (ledger: Ledger): void =>
  expect(imbalanceOf(ledger)).toEqual({ lost: [], twice: [], unexplained: [], overtold: 0 })
