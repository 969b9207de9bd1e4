import { type LakeBindings, lakeOf } from './lake/lake.js'
import { consume, storeTo } from './queue/consume.js'
import { keepDeadLetters } from './queue/keep-dead-letters.js'

/** Stores what waits in the queue of events, and keeps what it gave up: the queue of dead letters is the one whose name ends in `-dead`. */
export async function onMessages({ queue, messages }: Pick<MessageBatch, 'queue' | 'messages'>, bindings: LakeBindings): Promise<void> {
  const { DB } = bindings
  if (queue.endsWith('-dead')) return keepDeadLetters(messages, DB)
  // Nobody waits for an answer here, and a lake that is slow should be asked less often.
  const sending: Promise<void>[] = []
  const lake = lakeOf(bindings, (work) => sending.push(work))
  await consume(messages, DB, storeTo(DB, lake))
  await Promise.all(sending)
}
