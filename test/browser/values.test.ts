import { expect } from 'vitest'
import { test } from '../support/browser-test.ts'
import { fates, htmlWith, loaded, order, track } from '../support/in-page.ts'

const longest = '😀'.repeat(4096)

/** Optional fields of an order, by what is special about them. */
const values: Readonly<Record<string, object>> = {
  'every type': { total: 129.5, currency: 'EUR', items: 3, gift: false, deliveryDate: '2028-02-29', paidAt: '2026-12-31T23:59:60Z' },
  'a Date': { paidAt: new Date('2026-11-23T10:00:00.123Z') },
  'numbers at their ends': { items: Number.MIN_SAFE_INTEGER, total: Number.MAX_VALUE },
  'a decimal that is not exact': { total: 0.1 + 0.2 },
  'the smallest decimal': { items: Number.MAX_SAFE_INTEGER, total: 5e-324 },
  'emoji of many parts': { currency: '👩🏽‍🚀🏳️‍🌈' },
  Arabic: { currency: 'ريال سعودي' },
  'accents, composed and not': { currency: 'é e\u0301' },
  'what other languages take for code': { currency: `</script><!--'"\`\${1}\\ \u2028 \u0000 NULL; drop table events` },
  '4,096 code points': { currency: longest },
}

test('values are stored exactly as they were sent', async ({ page, section, site }) => {
  await page.goto(site.page('/', htmlWith(await section.tag())))
  await loaded(page)
  for (const [name, fields] of Object.entries(values)) expect(await track(page, order(name, fields))).toMatchObject({ ok: true })
  expect(new Set(await fates(page, Object.keys(values).length))).toEqual(new Set(['accepted']))
  const stored = Object.fromEntries((await section.rows()).map(({ fields }) => [fields.orderId, fields]))
  const sent = Object.fromEntries(Object.entries(values).map(([name, fields]) => [name, JSON.parse(JSON.stringify(order(name, fields)))]))
  expect(stored).toEqual(sent)
})

test('what is too long or too large is refused in the page, and later events still arrive', async ({ page, section, proxy, site }) => {
  await page.goto(site.page('/', htmlWith(await section.tag({ via: proxy.url }))))
  await loaded(page)
  expect(await track(page, order('A-1', { currency: `${longest}.` }))).toMatchObject({
    ok: false,
    issues: [{ code: 'field_too_long', field: 'currency' }],
  })
  // Each text is short enough, both together are more than 32 KiB.
  expect(await track(page, order(longest, { currency: longest }))).toMatchObject({
    ok: false,
    issues: [{ code: 'event_too_large', expected: 'at most 32768 bytes' }],
  })
  await track(page, order('A-2'))
  expect(await fates(page, 1)).toEqual(['accepted'])
  expect(proxy.requests.map(({ ids }) => ids.length)).toEqual([1])
  expect(await section.quarantine()).toEqual([])
})
