import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServerClient, type Identifier, type LookupPage } from '@milepost/sdk/server'
import { afterAll, beforeAll, expect } from 'vitest'
import { orderPaid } from '../../examples/server-order/src/milepost.ts'
import { management } from '../../scripts/management.ts'
import { root } from '../../scripts/settings.ts'
import { test as base } from '../support/browser-test.ts'
import { runIn } from '../support/example.ts'
import { uncaughtIn } from '../support/in-page.ts'
import { installServerOrder, paid, startServerOrder } from '../support/server-order.ts'
import { buildStorefront, installStorefront } from '../support/storefront.ts'

/** What is read of a profile here. */
interface Profile {
  readonly id: string
  readonly identifiers: readonly { readonly kind: string; readonly value: string }[]
  readonly visitors: readonly object[]
}

/** What is read of an event here. */
interface ProfileEvent {
  readonly version: string
  readonly via: string
  readonly source: string
  readonly fields: { readonly orderId: string }
}

const shopFolder = mkdtempSync(join(tmpdir(), 'milepost-storefront-'))
const backendFolder = mkdtempSync(join(tmpdir(), 'milepost-server-order-'))
beforeAll(async () => {
  await installStorefront(shopFolder)
  await installServerOrder(backendFolder)
}, 240_000)
afterAll(() => {
  for (const folder of [shopFolder, backendFolder]) rmSync(folder, { recursive: true })
})

/** A test that has a shop with pages and backend, for a section that knows visitors and wants proofs. */
const test = base
  .extend('api', async ({ collector, section }) => {
    const call = management(collector.url, collector.token)
    const path = `/v1/sections/${section.id}`
    await call('PATCH', path, { visitors: true })
    const { webTracking: _, ...orderPaid } = JSON.parse(readFileSync(join(root, 'examples/server-order/order-paid.json'), 'utf8'))
    await call('POST', `${path}/custom-events`, orderPaid)
    const { secret } = await call<{ secret: string }>('POST', `${path}/identity-secrets`, {})
    const { key } = await call<{ key: string }>('POST', `${path}/integration-keys`, {
      name: 'Shop backend',
      scopes: ['events:write', 'profiles:read', 'profiles:merge', 'definitions:read'],
    })
    const find = async (profile: object) => (await call<{ profile: Profile }>('POST', `${path}/profiles/lookup`, { profile })).profile
    /** How many browsers are known to be somebody's; 0 for somebody who is not known. */
    const browsersOf = (profile: object) =>
      find(profile).then(
        ({ visitors }) => visitors.length,
        () => 0,
      )
    const timeline = async ({ id }: Profile) => (await call<{ items: ProfileEvent[] }>('GET', `${path}/profiles/${id}/events`)).items
    return { secret, key, find, browsersOf, timeline }
  })
  .extend('backend', async ({ api, collector, site }, { onCleanup }) => {
    const settings = { endpoint: collector.url, key: api.key, identitySecret: api.secret, shopOrigin: site.origin }
    const backend = await startServerOrder(backendFolder, settings)
    onCleanup(() => backend.end())
    return backend
  })
  .extend('shop', async ({ page, section, site, collector, backend }) => {
    const folder = await buildStorefront(shopFolder, `${collector.url}/v1/events`, section.writeKey, backend.url)
    site.folder('/shop/', folder)
    await page.goto(`${site.origin}/shop/`)
    return page
  })

test('one person, in the browser and in the back office, is one profile with one timeline', async ({ shop, backend, api, collector }) => {
  const uncaught = uncaughtIn(shop)
  // Somebody whom nobody knows places an order,
  await shop.getByRole('button', { name: 'Add Fog Horn to the cart' }).click()
  await shop.getByRole('button', { name: 'Place order' }).click()
  await shop.getByText('At the edge: accepted').waitFor()
  await expect(api.find({ crmId: '7' })).rejects.toThrow('profile_unknown')
  // signs in,
  await shop.getByLabel('Customer number').fill('7')
  await shop.getByRole('button', { name: 'Sign in' }).click()
  await shop.getByText('Signed in.').waitFor()
  await expect.poll(() => api.browsersOf({ crmId: '7' }), { timeout: 15_000 }).toBe(1)
  // and pays: of that no page knows.
  const [placed] = await api.timeline(await api.find({ crmId: '7' }))
  const orderId = placed?.fields.orderId ?? ''
  expect((await backend.webhook(paid(orderId, '7'))).status).toBe(200)
  expect((await backend.webhook(paid(orderId, '7'))).status).toBe(200)

  const profile = await api.find({ crmId: '7' })
  expect(profile).toMatchObject({ identifiers: [{ kind: 'crmId', value: '7' }], visitors: [{}] })
  const told = [
    { version: 'order-paid@1', via: 'crmId', source: 'Back office', fields: { orderId, total: 129.5 } },
    { version: 'order-created@1', via: 'visitor', source: 'Storefront', fields: { orderId } },
  ]
  expect(await api.timeline(profile)).toMatchObject(told)

  // The backend's own key sees the same.
  const client = createServerClient({ endpoint: collector.url, key: api.key })
  const pages: LookupPage[] = []
  for await (const each of client.lookup({ crmId: '7' }, { limit: 1 })) pages.push(each)
  expect(pages.map((each) => [each.profile.id, each.profile.visitorCount])).toEqual(Array(2).fill([profile.id, 1]))
  expect(pages.flatMap(({ events }) => events)).toMatchObject(told)
  expect(uncaught).toEqual([])
})

