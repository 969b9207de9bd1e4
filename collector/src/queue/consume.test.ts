import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest'
import { expectConserved } from '../../../test/support/conservation.js'
import { collector, orderCreated, type ProblemBody, post, ready, START, type Verdicts } from '../../test/collector.js'
import { deliver, heldQueue } from '../../test/held-queue.js'
import { identification, newIntegration, rowsOf, settle } from '../../test/identify.js'
import { watchD1 } from '../../test/watched-d1.js'
import type { Page } from '../schema/list.js'
import type { QuarantineGroup } from '../schema/quarantine-group.js'
import { eraseProfile } from '../store/erase.js'
import { MAX_MESSAGE_BYTES } from './pack-messages.js'
import type { QueuedRequest } from './queued-request.js'

let lines: MockInstance
beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  lines = vi.spyOn(console, 'error').mockImplementation(() => undefined)
})

async function start() {
  const held = heldQueue()
  const mine = await ready({ EVENTS_QUEUE: held.queue })
  await settle(mine.section, { require_proof: 0 })
  const send = <Body = Verdicts>(events: readonly unknown[], more: object = {}) =>
    post<Body>(mine, { writeKey: mine.section.writeKey, events, ...more })
  const ids = async () => (await rowsOf<{ id: string }>(mine.section, 'select id from events where section_id = ?')).map(({ id }) => id)
  const counted = async () =>
    Object.fromEntries(
      (
        await rowsOf<{ verdict: string; count: number }>(
          mine.section,
          `select verdict, count from rollups where section_id = ? and grain = 'day' and dimension = 'all'`,
        )
      ).map(({ verdict, count }) => [verdict, count]),
    )
  return { ...mine, ...held, track: send, ids, counted }
}

const DEAD = { queue: 'milepost-events-dead' }

describe('the endpoint', () => {
  test('answers once the queue has everything, and writes nothing itself', async () => {
    const { DB, calls } = watchD1(env.DB)
    const { section, bodies, ids } = await start()
    const mine = collector({ DB, EVENTS_QUEUE: heldQueue().queue })
    const send = () => post(mine, { writeKey: section.writeKey, events: [orderCreated(), orderCreated({ fields: {} }), null] })
    await send()
    calls.length = 0
    expect((await send()).body).toMatchObject({ accepted: 1, rejected: 2 })
    expect(calls).toEqual([])
    expect([bodies, await ids()]).toEqual([[], []])
  })

  test('503 when any call fails, and what was queued until then is stored once when all of it comes again', async () => {
    const { track, state, bodies, calls, ids, counted, call, section } = await start()
    const events = Array.from({ length: 28 }, () => orderCreated({ page: { url: LONG, referrer: LONG, title: LONG } }))
    const dropped = { expired: 4 }
    state.fails = (number) => number > 1
    const { status, body, headers } = await track<ProblemBody>(events, { dropped })
    expect([status, body.code, Number(headers.get('Retry-After')) > 0]).toEqual([503, 'storage_unavailable', true])
    expect(calls.length).toBe(2)
    delete state.fails
    const before = bodies.length
    expect(before).toBeGreaterThan(0)
    expect((await track(events, { dropped })).body.accepted).toBe(28)
    // The losses are in the last message, which the failed request has not sent.
    expect(await deliver(bodies)).toEqual(bodies.map(() => 'ack'))
    expectConserved({ taken: events.map(({ id }) => id), stored: await ids() })
    expect((await counted()).accepted).toBe(28)
    expect((await call<{ dropped: object }>('GET', `/v1/sections/${section.id}`)).body.dropped).toEqual(dropped)
  })

  test('stores at once what cannot wait: identifications, and rejected events larger than a message', async () => {
    const { track, bodies, section } = await start()
    const large = { id: crypto.randomUUID(), fields: { a: 'x'.repeat(MAX_MESSAGE_BYTES) } }
    const same = identification()
    const { body } = await track([orderCreated(), large, same, orderCreated({ fields: {} }), same])
    expect(body.verdicts.map(({ status }) => status)).toEqual(['accepted', 'rejected', 'accepted', 'rejected', 'duplicate'])
    expect(await rowsOf(section, 'select event_id as id from quarantine where section_id = ?')).toEqual([{ id: large.id }])
    expect(await rowsOf(section, 'select kind from identifications where section_id = ?')).toEqual([{ kind: 'email' }])
    expect(bodies.map((each) => (each as QueuedRequest).entries.map(({ kind }) => kind))).toEqual([['valid', 'rejected']])
  })
})

