import { type Issue, MAX_FIELDS } from '@milepost/sdk/contract'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { CustomEvent } from '../../scripts/management.ts'
import { test } from '../support/editor-test.ts'

const HOUR_MS = 3_600_000

test('a hundred fields are added and saved, and the next is refused with the reason', async ({ space, invite, call }) => {
  const { page, ask } = await invite(space, 'editor')
  await page.goto(`/editor/sections/${space.id}/data-model/transactions/new`)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Everything told')
  const count = page.getByText(/^\d+ of 100$/)
  const add = page.getByRole('button', { name: 'Add new field' })
  for (let number = 5; number <= MAX_FIELDS; number++) {
    await add.click()
    // The name of the new field is where the next key goes.
    await page.keyboard.insertText(`Field ${number}`)
  }
  expect(await count.textContent()).toBe('100 of 100')
  await add.click()
  await page.getByRole('alert').getByText('A definition holds at most 100 fields besides source. Remove one to add another.').waitFor()
  expect(await count.textContent()).toBe('100 of 100')
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByRole('heading', { name: 'Everything told' }).waitFor()

  const path = `/v1/sections/${space.id}/custom-events/everything-told`
  const { versions } = await call<CustomEvent>('GET', path)
  expect(versions[0]?.fields.map(({ key }) => key)).toEqual([
    ...['orderId', 'total', 'currency', 'items'],
    ...Array.from({ length: 96 }, (_, index) => `field${index + 5}`),
  ])
  const fields = [...(versions[0]?.fields ?? []), { name: 'One more', type: 'text' }]
  const { status, body } = await ask('PUT', `${path}/fields`, { fields })
  expect({ status, messages: body.errors?.map(({ message }) => message) }).toEqual({
    status: 422,
    messages: ['fields must be at most 100 fields besides source, received 101 fields'],
  })
})

test('what is wrong is told beside its input, in the words of the contract', async ({ space, invite, call }) => {
  const { page } = await invite(space, 'editor')
  await page.goto(`/editor/sections/${space.id}/data-model/transactions/new`)
  const name = page.getByRole('textbox', { name: 'Name', exact: true })
  const firstName = page.getByRole('textbox', { name: 'Name of field 1' })
  await page.getByRole('button', { name: 'Publish' }).click()
  await expectMistake(name, 'Must be 1 to 120 characters on one line, received 0 characters')
  await page.getByRole('alert').getByText('One thing has to be put right first.').waitFor()

  await name.fill('x'.repeat(121))
  await expectMistake(name, 'Must be 1 to 120 characters on one line, received 121 characters')
  await name.fill('Order created')
  await firstName.fill('')
  await expectMistake(firstName, 'Must be 1 to 120 characters on one line, received 0 characters')
  await firstName.fill('Total')
  await page.getByRole('alert').getByText('Must be a key that no other field has (field 1 has it), received "total"').waitFor()
  await firstName.fill('Source')
  await page.getByRole('alert').getByText('Must be another key, every event has its source field already, received "source"').waitFor()

  await firstName.fill('Order ID')
  await page.getByRole('button', { name: 'Change the key of field 1' }).click()
  const key = page.getByRole('textbox', { name: 'Key of field 1' })
  for (const wrong of ['Order ID', '1st', '', 'ключ', 'a'.repeat(65)]) {
    await key.fill(wrong)
    await expectMistake(key, `Must be a camelCase key of at most 64 letters and digits, received ${JSON.stringify(wrong)}`)
  }
  await key.fill('constructor')
  await expectMistake(key, 'Must be another key, this one is reserved, received "constructor"')
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByRole('alert').getByText('One thing has to be put right first.').waitFor()
  const events = `/v1/sections/${space.id}/custom-events`
  expect((await call<{ items: unknown[] }>('GET', events)).items).toEqual([])

  await key.fill('reference')
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByRole('heading', { name: 'Order created' }).waitFor()
  const { versions } = await call<CustomEvent>('GET', `${events}/order-created`)
  expect(versions[0]?.fields.map(({ key }) => key)).toEqual(['reference', 'total', 'currency', 'items'])
})

