import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import { onMessages } from '../src/on-messages.js'
import type { QueuedRequest } from '../src/queue/queued-request.js'
import { START } from './collector.js'

/** A queue that hands over when the test says so, and can fail. */
export function heldQueue() {
  const bodies: unknown[] = []
  const calls: number[] = []
  const state: { fails?: (call: number) => boolean } = {}
  const queue = {
    async sendBatch(messages: Iterable<{ body: unknown; contentType?: string }>) {
      const list = [...messages]
      calls.push(list.length)
      if (state.fails?.(calls.length)) throw new Error('Too Many Requests')
      for (const { body, contentType } of list) {
        expect(contentType).toBe('json')
        bodies.push(JSON.parse(JSON.stringify(body)))
      }
    },
  } as unknown as Queue<QueuedRequest>
  return { queue, bodies, calls, state }
}

interface Delivery extends Partial<Parameters<typeof onMessages>[1]> {
  readonly attempts?: number
  readonly queue?: string
}

/** Delivers messages, and tells what became of each, in order: acknowledged, or the seconds until it comes again. */
export async function deliver(bodies: readonly unknown[], delivery: Delivery = {}) {
  const { attempts = 1, queue = 'milepost-events', ...bindings } = delivery
  const outcomes = new Map<number, 'ack' | number | undefined>()
  const messages = bodies.map((body, index) => ({
    ...{ id: `${index}`, timestamp: new Date(START), attempts, body },
    ack: () => void outcomes.set(index, 'ack'),
    retry: ({ delaySeconds }: QueueRetryOptions = {}) => void outcomes.set(index, delaySeconds),
  }))
  await onMessages({ queue, messages }, { DB: env.DB, ...bindings })
  return bodies.map((_, index) => outcomes.get(index))
}
