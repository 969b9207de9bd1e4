import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { newOrderEvent, ready, START } from '../../test/collector.js'
import { watchD1 } from '../../test/watched-d1.js'
import { Definitions } from './definitions.js'

const TTL = 10_000

/** A memory of definitions with the calls it makes to the database, and a section to load. */
async function watched() {
  const mine = await ready()
  const { DB, calls } = watchD1(env.DB)
  const definitions = new Definitions()
  const load = (ids: unknown[], now = START, key = mine.section.writeKey) => definitions.load(DB, key, ids, now, TTL)
  return { ...mine, definitions, load, calls }
}

test('reads a section and its wanted versions once, then answers from memory until the time to live is over', async () => {
  const { load, calls, section } = await watched()
  const first = await load(['order-created@1'])
  expect([first?.sectionId, [...(first?.versions.keys() ?? [])]]).toEqual([section.id, ['order-created@1']])
  await load(['order-created@1', 'order-created@1'], START + TTL)
  expect(calls).toHaveLength(1)
  await load(['order-created@1'], START + TTL + 1)
  expect(calls).toHaveLength(2)
})

test('looks up at once what it does not know, and what it did not find before', async () => {
  const mine = await watched()
  const { load, calls } = mine
  await load(['order-created@1'])
  expect((await load(['refund@1']))?.versions.size).toBe(0)
  await newOrderEvent(mine, mine.section, 'Refund')
  expect((await load(['order-created@1', 'refund@1']))?.versions.size).toBe(2)
  expect(calls).toHaveLength(3)
  await load(['order-created@1', 'refund@1'])
  expect(calls).toHaveLength(3)
})

test('asks nothing for what cannot be a version ID', async () => {
  const { load, calls } = await watched()
  await load([])
  for (const id of [null, 5, {}, '', 'order-created', 'order-created@01', 'Order@1', "x@1' --", '__proto__@1']) await load([id])
  expect(calls).toHaveLength(1)
})

test('reads again after the clock went back, and after it was told to forget', async () => {
  const { load, calls, definitions } = await watched()
  await load(['order-created@1'])
  await load(['order-created@1'], START - 1)
  expect(calls).toHaveLength(2)
  definitions.forget()
  await load(['order-created@1'], START - 1)
  expect(calls).toHaveLength(3)
})

test('still has what it knew when it is told to forget, or has to make room, while it reads the rest', async () => {
  const mine = await watched()
  await newOrderEvent(mine, mine.section, 'Refund')
  const small = new Definitions({ maxSections: 1, maxVersions: 1 })
  for (const [definitions, meanwhile] of [
    [mine.definitions, () => mine.definitions.forget()],
    [small, () => small.load(env.DB, mine.section.writeKey, ['refund@1'], START, TTL)],
  ] as const) {
    const load = (ids: string[]) => definitions.load(env.DB, mine.section.writeKey, ids, START, TTL)
    await load(['order-created@1'])
    const [loaded] = await Promise.all([load(['order-created@1', 'refund@1']), meanwhile()])
    expect([...(loaded?.versions.keys() ?? [])]).toEqual(['order-created@1', 'refund@1'])
  }
})

test('notices within the time to live what another isolate has changed', async () => {
  const { load, call, section, path } = await watched()
  const settings = async (now: number) => {
    const loaded = await load(['order-created@1'], now)
    const known = loaded?.versions.get('order-created@1')
    return [loaded?.allowedOrigins, known?.webTracking, known?.hidden]
  }
  expect(await settings(START)).toEqual([[], true, false])
  await call('PATCH', `/v1/sections/${section.id}`, { body: { allowedOrigins: ['https://shop.example'] } })
  await call('PATCH', path, { body: { webTracking: false } })
  await call('POST', `${path}/hide`, { body: { confirm: 'order-created' } })
  expect(await settings(START + TTL)).toEqual([[], true, false])
  expect(await settings(START + TTL + 1)).toEqual([['https://shop.example'], false, true])
})

