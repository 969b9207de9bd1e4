import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { loaded } from '../support/in-page.ts'
import { times } from '../support/long-run.ts'
import { forwardedSlowly, type Step } from '../support/proxy.ts'
import { builds, test } from '../support/shop-test.ts'

/** Takes the request and never answers, until the connection is cut. */
const hanging: Step = async (reply) => {
  await new Promise((resolve) => reply.on('close', resolve))
}

const withoutLocks = `<script>Object.defineProperty(navigator, 'locks', { value: undefined })</script>`
const cases = builds.flatMap((build) => [2, 5].flatMap((tabs) => [true, false].map((locks) => ({ build, tabs, locks }))))

test.for(cases)(
  '$build: $tabs tabs share one queue, with locks: $locks',
  async ({ build, tabs, locks }, { context, page, section, shop, proxy }) => {
    proxy.always(forwardedSlowly)
    const address = await shop.make({ build, before: locks ? '' : withoutLocks })
    const pages: Page[] = [page]
    while (pages.length < tabs) pages.push(await context.newPage())
    for (const each of pages) {
      await each.goto(address)
      await loaded(each)
    }
    for (let round = 0; round < times(2, 20); round++) {
      for (const each of pages) await shop.order(5, {}, each)
      await context.clock.runFor(2_001)
      // The page's clock must not run ahead of the network: a request that seems to take half a minute is given up and tried again.
      await expect.poll(() => proxy.requests.length - proxy.answered(), { timeout: 10_000 }).toBe(0)
    }
    await expect.poll(async () => (await section.rows()).length, { timeout: 30_000 }).toBe(shop.taken.length)
    await expect
      .poll(
        async () => {
          await context.clock.runFor(2_001)
          return shop.queued()
        },
        { timeout: 30_000 },
      )
      .toEqual([])
    expect(shop.taken).toHaveLength(tabs * 5 * times(2, 20))
    if (locks) expect(proxy.requests.flatMap(({ alsoInFlight }) => alsoInFlight)).toEqual([])
    await shop.allStored()
  },
)

test.for(builds.flatMap((build) => ['is closed', 'crashes'].map((how) => ({ build, how }))))(
  '$build: a tab that $how while it holds the lock leaves its events to the others',
  async ({ build, how }, { context, page, shop, proxy }) => {
    const address = await shop.make({ build })
    const first = await context.newPage()
    for (const each of [first, page]) {
      await each.goto(address)
      await loaded(each)
    }
    await shop.order(5, {}, first)
    proxy.next(hanging)
    await first.clock.fastForward(2_001)
    await expect.poll(() => proxy.requests.length).toBe(1)
    await shop.order(5)
    expect(await page.evaluate<number>('navigator.locks.query().then(({ held }) => held.length)')).toBe(1)
    if (how === 'crashes') {
      const crashed = first.waitForEvent('crash')
      const devTools = await context.newCDPSession(first)
      devTools.send('Page.crash').catch(() => {})
      await crashed
    }
    await first.close()
    await shop.drain()
    await shop.allStored()
  },
)

test.for(builds)(
  '%s: a tab that is frozen while it waits for an answer goes on when it is resumed',
  async (build, { context, page, shop, proxy }) => {
    await shop.open({ build })
    const devTools = await context.newCDPSession(page)
    proxy.next(forwardedSlowly)
    await shop.order(5)
    await context.clock.fastForward(2_001)
    await expect.poll(() => proxy.requests.length).toBe(1)
    await devTools.send('Page.setWebLifecycleState', { state: 'frozen' })
    await expect.poll(() => proxy.answered()).toBe(proxy.requests.length)
    await devTools.send('Page.setWebLifecycleState', { state: 'active' })
    await shop.order(5)
    await shop.drain()
    await shop.allStored()
  },
)
