import type { Verdict } from '@milepost/sdk/contract'
import type { JudgedEntry } from '../ingest/judge-entry.js'
import { candidatesOf, eventVerdict, type JudgedRequest, type Stored } from '../ingest/store-judged.js'
import type { SectionDefinitions } from '../store/definitions.js'
import { packMessages, sendsOf } from './pack-messages.js'
import { isQueueable, type QueuedRequest } from './queued-request.js'

/** Judged entries of a request that is to be stored at once. */
export type StoreAtOnce = (request: JudgedRequest) => Promise<Stored>

/**
 * Puts the judged events of a request into the queue, and stores at once what cannot wait in it: identifications, and rejected events larger than a
 * message. The verdicts are those of the checks: whether an event is a duplicate, or about somebody who was erased, is found when it is stored.
 * @throws what storing or the queue throws; then a part of the request may be queued already, which does no harm when it is sent again
 */
export async function enqueue(
  queue: Queue<QueuedRequest>,
  { sectionId }: Pick<SectionDefinitions, 'sectionId'>,
  request: JudgedRequest,
  storeAtOnce: StoreAtOnce,
): Promise<Verdict[]> {
  const { entries, dropped, receivedAt, sentAt, channel } = request
  const head = { v: 1, sectionId, receivedAt, sentAt, channel, dropped: [...dropped] } as const
  const { messages, tooLarge } = packMessages(head, entries.filter(isQueueable))
  const large = new Set<unknown>(tooLarge)
  const isAtOnce = (entry: JudgedEntry | undefined) => !!entry && (!isQueueable(entry) || large.has(entry))
  const atOnce = entries.filter(isAtOnce)
  // The database first: where it is away, nothing needs to be queued twice.
  const stored = atOnce.length
    ? await storeAtOnce({ ...request, entries: atOnce, dropped: messages.length ? new Map() : dropped })
    : undefined
  // One after the other, so that losses, which are in the last message, are not told before everything else is there.
  for (const send of sendsOf(messages)) await queue.sendBatch(send.map(({ body }) => ({ body, contentType: 'json' })))
  const verdicts = stored?.verdicts.values()
  return candidatesOf(entries).map(
    (candidate, index) => (isAtOnce(entries[index]) ? verdicts?.next().value : undefined) ?? eventVerdict(candidate, QUEUED),
  )
}

/** Nothing is known of what was stored earlier. */
const QUEUED = { added: { has: () => true }, storedBefore: { has: () => false } }
