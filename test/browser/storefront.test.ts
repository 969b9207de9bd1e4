import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { root } from '../../scripts/settings.ts'
import { test as base } from '../support/browser-test.ts'
import { runIn } from '../support/example.ts'
import { uncaughtIn } from '../support/in-page.ts'
import { buildStorefront, installStorefront, storefrontFolder } from '../support/storefront.ts'

const folder = mkdtempSync(join(tmpdir(), 'milepost-storefront-'))
beforeAll(() => installStorefront(folder), 120_000)
afterAll(() => rmSync(folder, { recursive: true }))

/** A test that has the shop built for its section and open in its page. */
const test = base.extend('shop', async ({ page, section, proxy, site }) => {
  site.folder('/shop/', await buildStorefront(folder, `${proxy.url}/v1/events`, section.writeKey))
  await page.goto(`${site.origin}/shop/`)
  return page
})

test('an order of the shop is checked, stored and reported', async ({ shop, section, proxy }) => {
  const uncaught = uncaughtIn(shop)
  await shop.getByRole('button', { name: 'Add Morning Harbour to the cart' }).click()
  await shop.getByRole('button', { name: 'Add Fog Horn to the cart' }).click()
  await shop.getByRole('button', { name: 'One Fog Horn more' }).click()
  expect(await shop.evaluate('document.activeElement.ariaLabel')).toBe('One Fog Horn more')
  expect(await shop.getByRole('link', { name: 'Cart' }).textContent()).toBe('Cart, 3 items')
  await shop.getByLabel('Delivery date').fill('2028-02-29')
  await shop.getByLabel('Wrap it as a gift').check()
  await shop.getByRole('button', { name: 'Place order' }).click()
  await shop.getByText('In the page: valid').waitFor()
  await shop.getByText('At the edge: accepted').waitFor()

  const [row, ...others] = await section.rows()
  expect(others).toEqual([])
  expect(row).toMatchObject({
    version: 'order-created@1',
    fields: { source: 'Storefront', total: 40.7, currency: 'EUR', items: 3, gift: true, deliveryDate: '2028-02-29' },
  })
  expect(row?.fields.orderId).toMatch(/^S-\d{5}$/)
  expect(proxy.requests.map(({ method }) => method)).toEqual(['POST'])
  expect(await shop.getByRole('button', { name: 'Place order' }).isDisabled()).toBe(true)
  expect(uncaught).toEqual([])
})

test('every mistake is refused in the page with its issue, and no request leaves', async ({ shop, section, proxy }) => {
  await shop.getByRole('button', { name: 'Add Enamel cup to the cart' }).click()
  for (const [choice, issue] of [
    ['The total as text', { code: 'field_type', field: 'total', expected: 'decimal', received: 'text' }],
    ['No order ID', { code: 'field_required', field: 'orderId', expected: 'text', received: 'nothing' }],
    ['Half an item', { code: 'field_type', field: 'items', expected: 'number', received: 'decimal' }],
    ['A field nobody agreed on', { code: 'field_unknown', field: 'coupon', expected: 'absent', received: 'text' }],
  ] as const) {
    await shop.getByLabel('What the page sends').selectOption(choice)
    await shop.getByRole('button', { name: 'Place order' }).click()
    await shop.getByText('In the page: refused').waitFor()
    const shown = await shop.locator('#report dd').allTextContents()
    expect(shown.slice(0, 4)).toEqual(Object.values(issue))
  }
  // Had one of them been queued, it would leave with this one.
  await shop.getByLabel('What the page sends').selectOption('The order, as agreed')
  await shop.getByRole('button', { name: 'Place order' }).click()
  await shop.getByText('At the edge: accepted').waitFor()
  expect(proxy.requests.map(({ ids }) => ids.length)).toEqual([1])
  expect(await section.quarantine()).toEqual([])
})

test('the generated module in the example is what milepost pull writes', async ({ collector, section }) => {
  const pull = [process.execPath, join(root, 'snippet-generator', 'dist', 'cli.js'), 'pull', '--section', section.id]
  const env = { MILEPOST_URL: collector.url, MILEPOST_TOKEN: collector.token }
  await runIn(storefrontFolder, [...pull, '--check'], env)
  await runIn(folder, [...pull, '--out', 'src/pulled.ts'], env)
  expect(readFileSync(join(folder, 'src', 'pulled.ts'), 'utf8')).toBe(readFileSync(join(storefrontFolder, 'src', 'milepost.ts'), 'utf8'))
})

test('a definition that the shop no longer fits does not compile', async () => {
  const changed = mkdtempSync(join(tmpdir(), 'milepost-storefront-'))
  cpSync(folder, changed, { recursive: true, verbatimSymlinks: true })
  const file = join(changed, 'src', 'milepost.ts')
  writeFileSync(file, readFileSync(file, 'utf8').replace('currency: text()', 'currency: number()'))
  await expect(buildStorefront(changed, 'https://c.shop.example/v1/events', 'wk_1')).rejects.toThrow(
    /place-order\.ts.*'string' is not assignable to type 'number'/,
  )
  rmSync(changed, { recursive: true })
})
