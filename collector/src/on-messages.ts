import type { Bindings } from './env.js'
import { consume } from './queue/consume.js'
import { keepDeadLetters } from './queue/keep-dead-letters.js'

/** Stores what waits in the queue of events, and keeps what it gave up: the queue of dead letters is the one whose name ends in `-dead`. */
export const onMessages = ({ queue, messages }: Pick<MessageBatch, 'queue' | 'messages'>, { DB }: Pick<Bindings, 'DB'>): Promise<void> =>
  queue.endsWith('-dead') ? keepDeadLetters(messages, DB) : consume(messages, DB)