test('a custom event is made by keyboard alone, from the list to its snippet', async ({ space, invite, call }) => {
  const { page } = await invite(space, 'editor')
  await page.goto(`/editor/sections/${space.id}/data-model/transactions`)
  const { keyboard } = page
  await tabTo(page.getByRole('link', { name: 'New transaction' }).first())
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'New transaction' }).waitFor()
  await tabTo(page.getByRole('textbox', { name: 'Name', exact: true }))
  await keyboard.type('Booking made')
  await tabTo(page.getByRole('textbox', { name: 'Description' }))
  await keyboard.type('Somebody has booked a room.')
  await tabTo(page.getByRole('button', { name: 'Remove Currency' }))
  await keyboard.press('Enter')
  // Where the removed field was there is nothing to go on from: the button to add one has the focus.
  await expectFocus(page.getByRole('button', { name: 'Add new field' }))
  await keyboard.press('Enter')
  await keyboard.type('Arrival')
  await tabTo(page.getByRole('combobox', { name: 'Type of field 4' }))
  await keyboard.type('Date')
  await tabTo(page.getByRole('switch', { name: 'Required: field 4' }))
  await keyboard.press('Space')

  await tabTo(page.getByRole('button', { name: 'Reorder Arrival' }), 'Shift+Tab')
  const said = page.getByRole('status').or(page.locator('[aria-live=assertive]'))
  await keyboard.press('Space')
  await said.getByText(/^Arrival is (picked up,|over) place 4 of 4\.$/).waitFor()
  await keyboard.press('ArrowUp')
  await said.getByText('Arrival is over place 3 of 4.').waitFor()
  await keyboard.press('ArrowUp')
  await said.getByText('Arrival is over place 2 of 4.').waitFor()
  await keyboard.press('Space')
  await said.getByText('Arrival is dropped at place 2 of 4.').waitFor()
  await tabTo(page.getByRole('button', { name: 'More for Order ID' }), 'Shift+Tab')
  await keyboard.press('Enter')
  await page.locator('[role=menu]:focus, [role=menu] :focus').waitFor({ state: 'attached' })
  await tabTo(page.getByRole('menuitem', { name: 'Move down' }), 'ArrowDown')
  await keyboard.press('Enter')

  await tabTo(page.getByRole('button', { name: 'Publish' }))
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Booking made' }).waitFor()
  await tabTo(page.getByRole('switch', { name: 'Accept this custom event from web pages' }))
  await keyboard.press('Space')
  await tabTo(page.getByRole('button', { name: 'Copy the snippet' }))

  const { versions, webTracking } = await call<CustomEvent>('GET', `/v1/sections/${space.id}/custom-events/booking-made`)
  expect({ webTracking, fields: versions[0]?.fields }).toEqual({
    webTracking: true,
    fields: [
      { key: 'arrival', name: 'Arrival', type: 'date', required: true },
      { key: 'orderId', name: 'Order ID', type: 'text', required: false },
      { key: 'total', name: 'Total', type: 'decimal', required: false },
      { key: 'items', name: 'Items', type: 'number', required: false },
    ],
  })
})

