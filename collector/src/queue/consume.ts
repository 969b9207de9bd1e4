import { storeJudged } from '../ingest/store-judged.js'
import type { Lake } from '../lake/lake.js'
import { causeOf, log } from '../log.js'
import { areStored, type Delivered, readSuppressionKeys } from '../store/queued.js'
import { bytesOf } from './pack-messages.js'
import { isPassing, POISON_RETRY_SECONDS, retrySeconds } from './passing-errors.js'
import { isQueuedRequest, judgedOf, type QueuedRequest } from './queued-request.js'
import { runsOf } from './runs-of.js'

type Ours = Message<QueuedRequest>

/**
 * Messages, events and bytes of JSON that one batch of the database takes: as many messages as come at once, as many rows as the cron trigger
 * removes by a statement, since whoever reads has to wait meanwhile, and half of what the parameters of the statements hold.
 */
export const RUN_LIMITS = { messages: 100, events: 2000, bytes: 4_000_000 }

/** Failed batches after which the rest is left for later: enough to find a few messages that nothing can be done with among a hundred. */
const MAX_FAILURES = 40

/** Stores messages of one section, in one atomic batch. */
export type StoreMessages = (sectionId: string, suppressionKey: string, requests: readonly QueuedRequest[]) => Promise<void>

/**
 * Stores the messages of a batch, those of a section together, and acknowledges each by itself. What the database cannot take now is tried again
 * later and later; a message that fails by itself is found by halving, so that its neighbours are stored, and is tried again until it is a dead letter.
 */
export async function consume(messages: readonly Message[], d1: D1Database, store: StoreMessages = storeTo(d1)): Promise<void> {
  const ours = messages.filter((message): message is Ours => isQueuedRequest(message.body))
  for (const message of messages) if (!isQueuedRequest(message.body)) refuse(message, 'unreadable')
  if (!ours.length) return
  const state = { failures: 0, stopped: false }
  const keys = await readSuppressionKeys(d1, new Set(ours.map(({ body }) => body.sectionId))).catch((error: unknown) => {
    postpone(ours, error)
    return undefined
  })
  if (!keys) return

  async function settle(run: readonly Ours[], sectionId: string, key: string): Promise<void> {
    if (state.stopped) return postpone(run)
    try {
      await store(sectionId, key, await freshOf(d1, sectionId, run))
    } catch (error) {
      state.stopped = isPassing(error) || ++state.failures >= MAX_FAILURES
      if (state.stopped) return postpone(run, error)
      const [only, ...others] = run
      if (only && !others.length) return refuse(only, 'not_storable', error)
      const half = Math.ceil(run.length / 2)
      await settle(run.slice(0, half), sectionId, key)
      return settle(run.slice(half), sectionId, key)
    }
    for (const message of run) message.ack()
  }

  for (const [sectionId, list] of Map.groupBy(ours, ({ body }) => body.sectionId)) {
    const key = keys.get(sectionId)
    const { messages: most, events, bytes } = RUN_LIMITS
    const runs = runsOf(list, ({ body }) => [1, body.entries.length, bytesOf(body)], [most, events, bytes])
    for (const run of runs) {
      if (key === undefined) for (const message of run) refuse(message, 'section_unknown')
      else await settle(run, sectionId, key)
    }
  }
}

/** Stores as a request is stored that did not wait in a queue. */
export const storeTo =
  (d1: D1Database, lake?: Lake): StoreMessages =>
  async (sectionId, suppressionKey, requests) => {
    if (requests.length) await storeJudged(d1, { sectionId, suppressionKey }, requests.map(judgedOf), lake)
  }

/** Those that are not stored yet. Whoever stored a message may have ended before acknowledging it, and nothing of it may count twice. */
async function freshOf(d1: D1Database, sectionId: string, run: readonly Ours[]): Promise<QueuedRequest[]> {
  const again = run.filter(({ attempts }) => attempts > 1)
  const stored = again.length
    ? await areStored(
        d1,
        sectionId,
        again.map(({ body }) => deliveredOf(body)),
      )
    : []
  const done = new Set(again.filter((_, index) => stored[index]))
  return run.flatMap((message) => (done.has(message) ? [] : [message.body]))
}

/** What shows whether a message was stored. */
export const deliveredOf = ({ receivedAt, entries }: QueuedRequest): Delivered => ({
  receivedAt,
  ids: entries.flatMap((entry) => (entry.kind === 'valid' ? [entry.event.id] : [])),
  hashes: entries.flatMap((entry) => (entry.kind === 'rejected' ? [entry.event.hash] : [])),
})

function postpone(run: readonly Message[], error?: unknown): void {
  if (error !== undefined) log('queue_postponed', { messages: run.length, cause: causeOf(error) })
  for (const message of run) message.retry({ delaySeconds: retrySeconds(message.attempts) })
}

function refuse(message: Message, code: string, error?: unknown): void {
  log('message_refused', { code, cause: error === undefined ? undefined : causeOf(error) })
  message.retry({ delaySeconds: POISON_RETRY_SECONDS })
}
