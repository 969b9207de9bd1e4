import { env } from 'cloudflare:workers'
import { type IdentifierKind, identifierKinds } from '@milepost/sdk/contract'
import { describe, expect, test } from 'vitest'
import { newOrderEvent, newSection, ready } from '../../test/collector.js'
import { member } from '../../test/people.js'
import { at, identify, type Name, newIntegration, partOf, storeEvent } from '../../test/profiles.js'
import type { AuditEntry } from '../schema/audit.js'
import type { Page } from '../schema/list.js'
import type { IntegrationProfileAnswer, Profile } from '../schema/profile.js'

const NAMES: Record<IdentifierKind, string> = { email: 'ada@shop.example', mobile: '+46701234567', crmId: 'C-1' }
const ADA: Name = ['email', NAMES.email]
const BOB: Name = ['crmId', 'B-2']

/** A section that knows Ada by everything, with two events, and an integration. */
async function known() {
  const mine = await ready()
  const { section } = mine
  await storeEvent(section, ['visitor', 'v-secret'], { occurredAt: at(1) })
  for (const kind of identifierKinds) await identify(section, 'v-secret', [kind, NAMES[kind]])
  await storeEvent(section, ADA, { occurredAt: at(2) })
  const integration = await newIntegration(mine, section)
  const lookUp = <Body = IntegrationProfileAnswer>(profile: unknown, more = {}) =>
    integration.post<Body>('/profiles/lookup', { profile, ...more })
  return { ...mine, integration, lookUp }
}

/** Two people who are known, and may be merged. */
async function strangers() {
  const mine = await known()
  await partOf(mine.section, BOB)
  const merge = <Body = { id: string; target: string; source: string }>(target: unknown, source: unknown) =>
    mine.integration.post<Body>('/profiles/merge', { target, source })
  const undo = <Body = { code?: string; undoneAt?: string }>(id: string) => mine.integration.post<Body>(`/profiles/merges/${id}/undo`)
  const idOf = async (profile: unknown) => (await mine.lookUp(profile)).body.profile?.id
  return { ...mine, merge, undo, idOf, ada: { email: NAMES.email }, bob: { crmId: 'B-2' } }
}

