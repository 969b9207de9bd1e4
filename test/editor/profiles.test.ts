import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Management, Section } from '../../scripts/management.ts'
import { expectNoSidewaysScroll, expectUnlisted, type Refusal, test } from '../support/editor-test.ts'
import { goTo } from '../support/use-editor.ts'

const DAY_MS = 24 * 3_600_000
const ADA = { email: 'ada@shop.example', mobile: '+46701234567', crmId: 'C-10042', visitorId: 'v-of-ada-1' } as const
const GUEST = { crmId: 'TILL-7' } as const
const PURPOSES = { purposes: ['analytics'], at: '2026-01-02T03:04:05.000Z' }

interface Known {
  readonly url: string
  readonly call: Management
  readonly section: Section
}

/** Has Ada known by everything, with 63 events of two custom events, and a guest of the till merged into her. */
async function knowAda({ url, call, section }: Known) {
  const path = `/v1/sections/${section.id}`
  await call('PATCH', path, { requireProof: false })
  const { discriminator: signal } = await call<{ discriminator: string }>('POST', `${path}/custom-events`, {
    name: 'Review written',
    category: 'signal',
    fields: [{ name: 'Stars', type: 'number' }],
  })
  const { discriminator: hidden } = await call<{ discriminator: string }>('POST', `${path}/custom-events`, {
    name: 'Secret survey',
    category: 'signal',
    fields: [],
  })
  const scopes = ['events:write', 'profiles:merge']
  const { key } = await call<{ key: string }>('POST', `${path}/integration-keys`, { name: 'Back office', scopes })
  const post = async <Answer>(to: string, body: object, headers = {}): Promise<Answer> => {
    const answer = await fetch(url + to, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    const told = await answer.text()
    expect([answer.status, /"rejected":[1-9]/.test(told)], told).toEqual([200, false])
    return JSON.parse(told)
  }
  const integrate = <Answer>(to: string, body: object) => post<Answer>(`/v1/integrations${to}`, body, { authorization: `Bearer ${key}` })
  const now = Date.now()
  const at = (daysAgo: number, ms = 0) => new Date(now - daysAgo * DAY_MS - ms).toISOString()
  const identified = { visitorId: ADA.visitorId }
  await post('/v1/events', {
    writeKey: section.writeKey,
    events: [
      {
        id: randomUUID(),
        version: 'order-created@1',
        occurredAt: at(3),
        visitorId: ADA.visitorId,
        consent: PURPOSES,
        page: { url: 'https://shop.example/thanks' },
        fields: { source: 'Website', orderId: 'A-1' },
      },
      ...(['email', 'mobile', 'crmId'] as const).map((kind) => ({
        ...{ id: randomUUID(), occurredAt: at(3), ...identified },
        identify: { [kind]: ADA[kind] },
      })),
    ],
  })
  const report = (version: string, occurredAt: string, profile: object, fields: object) => ({
    ...{ id: randomUUID(), version, occurredAt, profile },
    fields: { source: 'Back office', ...fields },
  })
  const stars = Array.from({ length: 60 }, (_, index) => report(`${signal}@1`, at(1, index), { email: ADA.email }, { stars: index % 5 }))
  await integrate('/events', {
    events: [
      ...stars,
      report('order-created@1', at(2), { crmId: ADA.crmId }, { orderId: 'A-2' }),
      report('order-created@1', at(2), GUEST, { orderId: 'TILL-ORDER' }),
      report(`${hidden}@1`, at(2), { crmId: ADA.crmId }, {}),
    ],
  })
  await call('POST', `${path}/custom-events/${hidden}/hide`, { confirm: hidden })
  const merge = { target: { email: ADA.email }, source: GUEST }
  await integrate('/profiles/merge', merge)
  const lookUp = async (profile: object) =>
    (await call<{ profile: { id: string } }>('POST', `${path}/profiles/lookup`, { profile })).profile.id
  return { lookUp, day: (daysAgo: number) => dayOf(new Date(now - daysAgo * DAY_MS)) }
}

/** As a date input has it, by the calendar of this machine, which is the browser's. */
const dayOf = (date: Date) =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-')

async function find(page: Page, typed: string, as?: string): Promise<void> {
  await goTo(page, 'Profiles')
  await page.getByRole('textbox', { name: 'Find somebody' }).fill(typed)
  if (as) await page.getByRole('combobox', { name: 'What it is' }).selectOption({ label: as })
  await page.keyboard.press('Tab')
  await page.getByRole('textbox', { name: 'Find somebody' }).press('Enter')
}

const entries = (page: Page): Locator => page.getByRole('list', { name: 'Events', exact: true }).getByRole('listitem')

/** Keeps the addresses that a browser window has been at or has asked for. */
function watchHistory(page: Page): string[] {
  const places: string[] = []
  page.on('framenavigated', (frame) => places.push(frame.url()))
  page.on('request', (request) => places.push(request.url(), request.headers().referer ?? ''))
  return places
}

test('somebody is found by everything they are known by, with one timeline, and a merge is undone', { timeout: 120_000 }, async ({
  section,
  invite,
  collector,
  call,
}) => {
  const { lookUp, day } = await knowAda({ url: collector.url, call, section })
  const id = await lookUp({ email: ADA.email })
  const { page, asked } = await invite(section, 'editor', 'Edith')
  const places = watchHistory(page)
  await page.goto(`/editor/sections/${section.id}`)
  await goTo(page, 'Profiles')
  await page.getByRole('heading', { name: 'How somebody gets a profile' }).waitFor()

  for (const [typed, as] of [
    [' ADA@shop.example '],
    ['+46 70-123 45 67'],
    [ADA.crmId],
    [ADA.visitorId, 'Visitor ID'],
    [id, 'Profile ID'],
    // Of the merged part.
    [GUEST.crmId],
  ] as const) {
    await find(page, typed, as)
    await page.getByRole('heading', { level: 1, name: 'Profile', exact: true }).waitFor()
    expect([typed, new URL(page.url()).pathname]).toEqual([typed, `/editor/sections/${section.id}/profiles/${id}`])
    expect(await page.title()).toBe('Profile · Milepost')
  }
  await find(page, ADA.visitorId)
  await page.getByRole('alert').getByText('Nobody has this CRM ID').waitFor()
  await find(page, 'eve@shop.example')
  await page.getByRole('alert').getByText('Nobody has this email').waitFor()
  await find(page, 'null')
  await page.getByText('Must be a CRM ID of one person, 1 to 255 characters, received a placeholder').waitFor()

  await find(page, ADA.email)
  const identifiers = page.getByRole('table', { name: 'Identifiers' }).getByRole('row')
  await identifiers.first().waitFor()
  expect(await identifiers.locator('bdi').allTextContents()).toEqual(
    expect.arrayContaining([ADA.email, ADA.mobile, ADA.crmId, GUEST.crmId]),
  )
  const visitors = page.getByRole('table', { name: 'Visitors' })
  expect(await visitors.count()).toBe(0)
  await page.getByText('1 browser with a visitor ID').press('Enter')
  await visitors.getByText(ADA.visitorId).waitFor()

  // Newest first, page by page, without what is hidden.
  await entries(page).first().waitFor()
  expect(await entries(page).count()).toBe(50)
  await page.getByRole('button', { name: 'Show more' }).click()
  await expect.poll(() => entries(page).count()).toBe(63)
  const instants = await page.evaluate<string[]>(
    `[...document.querySelectorAll('[aria-label="Events"] time')].map(({ dateTime }) => dateTime)`,
  )
  expect(instants).toHaveLength(63)
  expect(instants).toEqual(instants.toSorted().reverse())
  expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0)
  expect(await page.getByText('Secret survey').count()).toBe(0)
  expect(await entries(page).last().textContent()).toMatch(
    /transaction[\s\S]*Order created[\s\S]*order-created@1 · Website · shop\.example\/thanks[\s\S]*orderId A-1/i,
  )
  await expectNoSidewaysScroll(page)

  // One is opened by keyboard alone, whole.
  await entries(page).last().getByRole('button').press('Enter')
  const drawer = page.getByRole('dialog')
  await drawer.getByRole('region', { name: 'Consent' }).getByText('analytics').waitFor()
  await drawer.getByRole('region', { name: 'Whose it is' }).getByText(ADA.visitorId).waitFor()
  await drawer.getByRole('region', { name: 'Fields' }).getByText('"A-1"').waitFor()
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'detached' })

  // Filters are in the address, and nothing else.
  const filters = page.getByRole('search', { name: 'Filters' })
  await filters.getByLabel('Custom event').fill('order')
  await page.getByRole('option', { name: 'Order created' }).click()
  await expect.poll(() => entries(page).count()).toBe(3)
  await filters.getByLabel('From').fill(day(2))
  await expect.poll(() => entries(page).count()).toBe(2)
  await page.reload()
  await expect.poll(() => entries(page).count()).toBe(2)
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ definition: 'order-created', since: day(2) })
  await filters.getByLabel('Up to and including').fill(day(3))
  await page.getByText('Nothing that fits the filters.').waitFor()
  await filters.getByLabel('From').fill('')
  await expect.poll(() => entries(page).count()).toBe(1)
  await filters.getByRole('button', { name: 'Clear the filters' }).click()
  await filters.getByLabel('Version').fill('review')
  await filters.getByText('Must be a version such as order-created@3').waitFor()
  await filters.getByLabel('Version').fill('review-written@1')
  await expect.poll(() => entries(page).count()).toBe(50)
  await filters.getByRole('button', { name: 'Clear the filters' }).click()

  // The guest of the till was somebody else.
  const merges = page.getByRole('list', { name: 'Merges' })
  await merges.getByText('The integration Back office').waitFor()
  await merges.getByRole('button', { name: /^Undo the merge/ }).click()
  const confirm = page.getByRole('dialog', { name: 'Undo this merge?' })
  await confirm.getByText('The two become profiles of their own again').waitFor()
  expect(await lookUp(GUEST)).toBe(id)
  await confirm.getByRole('button', { name: 'Undo the merge' }).click()
  await merges.getByText('Undone', { exact: true }).waitFor()
  await merges.getByText('Undone: Edith').waitFor()
  expect(await lookUp(GUEST)).not.toBe(id)
  expect(await page.getByText(GUEST.crmId, { exact: true }).count()).toBe(1)
  await merges.getByRole('link').click()
  await expect.poll(() => entries(page).count()).toBe(1)
  await page.getByText('This profile was merged into').waitFor()
  expect(await page.getByRole('button', { name: /Undo/ }).count()).toBe(0)

  expect(await page.getByText(/Erase|Export as/).count()).toBe(0)
  expectUnlisted(asked)
  expect(places.filter((place) => /ada@|ada%40|70.?123|C-10042|TILL-7|v-of-ada/i.test(decodeURIComponent(place)))).toEqual([])
})

