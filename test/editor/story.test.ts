import { randomUUID } from 'node:crypto'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { test as base, expectNoSidewaysScroll, expectUnlisted, watchAddresses } from '../support/editor-test.ts'
import { fates, htmlWith, loaded, reportsIn, track } from '../support/in-page.ts'
import type { Row } from '../support/section.ts'
import { startClockCollector } from '../support/shared-clock-collector.ts'
import { addField, chooseFor, flip, goTo, openTab } from '../support/use-editor.ts'

const MINUTE_MS = 60_000

/** A test with a collector of its own, because only one that nobody has set up yet gives a set-up link. */
const test = base
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern what a fixture needs
  .extend('collector', { scope: 'file' }, async ({}, { onCleanup }) => {
    const collector = await startClockCollector()
    onCleanup(() => collector.end())
    return collector
  })
  .extend('newcomer', async ({ browser }, { onCleanup }) => {
    const contexts: BrowserContext[] = []
    onCleanup(async () => {
      for (const context of contexts) await context.close()
    })
    /** Somebody with a browser that has never been here. */
    return async (): Promise<Page> => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        permissions: ['clipboard-write'],
      })
      contexts.push(context)
      return context.newPage()
    }
  })

const textsOf = async (locators: Locator): Promise<string[]> => (await locators.allTextContents()).map((text) => text.trim())
const valuesOf = async (locators: Locator): Promise<string[]> => Promise.all((await locators.all()).map((locator) => locator.inputValue()))