describe('an integration looks somebody up', () => {
  test.each<[kind: IdentifierKind, spelt: string]>([
    ['email', ' ADA@SHOP.example'],
    ['mobile', '+46 (70) 123-45-67'],
    ['crmId', 'C-1'],
  ])('by %s, and sees identifiers and events, but no browsers', async (kind, spelt) => {
    const { lookUp } = await known()
    const { status, body } = await lookUp({ [kind]: spelt })
    expect(status).toBe(200)
    expect(body.profile).toEqual({
      id: expect.any(String),
      createdAt: expect.any(String),
      identifiers: ['crmId', 'email', 'mobile'].map((each) => ({
        kind: each,
        value: NAMES[each as IdentifierKind],
        createdAt: expect.any(String),
      })),
      visitorCount: 1,
    })
    expect(body.events.items.map(({ occurredAt, via, version, name }) => [occurredAt, via, version, name])).toEqual([
      [at(2), 'email', 'order-created@1', 'Order created'],
      [at(1), 'visitor', 'order-created@1', 'Order created'],
    ])
    expect(JSON.stringify(body)).not.toContain('v-secret')
  })

  test('by a mobile number without its country only where the section has one', async () => {
    const { lookUp, section } = await known()
    expect((await lookUp<{ errors: unknown[] }>({ mobile: '070-1234567' })).body.errors).toMatchObject([
      { code: 'identifier_invalid', field: 'profile.mobile' },
    ])
    await env.DB.prepare("update sections set default_country = 'SE' where id = ?1").bind(section.id).run()
    expect((await lookUp({ mobile: '070-1234567' })).status).toBe(200)
  })

  test('page by page, narrowed down', async () => {
    const { lookUp, section } = await known()
    for (const [ms, version] of [10, 20, 30, 40].entries()) await storeEvent(section, ADA, { occurredAt: at(1000 * (ms + 1)), version })
    const all = { customEvent: 'order-created', since: at(1000), until: '2026-11-23T11:00:04.000+01:00', limit: 2 }
    const first = (await lookUp({ email: NAMES.email }, all)).body.events
    const second = (await lookUp({ email: NAMES.email }, { ...all, cursor: first.nextCursor })).body.events
    expect([...first.items, ...second.items].map(({ version }) => version)).toEqual([
      'order-created@30',
      'order-created@20',
      'order-created@10',
    ])
    expect(second.nextCursor).toBeNull()
    expect((await lookUp({ email: NAMES.email }, { version: 'order-created@20' })).body.events.items).toHaveLength(1)
    expect((await lookUp({ email: NAMES.email }, { customEvent: 'other' })).body.events.items).toEqual([])
  })

  test.each<[why: string, body: unknown, field: string]>([
    ['no identifier', { profile: {} }, 'profile'],
    ['two identifiers', { profile: { email: NAMES.email, crmId: 'C-1' } }, 'profile'],
    ['a visitor ID', { profile: { visitorId: 'v-secret' } }, 'profile.visitorId'],
    ['an ID', { profile: { id: 'x' } }, 'profile.id'],
    ['a placeholder', { profile: { email: 'null' } }, 'profile.email'],
    ['no instant', { profile: { email: NAMES.email }, since: 'yesterday' }, 'since'],
    ['no version', { profile: { email: NAMES.email }, version: 'order-created' }, 'version'],
    ['too much', { profile: { email: NAMES.email }, limit: 201 }, 'limit'],
  ])('and is refused with %s', async (_, sent, field) => {
    const { integration } = await known()
    const { status, body } = await integration.post('/profiles/lookup', sent)
    expect([status, body.code, body.errors?.[0]?.field]).toEqual([422, 'request_invalid', field])
    expect(JSON.stringify(body)).not.toMatch(/v-secret|ada@/)
  })

  test('and not somebody of another section, nor by an address', async () => {
    const mine = await known()
    const other = await newIntegration(mine, await newSection(mine))
    expect((await other.post('/profiles/lookup', { profile: { email: NAMES.email } })).body).toMatchObject({
      status: 404,
      code: 'profile_unknown',
    })
    const headers = { Authorization: `Bearer ${mine.integration.key}` }
    expect((await mine.send('/v1/integrations/profiles/lookup?email=ada@shop.example', { headers })).body).toMatchObject({
      status: 404,
      code: 'not_found',
    })
  })

  test('only with the scope for it', async () => {
    const mine = await known()
    const merging = await newIntegration(mine, mine.section, ['profiles:merge'])
    expect((await merging.post('/profiles/lookup', { profile: { email: NAMES.email } })).body).toMatchObject({ code: 'scope_missing' })
    const reading = await newIntegration(mine, mine.section, ['profiles:read'])
    for (const path of ['/profiles/merge', '/profiles/merges/none/undo'])
      expect((await reading.post(path, { target: {}, source: {} })).body).toMatchObject({ code: 'scope_missing' })
  })
})