test('an owner exports somebody and forgets them; a viewer may neither', { timeout: 120_000 }, async ({
  section,
  invite,
  collector,
  call,
}) => {
  const { lookUp } = await knowAda({ url: collector.url, call, section })
  const id = await lookUp({ email: ADA.email })
  const address = `/editor/sections/${section.id}/profiles/${id}`
  const viewer = await invite(section, 'viewer')
  await viewer.page.goto(address)
  await viewer.page.getByText('Owners of the section can hand out').waitFor()
  await entries(viewer.page).first().waitFor()
  expect(await viewer.page.getByRole('button', { name: /Erase|Export|Undo/ }).count()).toBe(0)

  const { page, asked } = await invite(section, 'owner')
  await page.goto(address)
  const exported = async (format: 'JSON' | 'CSV') => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: `Export as ${format}` }).click()])
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') }
  }
  const json = await exported('JSON')
  expect(json.name).toMatch(/^milepost-profile-\d{4}-\d\d-\d\d\.json$/)
  const all = JSON.parse(json.text)
  const sizeOf = (list: string) => all[list].length
  // With what is hidden.
  expect(sizeOf('events')).toBe(64)
  const csv = await exported('CSV')
  expect(csv.name).toMatch(/^milepost-profile-\d{4}-\d\d-\d\d\.csv$/)
  expect(csv.text).toMatch(/^\ufeff"?list"?,/)
  expect(csv.text).toContain('TILL-ORDER')

  await page.getByRole('button', { name: 'Erase …' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Erase this profile' })
  await dialog.getByText('This cannot be undone.').waitFor()
  const button = dialog.getByRole('button', { name: 'Erase for ever' })
  await page.keyboard.type('eras')
  expect(await button.isDisabled()).toBe(true)
  await page.keyboard.press('Enter')
  expect(await lookUp({ email: ADA.email })).toBe(id)
  await page.keyboard.type('e')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Erased' }).waitFor()
  const receipt = page.getByRole('table', { name: 'Receipt' })
  const counts = Object.fromEntries(
    await Promise.all(
      (await receipt.getByRole('row').all()).map(async (row) => (await row.getByRole('cell').allTextContents()).map((text) => text.trim())),
    ),
  )
  expect(counts).toMatchObject({
    Events: '64',
    'Emails, mobile numbers and CRM IDs': '4',
    'Visitor IDs': '1',
    'Identifications by pages': '3',
    'Records of merges': '1',
    'Profiles, with those merged into it': '2',
  })
  await expectNoSidewaysScroll(page)

  await page.getByRole('link', { name: 'Find somebody else' }).click()
  for (const [typed, as] of [
    [ADA.email],
    [ADA.mobile],
    [ADA.crmId],
    [ADA.visitorId, 'Visitor ID'],
    [id, 'Profile ID'],
    [GUEST.crmId],
  ] as const) {
    await find(page, typed, as)
    await page.getByRole('alert').getByText('Nobody has this').waitFor()
  }
  await page.goto(address)
  await page.getByRole('heading', { name: 'There is no such profile' }).waitFor()
  expect((await viewer.ask<Refusal>('POST', `/v1/sections/${section.id}/profiles/erase`, { profile: { id } })).status).toBe(403)
  expectUnlisted(asked)
})

test('Live leads to the profile of whoever did it', async ({ section, invite, collector, call }) => {
  const { lookUp } = await knowAda({ url: collector.url, call, section })
  const { page } = await invite(section, 'viewer')
  await page.goto(`/editor/sections/${section.id}/live?source=Website`)
  await page.getByRole('table', { name: 'Arrivals' }).getByRole('button').first().press('Enter')
  await page
    .getByRole('dialog')
    .getByRole('link', { name: await lookUp({ visitorId: ADA.visitorId }) })
    .click()
  await page.getByRole('heading', { level: 1, name: 'Profile', exact: true }).waitFor()
  await page.getByRole('table', { name: 'Identifiers' }).getByText(ADA.email).waitFor()
})
