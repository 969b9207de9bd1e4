import { expect } from 'vitest'
import { builds, outcomesIn, test } from '../support/shop-test.ts'

const DAY_MS = 86_400_000
const YEAR_MS = 365.25 * DAY_MS

/** What a test that waits for a browser may be off by. */
const SLACK_MS = 60_000

const skews = {
  'ten years behind': -10 * YEAR_MS,
  'a day behind': -DAY_MS,
  right: 0,
  'a day ahead': DAY_MS,
  'ten years ahead': 10 * YEAR_MS,
}

const cases = builds.flatMap((build) => Object.entries(skews).map(([name, skewMs]) => ({ build, name, skewMs })))

test.for(cases)(
  '$build: a page whose clock is $name tells when its events were',
  async ({ build, skewMs }, { context, page, section, shop }) => {
    await shop.open({ build })
    await context.clock.setSystemTime(Date.now() + skewMs)
    const from = Date.now()
    await shop.order(3)
    await shop.drain()
    expect(await outcomesIn(page)).toEqual({ accepted: 3 })
    await shop.allStored()
    // How long an event waits is told by the page's clock, which drains in ten minutes at once: so much longer ago it was.
    for (const { occurredAt } of await section.rows()) {
      const waited = Date.now() - Date.parse(occurredAt)
      expect(waited).toBeGreaterThan(-SLACK_MS)
      expect(waited).toBeLessThan(601_000 + Date.now() - from + SLACK_MS)
    }
  },
)

test.for(
  builds.flatMap((build) => [
    { build, name: 'from ten years behind to right', before: -10 * YEAR_MS, after: 0 },
    { build, name: 'from right to ten years behind', before: 0, after: -10 * YEAR_MS },
    { build, name: 'from ten years ahead to right', before: 10 * YEAR_MS, after: 0 },
  ]),
)(
  '$build: a clock that jumps $name while events wait costs none of them',
  async ({ build, before, after }, { context, page, section, shop }) => {
    await shop.open({ build })
    await context.clock.setSystemTime(Date.now() + before)
    await shop.order(3)
    await context.clock.setSystemTime(Date.now() + after)
    await shop.order(3)
    await shop.drain()
    expect(await outcomesIn(page)).toEqual({ accepted: 6 })
    await shop.allStored()
    // None lies ahead of the collector's clock by a day or more, whatever the page's has said.
    for (const { occurredAt } of await section.rows()) expect(Date.parse(occurredAt)).toBeLessThan(Date.now() + DAY_MS)
  },
)
