import { expect, test } from 'vitest'
import { newSection, ready } from '../../test/collector.js'
import { at, identify, type Name, storeEvent } from '../../test/profiles.js'
import type { Page } from '../schema/list.js'
import type { Profile, ProfileEvent } from '../schema/profile.js'

const ADA: Name = ['email', 'ada@shop.example']

/** A collector whose section knows Ada by everything, with an event by each. */
async function known() {
  const mine = await ready()
  const { section } = mine
  await storeEvent(section, ['visitor', 'v-1'], { occurredAt: at(1) })
  await storeEvent(section, ADA, { occurredAt: at(2) })
  await identify(section, 'v-1', ADA)
  await identify(section, 'v-1', ['mobile', '+46701234567'])
  await identify(section, 'v-1', ['crmId', 'C 1'])
  const base = `/v1/sections/${section.id}/profiles`
  const lookUp = <Body = { profile: Profile }>(profile: unknown) => mine.call<Body>('POST', `${base}/lookup`, { body: { profile } })
  const events = async (id: string, query = '') => (await mine.call<Page<ProfileEvent>>('GET', `${base}/${id}/events${query}`)).body
  const id = (await lookUp({ email: 'ada@shop.example' })).body.profile?.id
  return { ...mine, base, lookUp, events, id }
}

test('is found by each identifier however it is spelt, by its browser and by its ID', async () => {
  const { lookUp, id, call, base, section } = await known()
  await call('GET', `/v1/sections/${section.id}`)
  for (const profile of [{ email: ' ADA@Shop.Example ' }, { mobile: '+46 70-123 45 67' }, { crmId: 'C 1' }, { visitorId: 'v-1' }, { id }]) {
    const { status, body } = await lookUp(profile)
    expect([profile, status, body.profile?.id]).toEqual([profile, 200, id])
  }
  expect((await call<Profile>('GET', `${base}/${id}`)).body).toMatchObject({
    id,
    identifiers: [
      { kind: 'crmId', value: 'C 1' },
      { kind: 'email', value: 'ada@shop.example' },
      { kind: 'mobile', value: '+46701234567' },
    ],
    visitors: [{ visitorId: 'v-1' }],
    visitorCount: 1,
    merges: [],
    firstSeenAt: at(1),
    lastSeenAt: at(2),
  })
})

test('shows one timeline of what was done by browser and by identifier', async () => {
  const { events, id } = await known()
  expect((await events(id)).items).toMatchObject([
    { occurredAt: at(2), via: 'email', visitorId: null, consent: null, name: 'Order created', category: 'transaction', source: 'Checkout' },
    { occurredAt: at(1), via: 'visitor', visitorId: 'v-1', consent: { purposes: ['analytics'] }, version: 'order-created@1' },
  ])
})

test('is not found by what is nobody’s, nor in another section', async () => {
  const mine = await known()
  const other = await newSection(mine)
  for (const profile of [{ email: 'bob@shop.example' }, { crmId: 'c 1' }, { visitorId: 'v-2' }, { id: 'none' }])
    expect((await mine.lookUp<{ code: string }>(profile)).body.code).toBe('profile_unknown')
  const base = `/v1/sections/${other.id}/profiles`
  for (const [method, path, body] of [
    ['POST', `${base}/lookup`, { profile: { email: 'ada@shop.example' } }],
    ['POST', `${base}/lookup`, { profile: { id: mine.id } }],
    ['GET', `${base}/${mine.id}`],
    ['GET', `${base}/${mine.id}/events`],
    ['GET', `${mine.base}/lookup`],
  ] as const)
    expect((await mine.call(method, path, { body })).body).toMatchObject({ status: 404, code: 'profile_unknown' })
})
