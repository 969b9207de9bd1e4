import { env } from 'cloudflare:workers'
import { identifierKinds, MAX_BODY_BYTES } from '@milepost/sdk/contract'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Answer, collector, orderCreated, type ProblemBody, post, ready, START, type Verdicts } from '../../test/collector.js'
import { newIntegration, profilesOf, rowsOf, settle } from '../../test/identify.js'
import { watchD1 } from '../../test/watched-d1.js'
import type { RepairStep } from '../schema/quarantine-group.js'
import { makeKey } from '../store/integration-keys.js'

async function shop() {
  const mine = await ready()
  const report = await newIntegration(mine, mine.section)
  return { ...mine, report, events: (...events: unknown[]) => report({ events }) }
}
type Shop = Awaited<ReturnType<typeof shop>>

const outcomes = ({ body }: Answer<Verdicts>) =>
  body.verdicts.map(({ status, issues }) => issues?.map(({ code, field }) => `${code} ${field}`).join() ?? status)

const ADA: Readonly<Record<string, string>> = { email: 'ada@shop.example', mobile: '+46701234567', crmId: 'C-1' }

describe('events of an integration', () => {
  test('are stored on the profile that they name, which is made when nobody has the identifier yet', async () => {
    const { section, events } = await shop()
    const answer = await events(
      ...identifierKinds.map((kind) => orderCreated({ profile: { [kind]: ADA[kind] } })),
      orderCreated({ profile: { email: ' Ada@SHOP.example ' }, page: { url: 'https://shop.example/' } }),
    )
    expect([answer.status, outcomes(answer)]).toEqual([200, ['accepted', 'accepted', 'accepted', 'accepted']])
    expect(await profilesOf(section)).toEqual({ 'crmId:C-1': 3, 'email:ada@shop.example': 1, 'mobile:+46701234567': 2 })
    expect(
      await rowsOf(
        section,
        'select e.via, i.value, e.visitor_id from events e join identifiers i on i.profile_seq = e.profile_seq where e.section_id = ? order by e.seq',
      ),
    ).toEqual([
      { via: 'email', value: 'ada@shop.example', visitor_id: null },
      { via: 'mobile', value: '+46701234567', visitor_id: null },
      { via: 'crmId', value: 'C-1', visitor_id: null },
      { via: 'email', value: 'ada@shop.example', visitor_id: null },
    ])
  })

  test('are judged as any other, need no web tracking, and are one with what pages send under their ID', async () => {
    const mine = await shop()
    const { section, events, call, path } = mine
    const profile = { crmId: 'C-1' }
    await call('PATCH', path, { body: { webTracking: false } })
    const event = orderCreated({ profile })
    expect(outcomes(await events(event, event, orderCreated({ profile, version: 'order-created@9' }), null))).toEqual([
      'accepted',
      'duplicate',
      'version_unknown version',
      'event_invalid undefined',
    ])
    await call('PATCH', path, { body: { webTracking: true } })
    const page = orderCreated({ id: event.id })
    expect(outcomes(await post(mine, { writeKey: section.writeKey, events: [page, event] }))).toEqual(['duplicate', 'duplicate'])
    await call('POST', `${path}/hide`, { body: { confirm: 'order-created' } })
    expect(outcomes(await events(orderCreated({ profile }), event))).toEqual(['event_hidden version', 'duplicate'])
  })

  test.each<[outcome: string, change: Record<string, unknown>]>([
    ['profile_invalid profile', {}],
    ['profile_invalid profile', { profile: 'ada@shop.example' }],
    ['profile_invalid profile', { profile: { email: 'ada@shop.example', crmId: 'C-1' } }],
    ['profile_invalid profile', { profile: { visitor: 'v-1' } }],
    ['identifier_invalid profile.email', { profile: { email: 'guest@shop.example' } }],
    ['identifier_invalid profile.crmId', { profile: { crmId: 'undefined' } }],
    ['identifier_invalid profile.mobile', { profile: { mobile: '070-123 45 67' } }],
    ['profile_invalid visitorId', { profile: { crmId: 'C-1' }, visitorId: 'v-1' }],
  ])('are rejected with %s, and kept: %j', async (outcome, change) => {
    const { section, events } = await shop()
    const answer = await events(orderCreated(change))
    expect(outcomes(answer)).toEqual([outcome])
    // Of the issues alone: an ID is random, and may read `ada`.
    expect(JSON.stringify(answer.body.verdicts.map(({ issues }) => issues))).not.toMatch(/ada|guest|C-1|070/)
    const subject = 'visitorId' in change ? 'crmId:C-1' : null
    expect(await rowsOf(section, 'select channel, subject from quarantine where section_id = ?')).toEqual([
      { channel: 'integration', subject },
    ])
    expect(await profilesOf(section)).toEqual({})
  })

  test('name a mobile number by the country of the section', async () => {
    const { section, events } = await shop()
    await settle(section, { default_country: 'SE' })
    expect(outcomes(await events(orderCreated({ profile: { mobile: '070-123 45 67' } })))).toEqual(['accepted'])
    expect(await profilesOf(section)).toEqual({ 'mobile:+46701234567': 1 })
  })

  test('stay in the section of the key', async () => {
    const [mine, other] = [await shop(), await shop()]
    await mine.report({
      writeKey: other.section.writeKey,
      sectionId: other.section.id,
      events: [orderCreated({ profile: { crmId: 'C-1' } })],
    })
    expect([await profilesOf(mine.section), await profilesOf(other.section)]).toEqual([{ 'crmId:C-1': 1 }, {}])
  })

  test.each([1, 60])('cost one batch of the same statements, and the look-up of the key: %i', async (size) => {
    const { section } = await ready()
    const { DB, calls } = watchD1(env.DB)
    const report = await newIntegration(collector({ DB }), section)
    const send = () => report({ events: Array.from({ length: size }, (_, index) => orderCreated({ profile: { crmId: `C-${index}` } })) })
    await send()
    calls.length = 0
    expect((await send()).body.accepted).toBe(size)
    // Those of one profile need one less.
    expect(calls).toEqual([{ kind: 'statement' }, { kind: 'batch', statements: size === 1 ? 5 : 6 }])
  })
})