test('what another person saves meanwhile is told, and nothing typed is lost', async ({ space, invite, call, clock }) => {
  const path = `/v1/sections/${space.id}/custom-events`
  // So long ago that no lock is left of it.
  await clock.ahead(-4 * HOUR_MS)
  await call('POST', path, { category: 'signal', name: 'Survey answered', fields: [{ name: 'Answer', type: 'text' }] })
  const [ada, { page }] = [await invite(space, 'editor', 'Ada 🎉 <b>'), await invite(space, 'editor')]
  await clock.ahead(0)
  await page.goto(`/editor/sections/${space.id}/definitions/survey-answered/edit`)
  await page.getByRole('textbox', { name: 'Name of field 1' }).fill('Their answer')
  await page.getByRole('button', { name: 'Add new field' }).click()
  await page.keyboard.insertText('Mood')

  // Her lock is over, too.
  await clock.ahead(-2 * HOUR_MS)
  const theirs = [
    { name: 'Answer', key: 'answer', type: 'text' },
    { name: 'Score', type: 'number' },
  ]
  expect(await ada.ask('PUT', `${path}/survey-answered/fields`, { fields: theirs, base: 1 })).toMatchObject({ status: 201 })
  await clock.ahead(0)
  await page.getByRole('button', { name: 'Review and save' }).click()
  await page.getByRole('button', { name: 'Save version 2' }).click()
  const told = page.getByRole('alert').filter({ hasText: 'Somebody else has saved a version' })
  await told.getByText('Ada 🎉 <b> saved version 2').waitFor()
  await told.getByText('Score', { exact: true }).waitFor()
  expect(await namesOfFields(page)).toEqual(['Their answer', 'Mood'])
  expect((await call<CustomEvent>('GET', `${path}/survey-answered`)).versions).toHaveLength(2)

  await page.getByRole('button', { name: 'Put my changes on version 2' }).click()
  expect(await namesOfFields(page)).toEqual(['Their answer', 'Mood', 'Score'])
  await page.getByRole('button', { name: 'Review and save' }).click()
  await page.getByRole('button', { name: 'Save version 3' }).click()
  await page.getByText('The fields are locked for a while').waitFor()
  const { versions } = await call<CustomEvent>('GET', `${path}/survey-answered`)
  expect(versions.at(-1)?.fields.map(({ key }) => key)).toEqual(['answer', 'mood', 'score'])

  // Who edits while a lock holds is told whose it is, and goes on typing.
  await ada.page.goto(`/editor/sections/${space.id}/definitions/survey-answered/edit`)
  await ada.page.getByText('The fields are locked for a while').waitFor()
  await ada.page.getByRole('textbox', { name: 'Description' }).fill('Still mine')
  await ada.page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect.poll(async () => (await call<{ description: string }>('GET', `${path}/survey-answered`)).description).toBe('Still mine')
})

test('names in any script give discriminators and keys that code can use', async ({ space, invite, call, collector }) => {
  const { page } = await invite(space, 'editor')
  const path = `/v1/sections/${space.id}/custom-events`
  const published: string[] = []
  for (const name of ['注文', 'تم إنشاء الطلب', '🎉🛍️', 'Größe & Économie']) {
    await page.goto(`/editor/sections/${space.id}/data-model/signals/new`)
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
    await page.getByRole('textbox', { name: 'Name of field 1' }).fill('注文番号')
    await page.getByRole('textbox', { name: 'Name of field 2' }).fill('🎉')
    await page.getByRole('button', { name: 'Add new field' }).click()
    await page.keyboard.insertText('Größe (cm)')
    await page.getByRole('button', { name: 'Publish' }).click()
    await page.getByRole('heading', { name, exact: true }).waitFor()
    const discriminator = /definitions\/([^/]+)\/install/.exec(page.url())?.[1] ?? ''
    published.push(discriminator)
    const { versions } = await call<CustomEvent>('GET', `${path}/${discriminator}`)
    expect(versions[0]?.fields.map(({ key, name }) => [key, name])).toEqual([
      ['field1', '注文番号'],
      ['field2', '🎉'],
      ['grosseCm', 'Größe (cm)'],
    ])
    await call('PATCH', `${path}/${discriminator}`, { webTracking: true })
  }
  expect(published).toEqual(['signal', 'signal-2', 'signal-3', 'grosse-economie'])
  const events = published.map((discriminator) => ({
    id: crypto.randomUUID(),
    version: `${discriminator}@1`,
    occurredAt: new Date().toISOString(),
    fields: { source: 'متجر', field1: '注文', field2: '🎉', grosseCm: '1' },
  }))
  expect(await send(collector.url, space.writeKey, events)).toEqual(events.map(() => ({ status: 'Accepted', issues: [] })))

  await page.goto(`/editor/sections/${space.id}/data-model/signals`)
  await page.getByRole('searchbox').fill('طلب')
  await expect.poll(() => page.getByRole('table').getByRole('link').allTextContents()).toEqual(['تم إنشاء الطلب'])
})

