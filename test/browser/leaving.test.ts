import { expect, onTestFinished } from 'vitest'
import { test as base } from '../support/browser-test.ts'
import { htmlWith, loaded, order, storedKeys, track } from '../support/in-page.ts'
import { makeSection } from '../support/section.ts'
import { startTestCollector } from '../support/test-collector.ts'

/** A test that can open the shop, place 20 orders there and leave for another site before the task is over. */
const test = base.extend('shop', async ({ page, section, proxy, site }) => {
  const other = site.page('/other', htmlWith('')).replace('127.0.0.1', 'localhost')
  const leave = `<button>Leave</button><script>
    document.querySelector('button').onclick = () => {
      for (let n = 0; n < 20; n++) milepost('order-created', { source: 'Shop', orderId: 'A-' + n, currency: currency })
      location.href = '${other}'
    }
  </script>`
  const shop = site.page('/', htmlWith(await section.tag({ via: proxy.url }), { body: leave }))
  return {
    async visit() {
      await page.goto(shop)
      await loaded(page)
    },
    /** @param currency a text of each order, which makes it as large as it takes */
    async leave(currency: string) {
      await page.evaluate(`window.currency = '${currency}'`)
      await page.getByRole('button').click()
      await page.waitForURL(other)
    },
    orderIds: async () => (await section.rows()).map(({ fields }) => fields.orderId).sort(),
  }
})

const all = Array.from({ length: 20 }, (_, n) => `A-${n}`).sort()

test('20 events that are followed by leaving for another site all arrive once', async ({ page, shop }) => {
  await shop.visit()
  await shop.leave('EUR')
  // Before the visitor comes back, if ever.
  await expect.poll(shop.orderIds, { timeout: 10_000 }).toEqual(all)
  await shop.visit()
  await expect.poll(() => storedKeys(page), { timeout: 10_000 }).toEqual([])
  expect(await shop.orderIds()).toEqual(all)
})

test('of more events than can leave with a page, the rest arrives on the next visit', async ({ page, proxy, shop }) => {
  await shop.visit()
  await shop.leave('x'.repeat(4_000))
  await expect.poll(async () => (await shop.orderIds()).length, { timeout: 10_000 }).toBeGreaterThan(0)
  expect((await shop.orderIds()).length).toBeLessThan(20)
  await shop.visit()
  await expect.poll(() => storedKeys(page), { timeout: 15_000 }).toEqual([])
  expect(await shop.orderIds()).toEqual(all)
  for (const { body } of proxy.requests) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(64 * 1024)
})

test('events of a tab that crashes arrive from the next one', async ({ context, page, section, proxy, site }) => {
  // Time stands still, so that nothing leaves before the crash.
  const now = Date.now()
  await context.clock.install({ time: now })
  await context.clock.pauseAt(now + 1_000)
  const shop = site.page('/', htmlWith(await section.tag({ via: proxy.url })))
  await page.goto(shop)
  await loaded(page)
  for (let n = 0; n < 3; n++) await track(page, order(`A-${n}`))
  const crashed = page.waitForEvent('crash')
  page.goto('chrome://crash').catch(() => {})
  await crashed
  await page.close()
  expect(proxy.requests).toEqual([])

  const next = await context.newPage()
  await next.goto(shop)
  await loaded(next)
  await context.clock.runFor(1_000)
  await expect.poll(() => storedKeys(next), { timeout: 10_000 }).toEqual([])
  expect((await section.rows()).map(({ fields }) => fields.orderId).sort()).toEqual(['A-0', 'A-1', 'A-2'])
})

test('events of a page that is left offline arrive after a reload, once the collector is back', async ({ page, site }) => {
  const collector = await startTestCollector()
  onTestFinished(() => collector.end())
  const section = await makeSection(collector.url, collector.token)
  await page.clock.install()
  await page.goto(site.page('/', htmlWith(await section.tag())))
  await loaded(page)

  await collector.stop()
  const refused = page.waitForEvent('requestfailed')
  for (let n = 0; n < 5; n++) await track(page, order(`A-${n}`))
  await page.clock.fastForward(1_500)
  expect((await refused).failure()?.errorText).toBe('net::ERR_CONNECTION_REFUSED')
  await page.reload()
  expect(await storedKeys(page)).toHaveLength(5)

  await collector.start()
  await page.reload()
  await loaded(page)
  // Whichever page it is that gets the verdicts, the one that was just left or the one that came: then nothing is queued any more.
  // A collector that has just come back may still refuse at first: however often a page has to try again, its waits are moved through.
  const queued = async () => {
    await page.clock.fastForward(5_000)
    return storedKeys(page)
  }
  await expect.poll(queued, { timeout: 25_000, interval: 1_000 }).toEqual([])
  expect((await section.rows()).map(({ fields }) => fields.orderId).sort()).toEqual(['A-0', 'A-1', 'A-2', 'A-3', 'A-4'])
})
