import { expect } from 'vitest'
import { test } from '../support/browser-test.ts'
import { fates, htmlWith, loaded, order, storedKeys, track, uncaughtIn } from '../support/in-page.ts'
import { forwardedSlowly } from '../support/proxy.ts'

// What the first has deleted, the second may see a moment late, as browsers share storage between processes without haste. Then it sends
// an event after its verdict, which is a duplicate. What locks are for is that both never send it at the same time.
test('of two tabs that track at once every event is stored once, and none is on its way twice', async ({
  context,
  section,
  proxy,
  site,
}) => {
  // Time stands still until both tabs hold the events of the first, so that both want to send them at the same moment.
  const now = Date.now()
  await context.clock.install({ time: now })
  await context.clock.pauseAt(now + 1_000)
  const shop = site.page('/', htmlWith(await section.tag({ via: proxy.url })))
  const first = await context.newPage()
  await first.goto(shop)
  await loaded(first)
  for (let n = 0; n < 10; n++) await track(first, order(`A-${n}`))
  const second = await context.newPage()
  await second.goto(shop)
  await loaded(second)
  for (let n = 0; n < 10; n++) await track(second, order(`B-${n}`))
  expect(await storedKeys(second)).toHaveLength(20)

  proxy.next(...Array(10).fill(forwardedSlowly))
  await context.clock.runFor(1_000)
  await expect.poll(async () => (await section.rows()).length, { timeout: 10_000 }).toBe(20)
  await expect.poll(() => storedKeys(second), { timeout: 10_000 }).toEqual([])
  await context.clock.runFor(60_000)
  expect(proxy.requests.flatMap(({ alsoInFlight }) => alsoInFlight)).toEqual([])
  expect(await section.rows()).toHaveLength(20)
})

test('a page that may not have storage sends its events', async ({ page, section, proxy, site }) => {
  const uncaught = uncaughtIn(page)
  await page.addInitScript(`Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError') } })`)
  await page.goto(site.page('/', htmlWith(await section.tag({ via: proxy.url }))))
  await loaded(page)
  await track(page, order('A-1'))
  await track(page, order('A-2'))
  expect(await fates(page, 2)).toEqual(['accepted', 'accepted'])
  expect(await section.rows()).toHaveLength(2)
  expect(uncaught).toEqual([])
})

test('a sandboxed frame, without storage, locks and origin, sends its events', async ({ page, section, proxy, site }) => {
  const uncaught = uncaughtIn(page)
  const inner = site.page('/inner', htmlWith(await section.tag({ via: proxy.url })))
  await page.goto(site.page('/', htmlWith('', { body: `<iframe name="inner" sandbox="allow-scripts" src="${inner}"></iframe>` })))
  const frame = page.frame('inner')
  if (!frame) throw new Error('the frame is missing')
  await loaded(frame)
  expect(await frame.evaluate('(() => { try { return typeof localStorage } catch (error) { return error.name } })()')).toBe('SecurityError')
  await track(frame, order('A-1'))
  expect(await fates(frame, 1)).toEqual(['accepted'])
  expect(proxy.requests).toMatchObject([{ origin: 'null' }])
  expect(await section.rows()).toHaveLength(1)
  expect(uncaught).toEqual([])
})

test('a page whose storage is full sends its events, and leaves what fills it alone', async ({ page, section, site }) => {
  const uncaught = uncaughtIn(page)
  const fill = `<script>
    full = ''
    for (let size = 2 ** 22; size >= 1; size /= 2) {
      try { for (;;) { localStorage['mine' + full.length + size] = 'x'.repeat(size); full += '.' } } catch {}
    }
  </script>`
  await page.goto(site.page('/', htmlWith(fill + (await section.tag()))))
  await loaded(page)
  const before = await storedKeys(page)
  expect(before.length).toBeGreaterThan(0)
  expect(await page.evaluate('(() => { try { localStorage.more = "x".repeat(100) } catch (error) { return error.name } })()')).toBe(
    'QuotaExceededError',
  )
  for (let n = 0; n < 3; n++) await track(page, order(`A-${n}`))
  expect(await fates(page, 3)).toEqual(['accepted', 'accepted', 'accepted'])
  expect((await section.rows()).map(({ fields }) => fields.orderId).sort()).toEqual(['A-0', 'A-1', 'A-2'])
  expect((await storedKeys(page)).sort()).toEqual(before.sort())
  expect(uncaught).toEqual([])
})
