import { expect } from 'vitest'
import { test } from '../support/browser-test.ts'
import { fates, htmlWith, loaded, order, storedKeys, track } from '../support/in-page.ts'

const cancelled = { name: 'Order cancelled', fields: [{ name: 'Order ID', type: 'text', required: true }] }
const isScript = (url: URL) => url.pathname.startsWith('/s/')

test('a pasted snippet stores its example event, and the verdict comes back', async ({ page, section, proxy, site }) => {
  await page.goto(site.page('/', htmlWith('', { body: await section.snippet({ via: proxy.url }) })))
  expect(await fates(page, 1)).toEqual(['accepted'])
  expect(await section.rows()).toMatchObject([{ version: 'order-created@1', page: { url: `${site.origin}/` } }])
  expect(await storedKeys(page)).toEqual([])
  expect(proxy.requests).toMatchObject([{ method: 'POST', contentType: 'text/plain;charset=UTF-8', origin: site.origin }])
})

test('an invalid call is answered with its issues, and no request leaves', async ({ page, section, proxy, site }) => {
  await page.goto(site.page('/', htmlWith(await section.tag({ via: proxy.url }))))
  await loaded(page)
  expect(await track(page, order('A-1', { total: '129.50' }))).toMatchObject({
    ok: false,
    issues: [{ code: 'field_type', field: 'total', expected: 'decimal', received: 'text' }],
  })
  // Had the first one been sent, it would have left with the second.
  const { id } = (await track(page, order('A-2'))) as { id: string }
  expect(await fates(page, 1)).toEqual(['accepted'])
  expect(proxy.requests.flatMap(({ ids }) => ids)).toEqual([id])
  expect(await section.quarantine()).toEqual([])
})

test('calls that are made before the script has loaded arrive', async ({ page, section, site }) => {
  const allowed = Promise.withResolvers<void>()
  await page.route(isScript, async (route) => {
    await allowed.promise
    await route.continue()
  })
  const body = '<script>milepost("order-created", { source: "Shop", orderId: "A-1" })</script>'
  await page.goto(site.page('/', htmlWith(await section.tag(), { body })), { waitUntil: 'domcontentloaded' })
  expect(await track(page, order('A-2'))).toBeUndefined()
  allowed.resolve()
  expect(await fates(page, 2)).toEqual(['accepted', 'accepted'])
  expect((await section.rows()).map(({ fields }) => fields.orderId).sort()).toEqual(['A-1', 'A-2'])
})

test('calls for a second custom event are kept until its own script has loaded', async ({ page, section, site }) => {
  await section.add(cancelled)
  const later = await section.tag({ event: 'order-cancelled' })
  const [, address = ''] = / src="([^"]+)"/.exec(later) ?? []
  const allowed = Promise.withResolvers<void>()
  await page.route(address, async (route) => {
    await allowed.promise
    await route.continue()
  })
  await page.goto(site.page('/', htmlWith((await section.tag()) + later)), { waitUntil: 'domcontentloaded' })
  await loaded(page)
  expect(await track(page, order('A-1'), 'order-cancelled')).toBeUndefined()
  expect(await track(page, order('A-1'))).toMatchObject({ ok: true })
  await fates(page, 1)
  expect((await section.rows()).map(({ version }) => version)).toEqual(['order-created@1'])
  allowed.resolve()
  expect(await fates(page, 2)).toEqual(['accepted', 'accepted'])
  expect((await section.rows()).map(({ version }) => version).sort()).toEqual(['order-cancelled@1', 'order-created@1'])
})

test('two tags on one page send from one queue, in one request', async ({ page, section, proxy, site }) => {
  await section.add(cancelled)
  const tags = [await section.tag({ via: proxy.url }), await section.tag({ via: proxy.url, event: 'order-cancelled' })]
  await page.goto(site.page('/', htmlWith(tags.join('\n'))))
  const calls = `['order-created', 'order-cancelled'].map((name) => milepost(name, { source: 'Shop', orderId: 'A-1' }))`
  await expect.poll(() => page.evaluate('!!milepost.d')).toBe(true)
  const [created, undone] = await page.evaluate<{ ok: boolean; id: string }[]>(calls)
  expect(await fates(page, 2)).toEqual(['accepted', 'accepted'])
  // In any order: IDs of one millisecond stand in storage as they happen to sort.
  expect(proxy.requests.map(({ ids }) => ids.toSorted())).toEqual([[created?.id, undone?.id].sort()])
  expect(await section.rows()).toHaveLength(2)
})

test('a script that was changed on its way does not run', async ({ page, section, proxy, site }) => {
  proxy.tamper((answer, path) => (path.startsWith('/s/') ? { ...answer, body: `${answer.body}\n` } : answer))
  const tag = await section.tag({ via: proxy.url })
  const told = page.waitForEvent('console', (message) => message.text().includes('integrity'))
  await page.goto(site.page('/', htmlWith(tag)))
  await told
  expect(await page.evaluate('milepost.d')).toBeUndefined()
  expect(await track(page, order('A-1'))).toBeUndefined()
})

test.for(['script', 'inline'] as const)(
  'the %s target works under a strict policy, and only with the nonce',
  async (target, { page, section, proxy, site }) => {
    const nonce = 'q83vASNFZ4k='
    const headers = { 'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; connect-src ${proxy.url}` }
    const without = htmlWith('', { nonce, body: await section.snippet({ target, via: proxy.url }) })
    const refused = page.waitForEvent('console', (message) => /content security policy/i.test(message.text()))
    await page.goto(site.page('/without', without, headers))
    await refused
    expect(await page.evaluate('typeof milepost')).toBe('undefined')

    const html = htmlWith('', { nonce, body: await section.snippet({ target, via: proxy.url, nonce }) })
    await page.goto(site.page('/with', html, headers))
    expect(await fates(page, 1)).toEqual(['accepted'])
    expect(await section.rows()).toMatchObject([{ page: { url: `${site.origin}/with` } }])
  },
)