test('the verdict of the preview is that of the collector', async ({ section, invite, collector }) => {
  const { page } = await invite(section, 'editor')
  await page.goto(`/editor/sections/${section.id}/definitions/order-created/edit`)
  await page.getByRole('tab', { name: 'Check' }).click()
  const box = page.getByRole('textbox', { name: 'Event to check' })
  const event = (fields: unknown, more: object = {}) => ({
    id: crypto.randomUUID(),
    version: 'order-created@1',
    occurredAt: new Date().toISOString(),
    fields,
    ...more,
  })
  const good = { source: 'متجر 🎉', orderId: 'A-1' }
  const events = [
    event({ ...good, total: 1, items: 2, gift: false, deliveryDate: '2028-02-29', paidAt: '2026-11-23T10:00:00+01:00' }),
    event({ ...good, total: null }),
    event({ source: 'Shop' }),
    event({ orderId: 'A-1' }),
    event({ source: '', orderId: 'A-1' }),
    event({ source: 'x'.repeat(256), orderId: 'A-1' }),
    event({ ...good, total: '12.50', items: 1.5, gift: 'true' }),
    event({ ...good, deliveryDate: '2027-02-29', paidAt: '2026-11-23 10:00' }),
    event({ ...good, color: 'red', __proto__x: 1 }),
    event({ ...good, orderId: 'x'.repeat(4097) }),
    event(good, { id: 'A-1' }),
    event(good, { occurredAt: 'yesterday' }),
    event(good, { id: undefined, occurredAt: undefined }),
  ]
  const verdicts = await send(collector.url, section.writeKey, events)
  expect(new Set(verdicts.map(({ status }) => status))).toEqual(new Set(['Accepted', 'Rejected']))
  for (const [index, pasted] of events.entries()) {
    await box.fill(JSON.stringify(pasted, null, 2))
    await expect.poll(() => shownVerdict(page), { message: JSON.stringify(pasted).slice(0, 300) }).toEqual(verdicts[index])
  }
  await box.fill('{ orderId: 1 }')
  await page.getByText('This is not JSON.').waitFor()
})

/** Verdicts of the collector, as the preview words them. */
async function send(url: string, writeKey: string, events: readonly object[]) {
  const answer = await fetch(`${url}/v1/events`, { method: 'POST', body: JSON.stringify({ writeKey, events }) })
  const { verdicts } = (await answer.json()) as { verdicts: { status: string; issues?: Issue[] }[] }
  return verdicts.map(({ status, issues = [] }) => ({
    status: status === 'accepted' ? 'Accepted' : 'Rejected',
    issues: issues.map(({ message, code }) => `${message} ${code}`).sort(),
  }))
}

async function shownVerdict(page: Page) {
  const shown = page.getByRole('region', { name: 'Preview' }).getByRole('alert')
  const issues = await shown.getByRole('listitem').allTextContents()
  const [status] = /^(Accepted|Rejected)/.exec((await shown.allTextContents()).join()) ?? []
  return { status, issues: issues.map((text) => text.trim()).sort() }
}

const namesOfFields = async (page: Page): Promise<string[]> =>
  Promise.all((await page.getByRole('textbox', { name: /^Name of field/ }).all()).map((input) => input.inputValue()))

/** Goes to a control as somebody does who has no mouse. */
async function tabTo(control: Locator, key = 'Tab'): Promise<void> {
  await control.waitFor()
  for (let presses = 0; presses < 120; presses++) {
    if (await hasFocus(control)) return
    await control.page().keyboard.press(key)
  }
  expect.fail(`${control} is not reached by ${key}`)
}

const hasFocus = async (control: Locator): Promise<boolean> => (await control.and(control.page().locator(':focus')).count()) > 0
const expectFocus = (control: Locator) => expect.poll(() => hasFocus(control)).toBe(true)

/** What screen readers say of an input that holds a mistake. */
async function expectMistake(input: Locator, message: string): Promise<void> {
  await expect.poll(() => input.getAttribute('aria-invalid')).toBe('true')
  const ids = (await input.getAttribute('aria-describedby'))?.split(' ') ?? []
  const texts = await Promise.all(ids.map((id) => input.page().locator(`[id="${id}"]`).allTextContents()))
  expect(texts.flat()).toContain(message)
}
