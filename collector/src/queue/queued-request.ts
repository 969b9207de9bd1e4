import type { JudgedEntry } from '../ingest/judge-entry.js'
import type { JudgedRequest } from '../ingest/store-judged.js'
import type { Arrival } from '../store/events.js'

/** A judged event on its way through the queue. */
export type QueuedEntry = Extract<JudgedEntry, { kind: 'valid' | 'rejected' | 'refused' }>

/** A message of the queue: judged events of one request, or a part of them. Read by later versions too: members are added, never changed. */
export interface QueuedRequest extends Arrival {
  readonly v: 1
  readonly sectionId: string
  /** Losses that the sender told, by reason. */
  readonly dropped: readonly (readonly [reason: string, count: number])[]
  readonly entries: readonly QueuedEntry[]
}

/** Whether an entry can wait in a queue. What came of an identification is known by the database alone, so it cannot. */
export const isQueueable = (entry: JudgedEntry): entry is QueuedEntry => entry.kind !== 'identified' && entry.kind !== 'unidentified'

/** What a message holds, as it is stored. */
export const judgedOf = ({ entries, receivedAt, sentAt, channel, dropped }: QueuedRequest): JudgedRequest => ({
  entries,
  receivedAt,
  sentAt,
  channel,
  dropped: new Map(dropped),
})

/** Whether a message is one of ours, as far as it takes to store it or to fail. */
export function isQueuedRequest(body: unknown): body is QueuedRequest {
  if (!isObject(body)) return false
  const { v, sectionId, receivedAt, sentAt, channel, dropped, entries } = body
  return (
    v === 1 &&
    typeof sectionId === 'string' &&
    typeof receivedAt === 'string' &&
    (sentAt === null || typeof sentAt === 'string') &&
    (channel === 'web' || channel === 'integration') &&
    Array.isArray(dropped) &&
    Array.isArray(entries) &&
    entries.every(isEntry)
  )
}

const isEntry = (entry: unknown): boolean =>
  isObject(entry) && /^(?:valid|rejected|refused)$/.test(String(entry.kind)) && isObject(entry.event) && Array.isArray(entry.happenings)

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