const STATES = [[], ['read'], ['write'], ['read', 'write']]

describe.each(identifierKinds)('allowed operations of %s', (kind) => {
  const other = kind === 'crmId' ? 'email' : 'crmId'
  const cases = STATES.flatMap((own) => STATES.map((others) => [own, others] as const))

  test.each(cases)('%j let it write or not, whatever another may: %j', async (own, others) => {
    const { section, events, call, path } = await shop()
    await call('PATCH', path, { body: { allowedOperations: { email: others, mobile: others, crmId: others, [kind]: own } } })
    const may = (list: readonly string[]) => (list.includes('write') ? 'accepted' : 'operation_not_allowed profile')
    const answer = await events(orderCreated({ profile: { [kind]: ADA[kind] } }), orderCreated({ profile: { [other]: ADA[other] } }))
    expect(outcomes(answer)).toEqual([may(own), may(others)])
    const subjects = [...(may(own) === 'accepted' ? [] : [kind]), ...(may(others) === 'accepted' ? [] : [other])]
    expect(await rowsOf(section, 'select subject from quarantine where section_id = ? order by seq')).toEqual(
      subjects.map((name) => ({ subject: `${name}:${ADA[name]}` })),
    )
    // A page is no integration.
    const page = await post(collector(), { writeKey: section.writeKey, events: [orderCreated({ visitorId: 'v-1' })] })
    expect(outcomes(page)).toEqual(['accepted'])
  })
})

test('a page cannot name a profile', async () => {
  const { section, send } = await shop()
  const answer = await post(
    { send },
    { writeKey: section.writeKey, events: [orderCreated({ profile: { crmId: 'C-1' }, visitorId: 'v-1' })] },
  )
  expect(outcomes(answer)).toEqual(['profile_invalid profile'])
  expect(await rowsOf(section, 'select channel, subject from quarantine where section_id = ?')).toEqual([
    { channel: 'web', subject: 'visitor:v-1' },
  ])
})