test('reads what the section and its custom events say of people, by its write key and by its ID alike', async () => {
  const { load, definitions, section, call, path } = await watched()
  const byId = (now = START) => definitions.loadSection(env.DB, section.id, ['order-created@1'], now, TTL)
  const settings = { honourGpc: true, requireProof: true, defaultCountry: null, identitySecrets: [] }
  const known = {
    purpose: 'necessary',
    allowedOperations: { email: ['read', 'write'], mobile: ['read', 'write'], crmId: ['read', 'write'] },
  }
  for (const loaded of [await load(['order-created@1']), await byId()]) {
    expect(loaded).toMatchObject({ sectionId: section.id, ...settings, suppressionKey: expect.stringMatching(/^[\w-]{43}$/) })
    expect(loaded?.versions.get('order-created@1')).toMatchObject(known)
  }
  await call('PATCH', path, { body: { allowedOperations: { email: [], mobile: ['read'], crmId: ['write'] } } })
  const instants = { now: new Date(START).toISOString(), later: new Date(START + TTL + 2).toISOString() }
  await env.DB.batch([
    env.DB.prepare("update sections set honour_gpc = 0, require_proof = 0, default_country = 'SE' where id = ?").bind(section.id),
    env.DB.prepare("update custom_events set purpose = 'marketing' where section_id = ?").bind(section.id),
    ...(['in use', 'replaced', 'ended'] as const).map((secret, index) =>
      env.DB.prepare('insert into identity_secrets (id, section_id, secret, created_at, valid_until) values (?, ?, ?, ?, ?)').bind(
        `${section.id}${index}`,
        section.id,
        secret,
        instants.now,
        [null, instants.later, instants.now][index],
      ),
    ),
  ])
  expect(await byId(START + TTL)).toMatchObject(settings)
  for (const loaded of [await load(['order-created@1'], START + TTL + 1), await byId(START + TTL + 1)]) {
    const identitySecrets = [
      { secret: 'in use', validUntil: null },
      { secret: 'replaced', validUntil: instants.later },
    ]
    expect(loaded).toMatchObject({ honourGpc: false, requireProof: false, defaultCountry: 'SE', identitySecrets })
    const allowedOperations = { email: [], mobile: ['read'], crmId: ['write'] }
    expect(loaded?.versions.get('order-created@1')).toMatchObject({ purpose: 'marketing', allowedOperations })
  }
})

test('answers by ID from memory as by write key, and takes neither for the other', async () => {
  const { DB, calls } = watchD1(env.DB)
  const { section } = await watched()
  const definitions = new Definitions()
  const load = () => definitions.load(DB, section.writeKey, ['order-created@1'], START, TTL)
  const byId = (id = section.id) => definitions.loadSection(DB, id, ['order-created@1'], START, TTL)
  await load()
  await byId()
  await byId()
  await load()
  expect(calls).toHaveLength(2)
  expect(await byId(section.writeKey)).toBeUndefined()
  expect(await definitions.load(DB, section.id, [], START, TTL)).toBeUndefined()
})

test('finds no version through the key of another section', async () => {
  const { load } = await watched()
  const other = await watched()
  await newOrderEvent(other, other.section, 'Refund')
  expect((await load(['refund@1', 'order-created@1']))?.versions.size).toBe(1)
  expect(await load(['order-created@1'], START, 'wk_none')).toBeUndefined()
})

test('finds all that is wanted, even where it is more than is kept', async () => {
  const { call, section, customEvent } = await watched()
  const ids = [customEvent.versions[0]!.id]
  for (const name of ['A', 'B', 'C', 'D']) {
    await call('POST', `/v1/sections/${section.id}/custom-events`, { body: { name, category: 'signal', fields: [] } })
    ids.push(`${name.toLowerCase()}@1`)
  }
  const { DB, calls } = watchD1(env.DB)
  const definitions = new Definitions({ maxSections: 1, maxVersions: 2 })
  const load = (wanted: string[]) => definitions.load(DB, section.writeKey, wanted, START, TTL)
  await load(ids.slice(0, 2))
  // The first two are known, and the next ones would push them out.
  expect([...((await load(ids))?.versions.keys() ?? [])]).toEqual(ids)
  expect(calls).toHaveLength(2)
  await load(ids.slice(3))
  expect(calls).toHaveLength(2)
  await load(ids.slice(0, 1))
  expect(calls).toHaveLength(3)
})

test('forgets the section that was read longest ago when there are too many', async () => {
  const [one, two] = [await watched(), await watched()]
  const { DB, calls } = watchD1(env.DB)
  const definitions = new Definitions({ maxSections: 1, maxVersions: 2 })
  for (const { section } of [one, two, two, one]) {
    expect((await definitions.load(DB, section.writeKey, ['order-created@1'], START, TTL))?.sectionId).toBe(section.id)
  }
  expect(calls).toHaveLength(3)
})
