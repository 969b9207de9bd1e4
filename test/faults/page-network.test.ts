import { expect } from 'vitest'
import { times } from '../support/long-run.ts'
import { forwarded, lossy, unreachable } from '../support/proxy.ts'
import { seededRandom } from '../support/random.ts'
import { builds, outcomesIn, test } from '../support/shop-test.ts'

// Some 3,000 events of this size wait at most.
const WAVE = times(30, 500)

test.for(builds)(
  '%s: of events through a network that loses three of ten requests, and of answers, each is stored once',
  async (build, { page, shop, proxy }) => {
    proxy.always(lossy(seededRandom(), 0.3))
    await shop.open({ build })
    const count = times(300, 10_000)
    while (shop.taken.length < count) {
      await shop.order(Math.min(WAVE, count - shop.taken.length))
      await shop.drain()
    }
    expect(shop.taken).toHaveLength(count)
    await shop.allStored()
    const { accepted = 0, duplicate = 0, ...others } = await outcomesIn(page)
    expect([accepted + duplicate, others]).toEqual([count, {}])
  },
)

test.for(builds)('%s: ten minutes offline cost nothing but the time', async (build, { context, page, shop, proxy }) => {
  await shop.open({ build })
  await context.setOffline(true)
  let failed = 0
  page.on('requestfailed', () => failed++)
  for (let minute = 0; minute < 10; minute++) {
    await shop.order(6)
    await context.clock.runFor(60_000)
    await shop.quiet()
  }
  expect(await shop.queued()).toHaveLength(60)
  // Twice as long each time: at most 9 attempts fit in.
  expect([failed > 2, failed < 10, proxy.requests.length]).toEqual([true, true, 0])
  await shop.conserved()
  await context.setOffline(false)
  await shop.drain()
  await shop.allStored()
  expect(await outcomesIn(page)).toEqual({ accepted: 60 })
})

test.for(builds)(
  '%s: what no longer fits while the collector is away is told to the page, and to the collector later',
  async (build, { page, shop, proxy }) => {
    proxy.always(unreachable)
    await shop.open({ build })
    // A million characters are full after some 240 of these.
    await shop.order(300, { currency: '€'.repeat(4_000) })
    const { queue_full = 0 } = await outcomesIn(page)
    expect(queue_full).toBeGreaterThan(0)
    await shop.conserved({ dropped: { queue_full } })
    proxy.always(forwarded)
    await shop.drain()
    await shop.conserved({ dropped: { queue_full } })
    const told = proxy.requests.map(({ body }) => JSON.parse(body).dropped.queue_full as number)
    expect(told.at(-1)).toBe(0)
  },
)