test('a custom event is defined, installed, watched, changed, repaired and hidden by somebody who writes no code', {
  timeout: 240_000,
}, async ({ collector, call, clock, newcomer, site, page: shop }) => {
  const page = await newcomer()
  page.setDefaultTimeout(20_000)
  const asked = watchAddresses(page)
  await page.clock.install()
  let passed = 0
  /** Lets time go by for the collector and for the person alike; the shop's visitor stays behind, as a wrong clock does. */
  const goAhead = async (ms: number) => {
    passed += ms
    await clock.ahead(passed)
    await page.clock.fastForward(ms)
  }

  // The set-up link makes the administrator, once.
  const { url } = await call<{ url: string }>('POST', '/v1/setup-links', {})
  await page.goto(url)
  await page.getByRole('heading', { name: 'Set Milepost up' }).waitFor()
  await page.getByLabel('Your name').fill('Ada Lovelace')
  await page.getByLabel('E-mail').fill('ada@shop.example')
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
  await page.getByRole('button', { name: 'Make the owner account' }).click()
  await page.getByRole('heading', { name: 'Start with a section' }).waitFor()
  expect(new URL(page.url())).toMatchObject({ pathname: '/editor/sections', hash: '' })

  const late = await newcomer()
  await late.goto(url)
  await late.getByRole('heading', { name: 'This link does not work' }).waitFor()
  await late.getByText('Each link works once.').waitFor()
  expect(await late.getByRole('textbox').count()).toBe(0)
  await expect(call('POST', '/v1/setup-links', {})).rejects.toThrow('already_set_up')

  // A section for the shop, whose pages alone may send.
  await page.getByRole('button', { name: 'Create a section' }).click()
  await page.getByLabel('Name').fill('Shop Germany')
  await page.getByRole('button', { name: 'Add an origin' }).click()
  await page.getByLabel('Origin 1', { exact: true }).fill(site.origin)
  await page.getByRole('button', { name: 'Create the section' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  const [, section] = /\/sections\/([^/]+)$/.exec(page.url()) ?? []
  expect(await call('GET', `/v1/sections/${section}`)).toMatchObject({ name: 'Shop Germany', allowedOrigins: [site.origin] })

  // A transaction with fields of all six types: four are there already, three are added.
  await goTo(page, 'Transactions')
  await page.getByRole('link', { name: 'New transaction' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill('Order created')
  const fields = page.getByRole('list', { name: 'Fields' })
  expect(await valuesOf(fields.getByLabel(/^Name of field/))).toEqual(['Order ID', 'Total', 'Currency', 'Items'])
  expect(await valuesOf(fields.getByLabel(/^Type of field/))).toEqual(['text', 'decimal', 'text', 'number'])
  expect(await textsOf(fields.getByLabel('Type of field 1').getByRole('option'))).toEqual([
    'Text',
    'True/False',
    'Number',
    'Number with decimals',
    'Date',
    'Time stamp',
  ])
  await flip(page, 'Required: field 1')
  await addField(page, 5, 'Gift', 'True/False')
  await addField(page, 6, 'Delivery date', 'Date')
  await addField(page, 7, 'Paid at', 'Time stamp')
  await page.getByText('7 of 100').waitFor()
  expect(await textsOf(fields.getByText(/^Key /))).toEqual(
    ['source', 'orderId', 'total', 'currency', 'items', 'gift', 'deliveryDate', 'paidAt'].map((key) => `Key ${key}`),
  )
  await expectNoSidewaysScroll(page)
  await page.getByRole('button', { name: 'Publish' }).click()

  // Web tracking is off until somebody enables it; then there is a snippet to copy.
  const tracking = page.getByRole('region', { name: 'Web tracking' })
  await tracking.getByText('Off', { exact: true }).waitFor()
  expect(await page.getByRole('region', { name: 'Snippet', exact: true }).count()).toBe(0)
  await flip(page, 'Accept this custom event from web pages')
  await tracking.getByText('No data received yet').waitFor()
  expect(await page.getByRole('radio', { name: 'Script tag' }).isChecked()).toBe(true)
  await page.getByRole('button', { name: 'Copy the snippet' }).click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  await shop.goto(site.page('/paste', htmlWith('', { body: '<textarea></textarea>' })))
  await shop.locator('textarea').press('ControlOrMeta+V')
  const snippet = await shop.locator('textarea').inputValue()
  expect(await page.getByRole('region', { name: 'Snippet code' }).textContent()).toBe(snippet.trimEnd())
  await expectNoSidewaysScroll(page)

  // In the shop two orders are placed: one by the call that comes with the snippet, one by the shop's own.
  await goTo(page, 'Live')
  await page.getByText('Nothing has arrived yet').waitFor()
  const thanks = site.page('/thanks', htmlWith('', { body: snippet }))
  await shop.goto(thanks)
  await loaded(shop)
  const own = {
    source: 'Checkout',
    orderId: 'A-2',
    total: 12.5,
    currency: 'EUR',
    items: 1,
    deliveryDate: '2028-02-29',
    paidAt: '2027-06-01T12:00:00Z',
  }
  expect(await track(shop, own)).toMatchObject({ ok: true })
  expect(await fates(shop, 2)).toEqual(['accepted', 'accepted'])

  // They come into Live by themselves.
  const arrivals = page.getByRole('table', { name: 'Arrivals' }).getByRole('row')
  const host = new URL(thanks).host
  const ownRow = arrivals.filter({ hasText: 'Checkout' })
  await ownRow.waitFor()
  await expect.poll(() => arrivals.count()).toBe(1 + 2)
  expect((await textsOf(ownRow.getByRole('cell'))).slice(1)).toEqual(['accepted', 'order-created@1', 'Checkout', `${host}/thanks`])
  await ownRow.getByRole('button').click()
  const drawer = page.getByRole('dialog')
  await drawer.getByRole('row', { name: 'deliveryDate "2028-02-29"' }).waitFor()
  await drawer.getByText(thanks).first().waitFor()
  await drawer.getByRole('button', { name: 'Close' }).click()

  // A minute later the list says Connected, the versions how many came, and web tracking from where.
  await goAhead(MINUTE_MS)
  await goTo(page, 'Transactions')
  const listed = page.getByRole('row').filter({ hasText: 'Order created' })
  await listed.getByText('Connected').waitFor()
  await listed.getByText(/^Last seen \d minutes? ago$/).waitFor()
  await listed.getByRole('img', { name: 'Last 24 hours: 2 accepted, 0 rejected' }).waitFor()
  await chooseFor(page, 'Order created', 'Versions')
  const versions = page.getByRole('list', { name: 'Versions' }).getByRole('listitem')
  const version1 = versions.filter({ hasText: 'order-created@1' })
  for (const text of ['Current', 'by Ada Lovelace', '2 events received']) await version1.getByText(text).waitFor()
  await openTab(page, 'Web tracking')
  const pages = page.getByRole('list', { name: 'Pages' }).getByRole('listitem')
  await pages
    .filter({ hasText: `${host}/thanks` })
    .filter({ hasText: 'Version 1' })
    .getByText('2 events')
    .waitFor()
  expectUnlisted(asked)

  // An edit is reviewed before it is saved: what changes, whom it would hurt, whom it would have hurt, who still sends version 1.
  await openTab(page, 'Edit')
  await page.getByLabel('Type of field 4').selectOption({ label: 'Number with decimals' })
  await flip(page, 'Required: field 5')
  await page.getByRole('button', { name: 'Review and save' }).click()
  const review = page.getByRole('dialog', { name: 'Review version 2' })
  const changes = review.getByRole('list', { name: 'Changes' }).getByRole('listitem')
  await changes.filter({ hasText: 'New type' }).filter({ hasText: 'Items' }).getByText('Number → Number with decimals').waitFor()
  await changes.filter({ hasText: 'Gift' }).getByText('Now required').waitFor()
  expect(await changes.count()).toBe(2)
  await review.getByText('Some events of the present version would fail').waitFor()
  await review.getByText('1 of the last 2 stored events would have failed').waitFor()
  await review.getByText('1 × gift is required and was not sent').waitFor()
  const sender = review.getByRole('list', { name: 'Senders' }).getByRole('listitem')
  await sender.first().getByText('Version 1: 2 events').waitFor()
  await sender.getByRole('button', { name: '1 page' }).click()
  await sender.getByText(`${host}/thanks (2)`).waitFor()
  await review.getByRole('button', { name: 'Save version 2' }).click()

  // For an hour the fields are locked, and everybody is told for how long.
  const lock = page.getByRole('alert', { name: 'The fields are locked for a while' })
  const timers = lock.getByRole('timer')
  await lock.getByText('Version 2 was saved').waitFor()
  await lock.getByText('by Ada Lovelace').waitFor()
  await lock.getByText('Until then version 1 is in use.').waitFor()
  // One is for the version, one for the fields.
  const twice = (text: RegExp) => [expect.stringMatching(text), expect.stringMatching(text)]
  expect(await textsOf(timers)).toEqual(twice(/^in (59 min \d+ s|1 h 0 min)$/))
  await goAhead(11 * MINUTE_MS)
  await expect.poll(() => textsOf(timers)).toEqual(twice(/^in 4[89] min \d+ s$/))
  expect(await fields.getByRole('combobox').count()).toBe(0)
  expect(await page.getByRole('button', { name: 'Add new field' }).count()).toBe(0)
  const definition = `/v1/sections/${section}/custom-events/order-created`
  await expect(call('PUT', `${definition}/fields`, { fields: [{ name: 'Order ID', type: 'text' }] })).rejects.toThrow('edit_locked')
  await openTab(page, 'Versions')
  const version2 = versions.filter({ hasText: 'order-created@2' })
  await version2.getByText('Pending').waitFor()
  await version2.getByText(/^Usable in 4[89] min \d+ s, at /).waitFor()
  await version1.getByText('Current').waitFor()

  // What is installed goes on as if nothing had happened.
  await shop.reload()
  expect(await fates(shop, 1)).toEqual(['accepted'])

  // After the hour version 2 is the current one and the fields can be edited again, without the page being loaded anew.
  await openTab(page, 'Edit')
  await timers.first().waitFor()
  await goAhead(50 * MINUTE_MS)
  await page.getByLabel('Type of field 4').waitFor()
  expect(await valuesOf(page.getByLabel('Type of field 4'))).toEqual(['decimal'])
  expect(await page.getByRole('switch', { name: 'Required: field 5' }).isChecked()).toBe(true)
  expect(await lock.count()).toBe(0)
  await openTab(page, 'Versions')
  await version2.getByText('Current').waitFor()
  await version1.getByText('3 events received').waitFor()
  await shop.reload()
  expect(await fates(shop, 1)).toEqual(['accepted'])

  // Another system sends a total as text. That is rejected and lands in quarantine.
  const { writeKey } = await call<{ writeKey: string }>('GET', `/v1/sections/${section}`)
  const id = randomUUID()
  const stored = async () => {
    const { items } = await call<{ items: Row[] }>('GET', `/v1/sections/${section}/recent?verdict=accepted&limit=100`)
    return items.filter((row) => row.id === id)
  }
  const sentWrong = { source: 'Back office', orderId: 'A-3', total: '129.50', gift: false }
  const send = async (sent: object) => {
    const events = [{ id, version: 'order-created@2', occurredAt: new Date(Date.now() + passed).toISOString(), fields: sent }]
    const answer = await fetch(`${collector.url}/v1/events`, { method: 'POST', body: JSON.stringify({ writeKey, events }) })
    return ((await answer.json()) as { verdicts: object[] }).verdicts[0]
  }
  expect(await send(sentWrong)).toMatchObject({ status: 'rejected', issues: [{ code: 'field_type', field: 'total' }] })
  await goTo(page, 'Quarantine')
  const group = page.getByRole('table', { name: 'Groups' }).getByRole('row').filter({ hasText: 'order-created@2' })
  await group.getByRole('link', { name: 'total has another type' }).click()

  // The repair that is suggested is tried, then replayed.
  const repair = page.getByRole('region', { name: 'Repair and replay' })
  await repair.getByText('1 event held.').waitFor()
  const suggested = repair.getByRole('group', { name: 'Repair 1' })
  await suggested.waitFor()
  expect(await valuesOf(suggested.getByRole('combobox'))).toEqual(['Convert a value', 'total', 'Number with decimals'])
  await repair.getByText('Its fields fit order-created@2.').waitFor()
  await repair.getByRole('button', { name: 'Try it' }).click()
  await repair.getByText('1 of 1 would be stored').waitFor()
  expect(await stored()).toEqual([])
  await repair.getByRole('button', { name: 'Replay 1 event' }).click()
  await repair.getByText('1 event repaired and stored').waitFor()
  await repair.getByText('Nothing is held any more.').waitFor()
  await page.getByRole('region', { name: 'Samples' }).getByText('repaired', { exact: true }).waitFor()
  await expectNoSidewaysScroll(page)

  // It is stored once, whatever is done again.
  const once = [{ version: 'order-created@2', fields: { ...sentWrong, total: 129.5 } }]
  expect(await stored()).toMatchObject(once)
  const { items: groups } = await call<{ items: { id: string; count: number; held: number }[] }>(
    'GET',
    `/v1/sections/${section}/quarantine/groups`,
  )
  expect(groups).toMatchObject([{ count: 1, held: 0 }])
  const again = { version: 2, repairs: [{ kind: 'convert', field: 'total', to: 'decimal' }], dryRun: false }
  expect(await call('POST', `/v1/sections/${section}/quarantine/groups/${groups[0]?.id}/repair`, again)).toMatchObject({ repaired: 0 })
  expect(await send({ ...sentWrong, total: 129.5 })).toEqual({ id, status: 'duplicate' })
  expect(await stored()).toMatchObject(once)
  await goTo(page, 'Live')
  await expect
    .poll(async () =>
      (await textsOf(arrivals.filter({ hasText: 'Back office' }))).map((text) => /accepted|rejected/.exec(text)?.[0]).sort(),
    )
    .toEqual(['accepted', 'rejected'])

  // Hidden, it is gone for ever, from the list, from Live and from quarantine.
  await goTo(page, 'Transactions')
  await chooseFor(page, 'Order created', 'Hide')
  const hide = page.getByRole('button', { name: 'Hide for ever' })
  expect(await hide.isDisabled()).toBe(true)
  await page.getByLabel('Type the discriminator to confirm').fill('order-created')
  await hide.click()
  await page.getByRole('heading', { name: 'No transactions yet' }).waitFor()
  await goAhead(MINUTE_MS)
  await shop.reload()
  expect(await fates(shop, 1)).toEqual(['rejected'])
  expect(await reportsIn(shop)).toMatchObject([{ issues: [{ code: 'event_hidden' }] }])
  await goTo(page, 'Live')
  await page.getByText('Nothing has arrived yet').waitFor()
  await goTo(page, 'Quarantine')
  await page.getByText('Nothing is in quarantine').waitFor()
  expect(await page.getByRole('main').getByText('order-created').count()).toBe(0)

  expectUnlisted(asked)
})
