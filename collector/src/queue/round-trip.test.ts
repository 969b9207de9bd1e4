import { env } from 'cloudflare:workers'
import { describe, expect, vi } from 'vitest'
import { countedIn, roundTripCases } from '../../test/round-trip-cases.js'

describe('straight into the database come back', () => {
  roundTripCases({
    bindings: {},
    settled: async (section, count) => expect(await countedIn(section)).toBe(count),
    knowsDuplicates: true,
  })
})

describe('by a queue come back', () => {
  roundTripCases({
    bindings: { EVENTS_QUEUE: env.TEST_QUEUE },
    settled: (section, count) => vi.waitFor(async () => expect(await countedIn(section)).toBe(count), { timeout: 15_000, interval: 50 }),
    knowsDuplicates: false,
  })
})