describe('repairing', () => {
  const groupsOf = async ({ call, section }: Shop) => {
    const { body } = await call<{ items: { id: string }[] }>('GET', `/v1/sections/${section.id}/quarantine/groups`)
    return body.items
  }
  const repair = async ({ call, section }: Shop, group: string, body: object = {}) =>
    (
      await call<RepairStep>('POST', `/v1/sections/${section.id}/quarantine/groups/${group}/repair`, {
        body: { repairs: [{ kind: 'default', field: 'orderId', value: 'A-1' }], dryRun: false, ...body },
      })
    ).body

  test('judges an event by the endpoint that it came to, and stores it on whom it named', async () => {
    const mine = await shop()
    const { section, events } = mine
    // The same text came to both.
    const id = crypto.randomUUID()
    const event = orderCreated({ id, profile: { crmId: 'C-1' }, fields: { source: 'Shop' } })
    await events(event, orderCreated({ profile: { email: ADA.email }, fields: { source: 'Shop' } }))
    await post(mine, { writeKey: section.writeKey, events: [event, orderCreated({ visitorId: 'v-1', fields: { source: 'Shop' } })] })
    expect(await rowsOf(section, 'select channel, subject from quarantine where section_id = ? order by seq')).toEqual([
      { channel: 'integration', subject: 'crmId:C-1' },
      { channel: 'integration', subject: 'email:ada@shop.example' },
      { channel: 'web', subject: null },
      { channel: 'web', subject: 'visitor:v-1' },
    ])
    const steps: RepairStep[] = []
    for (const { id: group } of await groupsOf(mine)) steps.push(await repair(mine, group))
    const sum = (name: 'repaired' | 'rejected' | 'duplicates') => steps.reduce((total, step) => total + step[name], 0)
    // What a page sent with a profile stays wrong, and has been stored meanwhile.
    expect([sum('repaired'), sum('rejected') + sum('duplicates')]).toEqual([3, 1])
    expect(
      await rowsOf(
        section,
        `select i.kind || ':' || i.value as name, e.via from events e join identifiers i on i.profile_seq = e.profile_seq where e.section_id = ? order by 1`,
      ),
    ).toEqual([
      { name: 'crmId:C-1', via: 'crmId' },
      { name: 'email:ada@shop.example', via: 'email' },
      { name: 'visitor:v-1', via: 'visitor' },
    ])
  })

  test('asks for what integrations are allowed now, and not for web tracking', async () => {
    const mine = await shop()
    const { call, path, events } = mine
    await call('PATCH', path, { body: { webTracking: false, allowedOperations: { email: [], mobile: [], crmId: [] } } })
    expect(outcomes(await events(orderCreated({ profile: { crmId: 'C-1' } })))).toEqual(['operation_not_allowed profile'])
    const [group] = await groupsOf(mine)
    const nothing = { repairs: [] }
    expect(await repair(mine, group?.id ?? '', nothing)).toMatchObject({ repaired: 0, rejected: 1 })
    await call('PATCH', path, { body: { allowedOperations: { email: [], mobile: [], crmId: ['write'] } } })
    expect(await repair(mine, group?.id ?? '', { ...nothing, dryRun: true })).toMatchObject({ repaired: 1 })
    expect(await profilesOf(mine.section)).toEqual({})
    expect(await repair(mine, group?.id ?? '', nothing)).toMatchObject({ repaired: 1, rejected: 0 })
    expect(await profilesOf(mine.section)).toEqual({ 'crmId:C-1': 1 })
  })
})

describe('requests', () => {
  let shared: Shop
  beforeAll(async () => {
    shared = await shop()
  })
  const body = { events: [orderCreated({ profile: { crmId: 'C-1' } })] }
  const refused = (sent: unknown, headers?: Record<string, string>) => shared.report<ProblemBody>(sent, headers)

  test('are JSON alone, whole and within the limits', async () => {
    expect((await refused(body, { 'Content-Type': 'text/plain' })).body.code).toBe('encoding_unsupported')
    expect((await refused('{')).body.code).toBe('body_invalid')
    expect((await refused({ events: [] })).body.errors?.[0]?.field).toBe('events')
    expect((await refused({ events: Array.from({ length: 501 }, () => null) })).body.code).toBe('body_too_large')
    expect((await refused(`${JSON.stringify(body)}${' '.repeat(MAX_BODY_BYTES)}`)).status).toBe(413)
  })

  test('correct clocks, and count losses', async () => {
    const { section, report } = await shop()
    await report({ ...body, sentAt: new Date(START + 5000).toISOString(), dropped: { expired: 2 } })
    expect(await rowsOf(section, 'select occurred_at as at from events where section_id = ?')).toEqual([{ at: '2026-11-23T09:59:54.000Z' }])
    expect(await rowsOf(section, 'select count from dropped where section_id = ?')).toEqual([{ count: 2 }])
  })

  test('need a key with the scope, and neither a write key nor the token will do', async () => {
    const { send, section } = shared
    const making = { sectionId: section.id, createdBy: 'token', ownerId: null }
    const reader = await makeKey(env.DB, making, { name: 'Reader', scopes: ['profiles:read'] }, new Date(START).toISOString())
    const status = async (key: string) => {
      const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }
      return (await send('/v1/integrations/events', { method: 'POST', headers, body: JSON.stringify(body) })).status
    }
    expect([await status(reader?.key ?? ''), await status(section.writeKey), await status(String(env.ADMIN_TOKEN))]).toEqual([
      403, 401, 401,
    ])
  })

  test('come from no page: CORS is not answered', async () => {
    const answer = await shared.report(body, { Origin: 'https://shop.example' })
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull()
    const preflight = await shared.send('/v1/integrations/events', {
      method: 'OPTIONS',
      headers: { Origin: 'https://shop.example', 'Access-Control-Request-Method': 'POST' },
    })
    expect([preflight.status, preflight.headers.get('Access-Control-Allow-Origin')]).toEqual([401, null])
  })
})
