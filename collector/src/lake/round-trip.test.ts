import { afterAll, beforeEach, describe, expect, vi } from 'vitest'
import { deliver, heldQueue } from '../../test/held-queue.js'
import { emptyLake, hoursOf, recordingStream } from '../../test/recording-lake.js'
import { countedIn, roundTripCases } from '../../test/round-trip-cases.js'
import type { Section } from '../schema/section.js'

beforeEach(emptyLake)
afterAll(emptyLake)

const lake = recordingStream()

/** Every event that was accepted is in the lake once, whatever became of it since, and nothing else is. */
async function expectAllInLake(section: Section): Promise<void> {
  const { sent, accepted } = await hoursOf(section)
  expect(sent).toEqual(accepted)
  const ids = lake.records(section).map(({ id }) => id)
  expect(ids.length).toBe(Object.values(accepted).reduce((sum, count) => sum + count, 0))
  expect(new Set(ids).size).toBe(ids.length)
}

describe('straight into the database, and on to the lake, come back', () => {
  roundTripCases({
    bindings: { EVENTS_STREAM: lake.stream },
    settled: async (section, count) => {
      expect(await countedIn(section)).toBe(count)
      await vi.waitFor(() => expectAllInLake(section), { interval: 20 })
    },
    knowsDuplicates: true,
  })
})

describe('by a queue, and on to the lake, come back', () => {
  const { queue, bodies } = heldQueue()
  roundTripCases({
    bindings: { EVENTS_QUEUE: queue, EVENTS_STREAM: lake.stream },
    settled: async (section, count) => {
      const waiting = bodies.splice(0)
      expect(await deliver(waiting, { EVENTS_STREAM: lake.stream })).toEqual(waiting.map(() => 'ack'))
      expect(await countedIn(section)).toBe(count)
      await expectAllInLake(section)
    },
    knowsDuplicates: false,
  })
})
