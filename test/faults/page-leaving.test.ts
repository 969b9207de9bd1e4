import { expect } from 'vitest'
import { htmlWith, loaded } from '../support/in-page.ts'
import { answers, forwardedSlowly, type Step, unanswered, unreachable } from '../support/proxy.ts'
import { builds, test } from '../support/shop-test.ts'

/** What becomes of the request that leaves before the page does, if one does. */
const moments: Readonly<Record<string, Step | undefined>> = {
  'before anything was sent': undefined,
  'while a request is under way': forwardedSlowly,
  'after the answer was lost': unanswered,
  'after it was asked for patience': answers(503, { 'retry-after': '300' }),
}

const cases = builds.flatMap((build) => Object.entries(moments).map(([moment, step]) => ({ build, moment, step })))

test.for(cases)('$build: a page that is reloaded $moment', async ({ build, step }, { context, page, shop, proxy }) => {
  await shop.open({ build })
  await shop.order(5)
  if (step) {
    proxy.next(step)
    await context.clock.fastForward(2_001)
    await expect.poll(() => proxy.requests.length).toBeGreaterThan(0)
  }
  await page.reload()
  await loaded(page)
  await shop.order(1)
  await shop.drain()
  await shop.allStored()
})

test.for(cases)('$build: a tab that crashes $moment', async ({ build, step }, { context, page, shop, proxy }) => {
  const address = await shop.make({ build })
  await page.goto(address)
  await loaded(page)
  await shop.order(5)
  if (step) {
    proxy.next(step)
    await context.clock.fastForward(2_001)
    await expect.poll(() => proxy.requests.length).toBeGreaterThan(0)
  }
  const crashed = page.waitForEvent('crash')
  const devTools = await context.newCDPSession(page)
  devTools.send('Page.crash').catch(() => {})
  await crashed
  await page.close()

  const next = await context.newPage()
  await next.goto(address)
  await loaded(next)
  await shop.drain(next)
  await shop.allStored(next)
})

const links = {
  'another page of the shop': (origin: string) => `${origin}/other`,
  'another site': (origin: string) => `${origin.replace('127.0.0.1', 'localhost')}/other`,
}

test.for(builds.flatMap((build) => Object.entries(links).map(([where, to]) => ({ build, where, to }))))(
  '$build: what is tracked within the click that leads to $where',
  async ({ build, to }, { page, section, shop, site }) => {
    site.page('/other', htmlWith(''))
    const clicked = ['C-1', 'C-2', 'C-3']
    const track = `${JSON.stringify(clicked)}.map(orderId => milepost('order-created', { source: 'Shop', orderId }))`
    const address = await shop.make({ build, body: `<a href="${to(site.origin)}" onclick="${track.replaceAll('"', '&quot;')}">Leave</a>` })
    await page.goto(address)
    await loaded(page)
    shop.taken.push(...clicked)
    await page.getByRole('link').click()
    await page.waitForURL('**/other')
    // Before the visitor comes back, if ever.
    await expect.poll(async () => (await section.rows()).length, { timeout: 15_000 }).toBe(3)
    await page.goto(address)
    await loaded(page)
    await shop.drain()
    await shop.allStored()
  },
)

test.for(builds)('%s: a window that closes itself after it has tracked', async (build, { context, page, shop, proxy }) => {
  await shop.open({ build })
  for (const step of [undefined, unreachable]) {
    const opened = context.waitForEvent('page')
    await page.evaluate(`void open(location.href, '_blank', 'popup')`)
    const popup = await opened
    await loaded(popup)
    if (step) proxy.next(step, step, step)
    await shop.order(4, {}, popup)
    const closed = popup.waitForEvent('close')
    await popup.evaluate('setTimeout(close, 0)').catch(() => {})
    await context.clock.runFor(1).catch(() => {})
    await closed
    await shop.conserved()
  }
  await shop.order(1)
  await shop.drain()
  await shop.allStored()
})