const LONG = 'x'.repeat(4096)

describe('the consumer', () => {
  test('stores a hundred messages of two sections by one batch each, and acknowledges each', async () => {
    const [one, two] = [await start(), await start()]
    const events = Array.from({ length: 50 }, () => orderCreated({ visitorId: 'v-1' }))
    for (const event of events) {
      await one.track([event, { ...event, id: crypto.randomUUID(), fields: {} }])
      await two.track([event])
      one.time.now += 60_000
    }
    const { DB, calls } = watchD1(env.DB)
    expect(await deliver([...one.bodies, ...two.bodies], { DB })).toEqual(Array.from({ length: 100 }, () => 'ack'))
    expect(calls.map(({ kind }) => kind)).toEqual(['statement', 'batch', 'batch'])
    for (const section of [one, two]) expectConserved({ taken: events.map(({ id }) => id), stored: await section.ids() })
    expect(await one.counted()).toEqual({ accepted: 50, rejected: 50 })
    // Each with the instant at which it came.
    expect(await rowsOf(one.section, 'select count(distinct received_at) as count from events where section_id = ?')).toEqual([
      { count: 50 },
    ])
    const [group] = await rowsOf(
      one.section,
      'select count, held, first_received_at as first, received_at as last from quarantine_groups where section_id = ?',
    )
    expect(group).toEqual({ count: 50, held: 50, first: '2026-11-23T10:00:00.000Z', last: '2026-11-23T10:49:00.000Z' })
    const hours = `select at, count from rollups where section_id = ? and grain = 'hour' and dimension = 'all' and verdict = 'accepted' order by at`
    one.time.now = START + 3_600_000
    await one.track([orderCreated()])
    await one.track([orderCreated()])
    await deliver(one.bodies.slice(-2))
    expect(await rowsOf(one.section, hours)).toEqual([
      { at: '2026-11-23T10', count: 50 },
      { at: '2026-11-23T11', count: 2 },
    ])
  })

  test('counts an event that comes by two messages of a batch once, as it counts one that comes by two requests', async () => {
    const { track, bodies, ids, counted, section, call } = await start()
    const event = orderCreated({ visitorId: 'v-1', page: { url: 'https://shop.example/' } })
    for (let time = 0; time < 3; time++) await track([event], { dropped: { expired: 2 } })
    expect(await deliver(bodies)).toEqual(['ack', 'ack', 'ack'])
    expect([await ids(), await counted()]).toEqual([[event.id], { accepted: 1, duplicate: 2 }])
    expect(await rowsOf(section, 'select count from installations where section_id = ?')).toEqual([{ count: 1 }])
    expect((await call<{ dropped: object }>('GET', `/v1/sections/${section.id}`)).body.dropped).toEqual({ expired: 2 })
  })

  test('neither stores nor counts again what it has stored without having said so', async () => {
    const { track, bodies, ids, counted, section, call } = await start()
    const events = [orderCreated(), orderCreated({ fields: {} }), null]
    await track(events, { dropped: { expired: 2 } })
    await track([orderCreated()])
    const state = async () => [
      await ids(),
      await counted(),
      await rowsOf(section, 'select hash, count from quarantine where section_id = ? order by hash'),
      (await call<{ dropped: object }>('GET', `/v1/sections/${section.id}`)).body.dropped,
    ]
    await deliver(bodies.slice(0, 1))
    const before = await state()
    expect(await deliver(bodies.slice(0, 1), { attempts: 2 })).toEqual(['ack'])
    expect(await state()).toEqual(before)
    // Beside one that was not stored yet.
    expect(await deliver(bodies, { attempts: 2 })).toEqual(['ack', 'ack'])
    expect([await counted(), (await ids()).length]).toEqual([{ accepted: 2, rejected: 2 }, 2])
  })

  test.each([
    ['D1 DB is overloaded. Requests queued for too long.', 1, 10],
    ['Network connection lost.', 3, 40],
    ['D1 DB storage operation exceeded timeout which caused object to be reset.', 12, 3600],
  ])('leaves the database alone and tries again later when it says: %s', async (message, attempts, delay) => {
    const { track, bodies, ids } = await start()
    for (let time = 0; time < 5; time++) await track([orderCreated()])
    const { DB, calls } = watchD1(env.DB, ({ kind }) => (kind === 'batch' ? new Error(`D1_ERROR: ${message}`) : undefined))
    expect(await deliver(bodies, { DB, attempts })).toEqual(bodies.map(() => delay))
    expect(calls.filter(({ kind }) => kind === 'batch')).toHaveLength(1)
    expect(await ids()).toEqual([])
    // Not even the keys of the sections can be read.
    const { DB: away } = watchD1(env.DB, () => new Error(`D1_ERROR: ${message}`))
    expect(await deliver(bodies, { DB: away, attempts })).toEqual(bodies.map(() => delay))
    expect(await deliver(bodies, { attempts: attempts + 1 })).toEqual(bodies.map(() => 'ack'))
    expect(await ids()).toHaveLength(5)
  })

  test('tries again and stores once when the answer of the database is lost', async () => {
    const { track, bodies, ids, counted } = await start()
    await track([orderCreated(), orderCreated({ fields: {} })])
    let lost = true
    const DB = new Proxy(env.DB, {
      get(target, name: keyof D1Database) {
        if (name !== 'batch') return target[name].bind(target)
        return async (statements: D1PreparedStatement[]) => {
          const results = await target.batch(statements)
          if (lost) throw new Error('D1_ERROR: Network connection lost.')
          return results
        }
      },
    })
    expect(await deliver(bodies, { DB })).toEqual([10])
    lost = false
    expect(await deliver(bodies, { DB, attempts: 2 })).toEqual(['ack'])
    expect([(await ids()).length, await counted()]).toEqual([1, { accepted: 1, rejected: 1 }])
  })

  test('stores the neighbours of messages that nothing can be made of', async () => {
    const { track, bodies, ids } = await start()
    const events = Array.from({ length: 30 }, () => orderCreated())
    for (const event of events) await track([event])
    const broken = (index: number) => ({
      ...(bodies[index] as QueuedRequest),
      entries: [{ kind: 'valid', id: 'x', happenings: [], event: { id: 'x' } }],
    })
    const poison = [broken(0), { v: 2 }, 'text', null, { ...(bodies[0] as object), sectionId: 'nowhere' }, broken(1)]
    const all = [...bodies.slice(0, 13), ...poison, ...bodies.slice(13)]
    const { DB, calls } = watchD1(env.DB)
    const outcomes = await deliver(all, { DB, attempts: 3 })
    expect(outcomes.slice(13, 13 + poison.length)).toEqual(poison.map(() => 10))
    expect(outcomes.filter((outcome) => outcome === 'ack')).toHaveLength(30)
    expectConserved({ taken: events.map(({ id }) => id), stored: await ids() })
    expect(calls.filter(({ kind }) => kind === 'batch').length).toBeLessThan(25)
    expect(JSON.stringify(lines.mock.calls)).not.toContain('nowhere')
  })

  test('stops looking for what fails when everything does', async () => {
    const { track, bodies } = await start()
    for (let time = 0; time < 100; time++) await track([orderCreated()])
    const { DB, calls } = watchD1(env.DB, ({ kind }) => (kind === 'batch' ? new Error('D1_ERROR: something new') : undefined))
    const outcomes = await deliver(bodies, { DB, attempts: 2 })
    expect(outcomes).not.toContain('ack')
    expect(new Set(outcomes)).toEqual(new Set([10, 20]))
    expect(calls.filter(({ kind }) => kind === 'batch').length).toBeLessThanOrEqual(40)
  })

  test('does not store whom somebody erased while the event waited', async () => {
    const { track, bodies, section, counted } = await start()
    const mine = collector({ EVENTS_QUEUE: heldQueue().queue })
    const report = await newIntegration(mine, section)
    expect((await report({ events: [orderCreated({ profile: { email: 'ada@shop.example' } })] })).status).toBe(200)
    await track([orderCreated({ visitorId: 'v-1' }), orderCreated({ visitorId: 'v-1', fields: {} }), orderCreated({ visitorId: 'v-2' })])
    const erasedAt = new Date(START).toISOString()
    await eraseProfile(env.DB, { sectionId: section.id, reference: { kind: 'visitor', value: 'v-1' }, erasedAt, erasedBy: 'token' })
    expect(await deliver(bodies)).toEqual(['ack'])
    expect(await rowsOf(section, 'select visitor_id as id from events where section_id = ?')).toEqual([{ id: 'v-2' }])
    expect(await rowsOf(section, 'select 1 from quarantine where section_id = ?')).toEqual([])
    expect(await counted()).toEqual({ accepted: 1, rejected: 2 })
  })
})