test('the next person who signs in on the same browser is another profile', async ({ shop, api }) => {
  const order = async () => {
    await shop.getByRole('button', { name: 'Add Fog Horn to the cart' }).click()
    await shop.getByRole('button', { name: 'Place order' }).click()
    await shop.getByText('At the edge: accepted').waitFor()
  }
  const signIn = async (customerId: string) => {
    await shop.getByLabel('Customer number').fill(customerId)
    await shop.getByRole('button', { name: 'Sign in' }).click()
    await shop.getByText('Signed in.').waitFor()
    await expect.poll(() => api.browsersOf({ crmId: customerId }), { timeout: 15_000 }).toBe(1)
  }
  await order()
  await signIn('7')
  await shop.getByRole('button', { name: 'Sign out' }).click()
  await order()
  await signIn('8')
  const people = await Promise.all([api.find({ crmId: '7' }), api.find({ crmId: '8' })])
  expect(people[0].id).not.toBe(people[1].id)
  for (const person of people) expect((await api.timeline(person)).map(({ version }) => version)).toEqual(['order-created@1'])
})

test('a server makes one profile of two, and two of it again', async ({ api, collector }) => {
  const client = createServerClient({ endpoint: collector.url, key: api.key, source: 'Back office' })
  const [ada, seven] = [{ email: 'Ada@Shop.example' }, { crmId: '7' }]
  const report = (orderId: string, profile: Identifier) => client.track(orderPaid, { orderId, total: 1 }, { profile })
  const ids = async (profile: Identifier) => {
    const found: string[] = []
    for await (const page of client.lookup(profile)) found.push(page.profile.id, ...page.events.map(({ id }) => id))
    return found
  }
  const verdicts = await Promise.all([report('A-1', ada), report('A-2', seven), report('A-3', { email: 'guest' })])
  expect(verdicts).toMatchObject([
    { status: 'accepted' },
    { status: 'accepted' },
    { status: 'rejected', issues: [{ code: 'identifier_invalid', field: 'profile.email' }] },
  ])
  const before = [await ids(ada), await ids(seven)]
  const merge = await client.merge(ada, seven)
  expect([merge.target, merge.source]).toEqual(before.map(([id]) => id))
  expect(await ids(seven)).toEqual(await ids(ada))
  expect((await ids(ada)).slice(1).sort()).toEqual(
    verdicts
      .slice(0, 2)
      .map(({ id }) => id)
      .sort(),
  )
  expect((await client.undoMerge(merge.id)).undoneAt).not.toBeNull()
  expect([await ids(ada), await ids(seven)]).toEqual(before)
  await expect(client.undoMerge(merge.id)).rejects.toMatchObject({ code: 'merge_undone', status: 409 })
  await expect(ids({ crmId: '8' })).rejects.toMatchObject({ code: 'profile_unknown', status: 404 })
})

test('the module in the example is what milepost pull --all writes for what its pages may not send', async ({
  api,
  collector,
  section,
}) => {
  const pulled = join(backendFolder, 'pulled.ts')
  const pull = [
    process.execPath,
    join(root, 'snippet-generator', 'dist', 'cli.js'),
    'pull',
    '--all',
    '--section',
    section.id,
    '--out',
    pulled,
  ]
  await runIn(backendFolder, pull, { MILEPOST_URL: collector.url, MILEPOST_TOKEN: collector.token })
  const declaration = /\/\*\* Order paid[\s\S]*/.exec(readFileSync(pulled, 'utf8'))?.[0]
  expect(readFileSync(join(root, 'examples/server-order/src/milepost.ts'), 'utf8')).toContain(declaration)
  const customEvents = await createServerClient({ endpoint: collector.url, key: api.key }).customEvents()
  expect(customEvents.map(({ discriminator, allowed }) => [discriminator, allowed.crmId])).toEqual([
    ['order-created', ['read', 'write']],
    ['order-paid', ['read', 'write']],
  ])
})
