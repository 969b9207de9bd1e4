import { expect } from 'vitest'
import { htmlWith, loaded, reportsIn, trackOrders, uncaughtIn } from '../support/in-page.ts'
import { keptPageScripts } from '../support/kept-page-scripts.ts'
import { isLongRun } from '../support/long-run.ts'
import { forwarded, unreachable } from '../support/proxy.ts'
import { builds, outcomesIn, test } from '../support/shop-test.ts'

// Scripts that were generated earlier, and that sites have installed as they were.

test('scripts of both builds are kept', () => {
  expect(new Set(keptPageScripts.map(({ build }) => build))).toEqual(new Set(builds))
})

test.for(keptPageScripts)(
  '$name alone delivers to the collector of today',
  async ({ build, tagFor }, { page, section, shop, proxy, site }) => {
    // Makes the section what the build is for.
    await shop.make({ build })
    await page.goto(site.page('/kept', htmlWith(tagFor(section, proxy.url))))
    await shop.order(5)
    // The first visit ends before anything was sent by it.
    await page.reload()
    await shop.order(5)
    expect(await trackOrders(page, ['B-1'], { total: '129.5' })).toEqual([])
    await shop.drain()
    expect(shop.taken).toHaveLength(10)
    await shop.allStored()
  },
)

/** A section may have got visitors since, never the other way round: then a script of it would ask for consent and others not. */
const pairs = keptPageScripts.flatMap((kept) =>
  builds.filter((build) => build === 'profile' || kept.build === 'plain').map((build) => ({ ...kept, kept: kept.name, build })),
)

test.for(pairs.flatMap((pair) => ['kept', 'today'].map((last) => ({ ...pair, last }))))(
  '$kept and the $build script of today on one page share one queue, the one of $last loaded last',
  async ({ build, tagFor, last }, { context, page, section, shop, proxy }) => {
    const uncaught = uncaughtIn(page)
    const kept = tagFor(section, proxy.url)
    const address = await shop.make({ build, ...(last === 'today' && { before: kept }) })
    for (const visit of [1, 2]) {
      // Waits for the tag.
      await page.goto(address)
      await loaded(page)
      if (last === 'kept') await page.addScriptTag({ content: kept.replace(/<\/?script>/g, '') })
      await shop.order(5)
      // The first visit ends before anything was sent by it.
      if (visit === 2) await context.clock.fastForward(2_001)
    }
    expect(shop.taken).toHaveLength(10)
    await expect
      .poll(async () => {
        await context.clock.fastForward(2_001)
        return shop.queued()
      })
      .toEqual([])
    // Both have heard of each, and one of them tells it.
    const told = await reportsIn(page)
    expect(told.length).toBe(new Set(told.map(({ id }) => id)).size)
    expect(Object.keys(await outcomesIn(page)).filter((status) => !['accepted', 'duplicate'].includes(status))).toEqual([])
    await shop.allStored()
    expect(uncaught).toEqual([])
  },
)

/** Either may close first. */
const closings = pairs.flatMap((pair, index) =>
  ['kept', 'today'].filter((_, side) => isLongRun || side === index % 2).map((closes) => ({ ...pair, closes })),
)

test.for(closings)(
  '$kept in one tab and the $build script of today in another share one queue, the tab of $closes closes',
  async ({ build, tagFor, closes }, { context, page, section, shop, proxy, site }) => {
    const today = await context.newPage()
    await today.goto(await shop.make({ build }))
    await loaded(today)
    await page.goto(site.page('/kept', htmlWith(tagFor(section, proxy.url))))
    const [staying, closing] = closes === 'kept' ? [today, page] : [page, today]
    await shop.order(5, {}, staying)
    proxy.always(unreachable)
    await shop.order(5, {}, closing)
    await closing.close()
    proxy.always(forwarded)
    expect(shop.taken).toHaveLength(10)
    // What the other has left is found at the latest when the page is opened again.
    await staying.reload()
    await shop.drain(staying)
    await shop.allStored(staying)
  },
)