describe('allowed operations', () => {
  test('keep back another identifier of the kind that is asked by, where nothing may be read by it', async () => {
    const { section, path, call, lookUp, integration } = await known()
    await storeEvent(section, ['email', 'bob@shop.example'])
    await integration.post('/profiles/merge', { target: { email: NAMES.email }, source: { email: 'bob@shop.example' } })
    const emails = async () => {
      const { body } = await lookUp({ email: NAMES.email })
      return body.profile.identifiers.flatMap(({ kind, value }) => (kind === 'email' ? [value] : []))
    }
    expect((await emails()).toSorted()).toEqual([NAMES.email, 'bob@shop.example'])
    await call('PATCH', path, { body: { allowedOperations: { email: ['write'], mobile: ['read'], crmId: ['read'] } } })
    expect((await emails()).toSorted()).toEqual([NAMES.email, null])
  })

  const STATES = [[], ['read'], ['write'], ['read', 'write']] as const

  test.each(identifierKinds.map((kind, index) => [kind, identifierKinds[(index + 1) % 3], identifierKinds[(index + 2) % 3]] as const))(
    'of the %s that is asked by rule events, and those of the %s whether it is told',
    async (used, other, third) => {
      const { lookUp, call, path } = await known()
      const seen: unknown[] = []
      const expected: unknown[] = []
      for (const own of STATES)
        for (const others of STATES) {
          await call('PATCH', path, { body: { allowedOperations: { [used]: own, [other ?? '']: others, [third ?? '']: [] } } })
          const { profile, events } = (await lookUp({ [used]: NAMES[used] })).body
          const values = Object.fromEntries(profile.identifiers.map(({ kind, value }) => [kind, value]))
          seen.push([own, others, events.items.length, values[used], values[other ?? ''], values[third ?? '']])
          const mayRead = (state: readonly string[]) => state.includes('read')
          expected.push([own, others, mayRead(own) ? 2 : 0, NAMES[used], mayRead(others) ? NAMES[other ?? used] : null, null])
        }
      expect(seen).toHaveLength(16)
      expect(seen).toEqual(expected)
    },
  )

  test('leave out the events of one custom event, and page over those of the others', async () => {
    const mine = await known()
    await newOrderEvent(mine, mine.section, 'Signed up')
    for (let ms = 10; ms < 20; ms++) await storeEvent(mine.section, ADA, { occurredAt: at(ms), discriminator: 'signed-up' })
    await mine.call('PATCH', mine.path.replace('order-created', 'signed-up'), {
      body: { allowedOperations: { email: ['write'], mobile: ['read'], crmId: ['read'] } },
    })
    const first = (await mine.lookUp({ email: NAMES.email }, { limit: 1 })).body.events
    const second = (await mine.lookUp({ email: NAMES.email }, { limit: 1, cursor: first.nextCursor })).body.events
    expect([first.items[0]?.occurredAt, second.items[0]?.occurredAt, second.nextCursor]).toEqual([at(2), at(1), null])
    expect((await mine.lookUp({ crmId: NAMES.crmId })).body.events.items).toHaveLength(12)
  })

  test('of hidden custom events open nothing, and where there is none nothing is withheld', async () => {
    const mine = await known()
    const { lookUp, call, path, section } = mine
    await call('POST', `${path}/hide`, { body: { confirm: 'order-created' } })
    const { profile, events } = (await lookUp({ email: NAMES.email })).body
    expect(profile.identifiers.map(({ value }) => value)).toEqual([null, NAMES.email, null])
    expect(events.items).toEqual([])
    const none = await newSection(mine)
    for (const kind of identifierKinds) await identify(none, 'v-1', [kind, NAMES[kind]])
    const integration = await newIntegration(mine, none)
    const answer = await integration.post<IntegrationProfileAnswer>('/profiles/lookup', { profile: { email: NAMES.email } })
    expect(answer.body.profile.identifiers.map(({ value }) => value)).toEqual([NAMES.crmId, NAMES.email, NAMES.mobile])
    expect(section.id).not.toBe(none.id)
  })

  test('do not bind people: the same profile is whole in the management API', async () => {
    const { call, path, section } = await known()
    await call('PATCH', path, { body: { allowedOperations: { email: [], mobile: [], crmId: [] } } })
    const base = `/v1/sections/${section.id}/profiles`
    const { profile } = (await call<{ profile: Profile }>('POST', `${base}/lookup`, { body: { profile: { email: NAMES.email } } })).body
    expect(profile.identifiers.map(({ value }) => value)).toEqual([NAMES.crmId, NAMES.email, NAMES.mobile])
    expect((await call<Page<unknown>>('GET', `${base}/${profile.id}/events`)).body.items).toHaveLength(2)
  })
})

