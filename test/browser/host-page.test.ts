import { join } from 'node:path'
import { expect } from 'vitest'
import { root } from '../../scripts/settings.ts'
import { INSECURE_HOST, test } from '../support/browser-test.ts'
import { fates, htmlWith, loaded, order, storedKeys, track, uncaughtIn } from '../support/in-page.ts'

/** Fields that are not what `track` was made for, as JavaScript. */
const hostileFields = [
  'undefined',
  'null',
  '5',
  '"text"',
  '[]',
  '() => {}',
  'Symbol("s")',
  '10n',
  'document.body',
  'window',
  'new Proxy({}, { ownKeys() { throw new Error("ownKeys") } })',
  'new Proxy({ orderId: "A-1" }, { get() { throw new Error("get") } })',
  'new Proxy({ orderId: "A-1" }, { getOwnPropertyDescriptor() { throw new Error("descriptor") } })',
  '(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()',
  '{ source: "Shop", get orderId() { throw new Error("getter") } }',
  '{ source: "Shop", get orderId() { throw undefined } }',
  '{ source: "Shop", get orderId() { throw Symbol("s") } }',
  '{ source: "Shop", get orderId() { throw Object.create(null) } }',
  '{ source: "Shop", get orderId() { throw { toString() { throw 1 } } } }',
  '{ source: "Shop", orderId: Symbol("s") }',
  '{ source: "Shop", orderId: 10n }',
  '{ source: "Shop", orderId: "A-1", items: 10n }',
  '(() => { const cyclic = { source: "Shop" }; cyclic.orderId = cyclic; return cyclic })()',
  '{ source: "Shop", orderId: "A-1", total: NaN }',
  '{ source: "Shop", orderId: "\\ud800" }',
  '{ source: "Shop", orderId: new String("A-1") }',
  '{ source: "Shop", orderId: "A-1", paidAt: new Date(NaN) }',
  '{ source: "Shop", orderId: "A-1", paidAt: Object.assign(new Date(), { toJSON() { throw new Error("toJSON") } }) }',
  '{ source: "Shop", orderId: "A-1", toJSON() { return { anything: true } } }',
  'JSON.parse(\'{ "source": "Shop", "orderId": "A-1", "__proto__": { "polluted": true } }\')',
  'Array(10000).fill(0)',
]

const outcomeOf = (call: string) => `(() => { try { return ${call}?.ok ?? 'nothing' } catch (error) { return 'thrown' } })()`

test('milepost() never throws, whatever it is called with', async ({ page, section, proxy, site }) => {
  const uncaught = uncaughtIn(page)
  await page.goto(site.page('/', htmlWith(await section.tag({ via: proxy.url }))))
  await loaded(page)
  for (const fields of hostileFields)
    expect({ fields, ok: await page.evaluate(outcomeOf(`milepost('order-created', ${fields})`)) }).toEqual({ fields, ok: false })
  for (const call of ['milepost()', 'milepost(Symbol("s"))', 'milepost({ toString() { throw 1 } }, {})', 'milepost("unknown", {})'])
    expect({ call, ok: await page.evaluate(outcomeOf(call)) }).toEqual({ call, ok: 'nothing' })

  expect(await track(page, order('A-1'))).toMatchObject({ ok: true })
  expect(await fates(page, 1)).toEqual(['accepted'])
  expect(proxy.requests.map(({ ids }) => ids.length)).toEqual([1])
  expect(uncaught).toEqual([])
})

test('track() never throws, whatever it is called with', async ({ page, section, proxy, site }) => {
  const uncaught = uncaughtIn(page)
  site.folder('/sdk/', join(root, 'sdk', 'dist'))
  const setUp = `<script type="module">
    import { createTracker, defineEvent, decimal, number, text, timestamp } from '/sdk/index.js'
    const fields = { orderId: text({ required: true }), total: decimal(), items: number(), paidAt: timestamp() }
    window.orderCreated = defineEvent({ version: 'order-created@1', fields })
    const endpoint = '${proxy.url}/v1/events'
    window.tracker = createTracker({ endpoint, writeKey: '${section.writeKey}', source: 'npm', onReport: (report) => reports.push(report) })
  </script>`
  await page.goto(site.page('/', htmlWith(setUp)))
  for (const fields of hostileFields)
    expect({ fields, ok: await page.evaluate(outcomeOf(`tracker.track(orderCreated, ${fields})`)) }).toEqual({ fields, ok: false })

  for (const call of ['tracker.track()', 'tracker.track(undefined, {})', 'tracker.track(null, { orderId: "A-1" })'])
    expect({ call, ok: await page.evaluate(outcomeOf(call)) }).toEqual({ call, ok: false })

  expect(await page.evaluate(outcomeOf('tracker.track(orderCreated, { orderId: "A-1" })'))).toBe(true)
  expect(await fates(page, 1)).toEqual(['accepted'])
  expect(await section.rows()).toMatchObject([{ source: 'npm', fields: { orderId: 'A-1' } }])
  expect(uncaught).toEqual([])
})

test('the page gets one global and no cookie, and its storage only keys of ours', async ({ page, context, section, proxy, site }) => {
  const touched = new Set<string>()
  const devTools = await context.newCDPSession(page)
  await devTools.send('DOMStorage.enable')
  devTools.on('DOMStorage.domStorageItemAdded', ({ key }) => touched.add(key))
  devTools.on('DOMStorage.domStorageItemUpdated', ({ key }) => touched.add(key))
  devTools.on('DOMStorage.domStorageItemRemoved', ({ key }) => touched.add(key))
  devTools.on('DOMStorage.domStorageItemsCleared', () => touched.add('everything'))

  const before = `<script>localStorage.mine = 'kept'; before = 0; before = Object.getOwnPropertyNames(window)</script>`
  await page.goto(site.page('/', htmlWith(before + (await section.tag({ via: proxy.url })))))
  await loaded(page)
  const { id } = (await track(page, order('A-1'))) as { id: string }
  await fates(page, 1)

  expect(await page.evaluate('Object.getOwnPropertyNames(window).filter((name) => !before.includes(name))')).toEqual(['milepost'])
  expect(await context.cookies()).toEqual([])
  expect(await page.evaluate('document.cookie')).toBe('')
  expect([...touched].filter((key) => key !== 'mine')).toEqual([`milepost:${section.writeKey}:${id}`])
  expect(await page.evaluate('({ ...localStorage, ...sessionStorage })')).toEqual({ mine: 'kept' })
  expect(await page.evaluate('indexedDB.databases()')).toEqual([])
  expect(proxy.requests.map(({ method, cookie }) => [method, cookie])).toEqual([['POST', undefined]])
})

test('a page without TLS, where there are neither locks nor randomUUID, sends too', async ({ page, section, proxy, site }) => {
  const origin = `http://${INSECURE_HOST}:${site.port}`
  await section.allow(origin)
  site.page('/', htmlWith(await section.tag({ via: proxy.url })))
  await page.goto(`${origin}/`)
  await loaded(page)
  expect(await page.evaluate('[isSecureContext, typeof navigator.locks, typeof crypto.randomUUID]')).toEqual([
    false,
    'undefined',
    'undefined',
  ])
  await track(page, order('A-1'))
  expect(await fates(page, 1)).toEqual(['accepted'])
  expect(await section.rows()).toMatchObject([{ page: { url: `${origin}/` } }])
  expect(await storedKeys(page)).toEqual([])
})
