import { expect } from 'vitest'
import { serveDemo } from '../../examples/server/serve-demo.ts'
import { management } from '../../scripts/management.ts'
import { test as base } from '../support/browser-test.ts'
import { uncaughtIn } from '../support/in-page.ts'

/** A test with the demo pages, as `npm start` serves them. */
const test = base.extend('demo', async ({ collector, proxy, section }, { onCleanup }) => {
  const call = management(proxy.url, collector.token)
  const demo = await serveDemo({ port: 0, collector: proxy.url, call, section: section.id, discriminator: 'order-created' })
  onCleanup(() => demo.end())
  return demo
})

test('the first order of a newcomer is checked, stored and read back on the page', async ({ page, section, proxy, demo }) => {
  const uncaught = uncaughtIn(page)
  await page.goto(demo.url)
  await page.getByLabel('Items').fill('2')
  await page.getByLabel('Wrap it as a gift').check()
  const orderId = await page.getByRole('textbox', { name: 'Order ID' }).inputValue()
  await page.getByRole('button', { name: 'Place order' }).click()
  for (const step of ['In the page: valid', 'At the edge: accepted', 'Stored row'])
    await page.getByRole('heading', { name: step }).waitFor()
  const shown = await page.getByRole('listitem').filter({ hasText: 'Stored row' }).locator('dd').allTextContents()
  expect(shown).toEqual(expect.arrayContaining([orderId, '25.8', 'EUR', '2', 'true']))

  const [row, ...others] = await section.rows()
  expect(others).toEqual([])
  expect(row).toMatchObject({ fields: { source: 'Website', orderId, total: 25.8, currency: 'EUR', items: 2, gift: true } })
  expect(shown).toContain(row?.id)
  expect(proxy.requests.map(({ ids }) => ids)).toEqual([[row?.id]])
  expect(uncaught).toEqual([])
})

test('every mistake of the script tag example is refused in the page, and no request leaves', async ({ page, section, proxy, demo }) => {
  await page.goto(`${demo.url}script-tag/`)
  const steps = page.locator('#report')
  for (const [choice, issue] of [
    ['The total as text', { code: 'field_type', field: 'total', expected: 'decimal', received: 'text' }],
    ['No order ID', { code: 'field_required', field: 'orderId', expected: 'text', received: 'nothing' }],
    ['Half an item', { code: 'field_type', field: 'items', expected: 'number', received: 'decimal' }],
    ['A field nobody agreed on', { code: 'field_unknown', field: 'coupon', expected: 'absent', received: 'text' }],
  ] as const) {
    await page.getByLabel('What the page sends').selectOption(choice)
    await page.getByRole('button', { name: 'Place order' }).click()
    await page.getByRole('heading', { name: 'In the page: refused' }).waitFor()
    expect((await steps.locator('dd').allTextContents()).slice(0, 4)).toEqual(Object.values(issue))
  }
  // Had one of them been queued, it would leave with this one.
  await page.getByLabel('What the page sends').selectOption('The order, as agreed')
  await page.getByRole('button', { name: 'Place order' }).click()
  await page.getByRole('heading', { name: 'At the edge: accepted' }).waitFor()
  expect(proxy.requests.map(({ ids }) => ids.length)).toEqual([1])
  expect(await section.quarantine()).toEqual([])
})

test('the checkout without SDK is accepted once, however often it sends the same event', async ({ page, section, proxy, demo }) => {
  const uncaught = uncaughtIn(page)
  await page.goto(`${demo.url}checkout/`)
  const orderId = await page.getByRole('textbox', { name: 'Order ID' }).inputValue()
  await page.getByRole('button', { name: 'Pay' }).click()
  await page.getByRole('heading', { name: 'At the edge: accepted' }).waitFor()
  await page.getByRole('heading', { name: 'Stored row' }).waitFor()
  await page.getByRole('button', { name: 'Send the same event again' }).click()
  await page.getByRole('heading', { name: 'At the edge: duplicate' }).waitFor()
  expect(await section.rows()).toMatchObject([{ fields: { source: 'Checkout', orderId, total: 38.7, items: 3, gift: false } }])
  expect(proxy.requests.map(({ method }) => method)).toEqual(['POST', 'POST'])
  expect(uncaught).toEqual([])
})

test.for([
  ['The total as text', 'total', { code: 'field_type', field: 'total' }],
  ['No order ID', 'orderId', { code: 'field_required', field: 'orderId' }],
] as const)(
  'in the checkout without SDK, "%s" is rejected at the edge and kept in quarantine',
  async ([choice, field, issue], { page, section, demo }) => {
    await page.goto(`${demo.url}checkout/`)
    await page.getByLabel('What the page sends').selectOption(choice)
    await page.getByRole('button', { name: 'Pay' }).click()
    await page.getByRole('heading', { name: 'At the edge: rejected' }).waitFor()
    const shown = await page.locator('#report dd').allTextContents()
    expect(shown.slice(0, 2)).toEqual([issue.code, field])
    expect(await section.quarantine()).toMatchObject([{ issues: [issue], event: { fields: { source: 'Checkout' } } }])
    expect(await section.rows()).toEqual([])
  },
)