describe('a merge', () => {
  test('makes one of two, shows who made it, and can be undone once', async () => {
    const { merge, undo, idOf, ada, bob, section, call, integration, time } = await strangers()
    const [adaId, bobId] = [await idOf(ada), await idOf(bob)]
    const { status, body } = await merge(ada, bob)
    expect([status, body]).toEqual([200, { id: expect.any(String), target: adaId, source: bobId, mergedAt: at(0), undoneAt: null }])
    expect([await idOf(bob), await idOf(ada)]).toEqual([adaId, adaId])
    const base = `/v1/sections/${section.id}`
    const read = async (id = '') => (await call<Profile>('GET', `${base}/profiles/${id}`)).body
    const told = {
      id: body.id,
      mergedAt: at(0),
      mergedBy: { kind: 'key', name: 'Shop' },
      target: { id: adaId },
      source: { id: bobId, identifiers: [{ kind: 'crmId', value: 'B-2' }] },
      undoneAt: null,
      undoneBy: null,
    }
    // An old address of the source leads to where it went.
    expect([await read(adaId), await read(bobId)]).toMatchObject([{ merges: [told] }, { id: adaId, merges: [told] }])
    time.now += 1000
    expect((await undo(body.id)).body).toEqual({ ...body, undoneAt: at(1000) })
    expect((await undo(body.id)).body.code).toBe('merge_undone')
    expect([await idOf(bob), await idOf(ada)]).toEqual([bobId, adaId])
    const undone = { ...told, undoneAt: at(1000), undoneBy: { kind: 'key', name: 'Shop' } }
    expect([await read(adaId), await read(bobId)]).toMatchObject([{ merges: [undone] }, { id: bobId, merges: [undone] }])
    const { items } = (await call<Page<AuditEntry>>('GET', `${base}/audit?limit=2`)).body
    expect(items).toEqual([
      { at: at(1000), actor: { kind: 'key', name: integration.name }, action: 'merge.undone', object: body.id, detail: null },
      { ...items[1], action: 'profile.merged', object: body.id, detail: { target: adaId, source: bobId } },
    ])
  })

  test('is undone by an editor, and by no viewer', async () => {
    const mine = await strangers()
    const { merge, ada, bob, section, call, idOf } = mine
    const { body } = await merge(ada, bob)
    const viewer = await member(mine, section, 'viewer')
    const path = `/v1/sections/${section.id}/profiles/merges/${body.id}/undo`
    expect((await viewer.call('POST', path)).body.code).toBe('role_too_low')
    expect((await call<{ merge: unknown }>('POST', path)).body.merge).toMatchObject({
      id: body.id,
      undoneBy: { kind: 'token', name: null },
    })
    expect((await call('POST', path)).body).toMatchObject({ status: 409, code: 'merge_undone' })
    expect(await idOf(bob)).toBe(body.source)
  })

  test('needs two people who are known, and says which is not', async () => {
    const { merge, ada, bob } = await strangers()
    const nobody = { email: 'grace@shop.example' }
    const fields = async (target: unknown, source: unknown) => {
      const { status, body } = await merge<{ code: string; errors: { code: string; field: string }[] }>(target, source)
      return [status, body.code, ...body.errors.map(({ field }) => field)]
    }
    expect(await fields(nobody, bob)).toEqual([404, 'profile_unknown', 'target'])
    expect(await fields(ada, nobody)).toEqual([404, 'profile_unknown', 'source'])
    expect(await fields({ crmId: 'none of ours' }, nobody)).toEqual([404, 'profile_unknown', 'target', 'source'])
    expect(await fields({ email: 'null' }, bob)).toEqual([422, 'request_invalid', 'target.email'])
    expect(await fields(ada, { mobile: '1' })).toEqual([422, 'request_invalid', 'source.mobile'])
  })

  test('of one profile with itself is none', async () => {
    const { merge, ada, bob } = await strangers()
    expect((await merge(ada, { mobile: NAMES.mobile })).body).toMatchObject({ status: 409, code: 'profiles_already_one' })
    expect((await merge(ada, bob)).status).toBe(200)
    expect((await merge(ada, bob)).body).toMatchObject({ code: 'profiles_already_one' })
    expect((await merge(bob, ada)).body).toMatchObject({ code: 'profiles_already_one' })
  })

  test('happens once, however many ask for it at once and whichever way round', async () => {
    const { merge, undo, ada, bob, section } = await strangers()
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 ? merge(ada, bob) : merge(bob, ada))))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)])
    const { results } = await env.DB.prepare('select * from merges where section_id = ?1').bind(section.id).all()
    expect(results).toHaveLength(1)
    const undone = await Promise.all(Array.from({ length: 10 }, () => undo(String(results[0]?.id))))
    expect(undone.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)])
  })

  test('never makes a circle of three who are merged in a ring at once', async () => {
    const { merge, idOf, section, ada, bob } = await strangers()
    await partOf(section, ['mobile', '+46709999999'])
    const eve = { mobile: '+46709999999' }
    const answers = await Promise.all([merge(ada, bob), merge(bob, eve), merge(eve, ada)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 409])
    expect(new Set([await idOf(ada), await idOf(bob), await idOf(eve)]).size).toBe(1)
  })

  test('of another section is not known', async () => {
    const mine = await strangers()
    const { body } = await mine.merge(mine.ada, mine.bob)
    const section = await newSection(mine)
    const other = await newIntegration(mine, section)
    expect((await other.post(`/profiles/merges/${body.id}/undo`)).body).toMatchObject({ status: 404, code: 'merge_unknown' })
    expect((await mine.call('POST', `/v1/sections/${section.id}/profiles/merges/${body.id}/undo`)).body).toMatchObject({
      status: 404,
      code: 'merge_unknown',
    })
    await partOf(section, ADA)
    expect((await other.post('/profiles/merge', { target: mine.ada, source: mine.bob })).body).toMatchObject({
      code: 'profile_unknown',
      errors: [{ field: 'source' }],
    })
    expect(await mine.idOf(mine.bob)).toBe(body.target)
  })
})