describe('dead letters', () => {
  test('are held in quarantine, event by event, and stored from there as they came', async () => {
    const { track, bodies, call, section, ids, time } = await start()
    const mine = collector({ EVENTS_QUEUE: heldQueue().queue })
    const event = orderCreated({
      visitorId: 'v-1',
      page: { url: 'https://shop.example/a' },
      consent: { purposes: ['analytics'], at: '2026-11-23T09:00:00.000Z' },
    })
    const [rejected] = [orderCreated({ fields: {} })]
    await track([event, rejected], { sentAt: '2026-11-23T10:00:01Z', dropped: { expired: 1 } })
    expect(mine.time.now).toBe(START)
    time.now += 3_600_000
    expect(await deliver(bodies, DEAD)).toEqual(['ack'])
    expect(await deliver(bodies, { ...DEAD, attempts: 2 })).toEqual(['ack'])
    expect(await ids()).toEqual([])
    const path = `/v1/sections/${section.id}/quarantine/groups`
    const { body } = await call<Page<QuarantineGroup>>('GET', path)
    const group = body.items.find(({ issues }) => issues[0]?.code === 'storage_failed')
    expect(group).toMatchObject({ discriminator: 'order-created', version: 1, count: 1, held: 1, issues: [{ code: 'storage_failed' }] })
    const repaired = await call('POST', `${path}/${group?.id}/repair`, { body: { repairs: [], dryRun: false } })
    expect(repaired.body).toMatchObject({ checked: 1, repaired: 1 })
    expectConserved({ taken: [event.id, rejected?.id ?? ''], stored: await ids(), rejected: [rejected?.id ?? ''] })
    const columns = 'occurred_at, sender_occurred_at, sent_at, received_at, visitor_id, page, fields, consent, via'
    expect(await rowsOf(section, `select ${columns} from events where section_id = ?`)).toEqual([
      {
        occurred_at: '2026-11-23T09:59:58.000Z',
        sender_occurred_at: event.occurredAt,
        sent_at: '2026-11-23T10:00:01Z',
        received_at: '2026-11-23T10:00:00.000Z',
        visitor_id: 'v-1',
        page: '{"url":"https://shop.example/a"}',
        fields: JSON.stringify(event.fields),
        consent: '{"purposes":["analytics"],"at":"2026-11-23T09:00:00.000Z"}',
        via: 'visitor',
      },
    ])
  })

  test('of an integration name whom they are about', async () => {
    const { bodies, queue, section } = await start()
    const report = await newIntegration(collector({ EVENTS_QUEUE: queue }), section)
    await report({ events: [orderCreated({ profile: { email: 'Ada@shop.example' } })] })
    expect(await deliver(bodies, DEAD)).toEqual(['ack'])
    expect(
      await rowsOf(section, `select channel, subject, event ->> '$.profile.email' as email from quarantine where section_id = ?`),
    ).toEqual([{ channel: 'integration', subject: 'email:ada@shop.example', email: 'ada@shop.example' }])
  })

  test('that cannot be read are kept whole, in the section that they name or in the first one', async () => {
    const { section, bodies, track } = await start()
    await track([orderCreated()])
    const broken = {
      ...(bodies[0] as QueuedRequest),
      entries: [{ kind: 'valid', id: 'x', happenings: [], event: { id: 'x', odd: '\ud800' } }],
    }
    const mark = crypto.randomUUID()
    expect(await deliver([broken, { sectionId: section.id, more: 1 }, mark, null], DEAD)).toEqual(['ack', 'ack', 'ack', 'ack'])
    expect(await rowsOf(section, `select event ->> '$' as event from quarantine where section_id = ? order by seq`)).toEqual([
      { event: JSON.stringify(broken) },
      { event: JSON.stringify({ sectionId: section.id, more: 1 }) },
    ])
    const first = `select id from sections order by seq limit 1`
    expect(
      await env.DB.prepare(`select section_id in (${first}) as kept from quarantine where event = ?`)
        .bind(JSON.stringify(mark))
        .first('kept'),
    ).toBe(1)
  })

  test('wait while the database is away', async () => {
    const { track, bodies } = await start()
    await track([orderCreated()])
    const { DB } = watchD1(env.DB, () => new Error('D1_ERROR: D1 DB is overloaded. Too many requests queued.'))
    expect(await deliver(bodies, { ...DEAD, DB, attempts: 4 })).toEqual([80])
  })
})
