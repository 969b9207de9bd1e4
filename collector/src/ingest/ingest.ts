import type { Verdict } from '@milepost/sdk/contract'
import { instantOf } from '../clock.js'
import type { Bindings } from '../env.js'
import type { Lake } from '../lake/lake.js'
import { enqueue } from '../queue/enqueue.js'
import type { SectionDefinitions } from '../store/definitions.js'
import { type JudgedEntry, judgeEntry } from './judge-entry.js'
import type { Batch } from './read-batch.js'
import type { Sender } from './sender.js'
import { type JudgedRequest, storeJudged } from './store-judged.js'

/**
 * Judges a request's entries one by one, sees to it that the valid ones are stored and the rejected events that may be kept are kept, and returns a
 * verdict for each, in order.
 * @param receivedAt milliseconds
 * @param lake gets what is stored at once; what goes by the queue, its consumer sends on
 * @throws what the storage throws; then the request is to be sent again
 */
export async function ingest(
  { DB, EVENTS_QUEUE }: Pick<Bindings, 'DB' | 'EVENTS_QUEUE'>,
  batch: Batch,
  section: SectionDefinitions,
  sender: Sender,
  receivedAt: number,
  lake?: Lake,
): Promise<readonly Verdict[]> {
  const entries: JudgedEntry[] = []
  for (const entry of batch.events) entries.push(await judgeEntry(entry, batch, section, sender, receivedAt))
  const { sentAt, dropped } = batch
  const request = { entries, sentAt, dropped, receivedAt: instantOf(receivedAt), channel: sender.channel }
  const storeAtOnce = (judged: JudgedRequest) => storeJudged(DB, section, [judged], lake)
  return EVENTS_QUEUE ? enqueue(EVENTS_QUEUE, section, request, storeAtOnce) : (await storeAtOnce(request)).verdicts
}
