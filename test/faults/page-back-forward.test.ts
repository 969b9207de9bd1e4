import { expect } from 'vitest'
import { launchBrowser } from '../support/browser-test.ts'
import { htmlWith, loaded } from '../support/in-page.ts'
import { forwarded, unreachable } from '../support/proxy.ts'
import { test as base, builds } from '../support/shop-test.ts'

/** A test in a browser that keeps pages that were left, to show them again as they were. */
// biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern what a fixture needs
const test = base.extend('browser', { scope: 'file' }, async ({}, { onCleanup }) => {
  const browser = await launchBrowser({ ignoreDefaultArgs: ['--disable-back-forward-cache'] })
  onCleanup(() => browser.close())
  return browser
})

test.for(builds.flatMap((build) => [true, false].map((reached) => ({ build, reached }))))(
  '$build: a page that comes back from the back/forward cache goes on, collector reached while it was left: $reached',
  async ({ build, reached }, { context, page, section, shop, proxy, site }) => {
    const other = site.page('/other', htmlWith('')).replace('127.0.0.1', 'localhost')
    const before = `<script>
      shown = []
      addEventListener('pageshow', ({ persisted }) => shown.push(persisted))
    </script>`
    await shop.open({ build, before, headers: { 'cache-control': 'no-cache' } })
    proxy.always(reached ? forwarded : unreachable)
    await shop.order(5)
    await page.goto(other)
    if (reached) await expect.poll(async () => (await section.rows()).length, { timeout: 15_000 }).toBe(5)
    proxy.always(forwarded)
    await page.goBack({ waitUntil: 'commit' })
    await expect.poll(() => page.evaluate('shown'), { timeout: 15_000 }).toEqual([false, true])
    await loaded(page)
    await shop.order(5)
    await context.clock.runFor(1_000)
    await shop.drain()
    await shop.allStored()
  },
)
