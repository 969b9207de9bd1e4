import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { collector, newOrderEvent, newSection, orderCreated, post, ready, START } from '../../test/collector.js'
import { watchD1 } from '../../test/watched-d1.js'
import type { Quarantined, Recent } from '../schema/event.js'
import type { Page } from '../schema/list.js'
import type { Section } from '../schema/section.js'

type Ready = Awaited<ReturnType<typeof ready>>

const lists = async ({ call, section }: Pick<Ready, 'call' | 'section'>) => ({
  recent: (await call<Page<Recent>>('GET', `/v1/sections/${section.id}/recent`)).body.items,
  quarantine: (await call<Page<Quarantined>>('GET', `/v1/sections/${section.id}/quarantine`)).body.items,
})

describe('verdicts', () => {
  let shared: Ready
  beforeAll(async () => {
    shared = await ready()
  })
  const send = (...events: unknown[]) => post(shared, { writeKey: shared.section.writeKey, events })

  test('accepts a valid event, and stores it with all its instants', async () => {
    const mine = await ready()
    const event = orderCreated({ visitorId: 'v-1', page: { url: 'https://shop.example/', title: 'Shop', other: 1, referrer: null } })
    const { status, body } = await post(mine, { writeKey: mine.section.writeKey, sentAt: '2026-11-23T10:00:01Z', events: [event] })
    expect(status).toBe(200)
    expect(body).toEqual({ accepted: 1, duplicates: 0, rejected: 0, verdicts: [{ id: event.id, status: 'accepted' }] })
    expect((await lists(mine)).recent).toEqual([
      {
        status: 'accepted',
        id: event.id,
        version: 'order-created@1',
        source: 'Checkout',
        occurredAt: '2026-11-23T09:59:58.000Z',
        senderOccurredAt: event.occurredAt,
        sentAt: '2026-11-23T10:00:01Z',
        receivedAt: '2026-11-23T10:00:00.000Z',
        clamped: false,
        visitorId: 'v-1',
        profileId: expect.any(String),
        page: { url: 'https://shop.example/', title: 'Shop' },
        fields: event.fields,
      },
    ])
  })

  test('accepts every field type, and takes null for not sent', async () => {
    const fields = {
      orderId: 'ä€😀',
      total: -0.5,
      items: 2,
      gift: false,
      delivery: '2028-02-29',
      paidAt: '2026-11-23T10:00:00+01:00',
      source: 'My Page',
    }
    const mine = await ready()
    const { body } = await post(mine, {
      writeKey: mine.section.writeKey,
      events: [orderCreated({ fields }), orderCreated({ fields: { orderId: 'A', source: 'API', total: null } })],
    })
    expect(body.accepted).toBe(2)
    const stored = (await lists(mine)).recent.map((item) => item.status === 'accepted' && item.fields)
    expect(stored).toEqual([{ orderId: 'A', source: 'API' }, fields])
  })

  test.each<[code: string, field: string | undefined, change: Record<string, unknown>]>([
    ['id_invalid', 'id', { id: 'A-1' }],
    ['id_invalid', 'id', { id: undefined }],
    ['id_invalid', 'id', { id: '00000000-0000-0000-0000-000000000000' }],
    ['occurred_at_invalid', 'occurredAt', { occurredAt: '2026-02-30T10:00:00Z' }],
    ['version_unknown', 'version', { version: 'order-created@2' }],
    ['version_unknown', 'version', { version: 'no-such@1' }],
    ['version_unknown', 'version', { version: 5 }],
    ['version_unknown', 'version', { version: "order-created@1' or 1=1 --" }],
    ['event_invalid', 'visitorId', { visitorId: 'x'.repeat(65) }],
    ['event_invalid', 'page', { page: 'https://shop.example/' }],
    ['event_invalid', 'page.url', { page: { url: 5 } }],
    ['event_invalid', 'fields', { fields: [] }],
    ['source_missing', 'source', { fields: { orderId: 'A' } }],
    ['source_invalid', 'source', { fields: { orderId: 'A', source: '' } }],
    ['source_invalid', 'source', { fields: { orderId: 'A', source: 'x'.repeat(256) } }],
    ['field_required', 'orderId', { fields: { source: 'API' } }],
    ['field_required', 'orderId', { fields: { source: 'API', orderId: null } }],
    ['field_unknown', 'constructor', { fields: { source: 'API', orderId: 'A', constructor: 1 } }],
    ['field_type', 'total', { fields: { source: 'API', orderId: 'A', total: '129.5' } }],
    ['field_type', 'items', { fields: { source: 'API', orderId: 'A', items: 1.5 } }],
    ['field_type', 'gift', { fields: { source: 'API', orderId: 'A', gift: 'yes' } }],
    ['field_type', 'delivery', { fields: { source: 'API', orderId: 'A', delivery: '2027-02-29' } }],
    ['field_type', 'paidAt', { fields: { source: 'API', orderId: 'A', paidAt: '2026-11-23' } }],
    ['field_type', 'orderId', { fields: { source: 'API', orderId: '\ud800' } }],
    ['field_too_long', 'orderId', { fields: { source: 'API', orderId: 'x'.repeat(4097) } }],
    ['event_too_large', undefined, { more: 'x'.repeat(33_000) }],
    ['event_invalid', undefined, { more: [[[[[[[[[1]]]]]]]]] }],
  ])('rejects with %s, naming %s: %j', async (code, field, change) => {
    const { status, body } = await send(orderCreated(change))
    expect(status).toBe(200)
    expect(body.rejected).toBe(1)
    expect(body.verdicts[0]?.issues).toHaveLength(1)
    expect(body.verdicts[0]?.issues?.[0]).toEqual({
      code,
      ...(field && { field }),
      expected: expect.any(String),
      received: expect.any(String),
      message: expect.stringContaining(field ?? 'event'),
    })
  })

  test('says everything that is wrong with an event at once, at most 20 things', async () => {
    const wrong = { id: 'x', version: 'order-created@1', occurredAt: 'x', fields: { total: 'x', y: 1 } }
    const codes = async (event: unknown) => (await send(event)).body.verdicts[0]?.issues?.map((issue) => issue.code)
    expect(await codes(wrong)).toEqual([
      'id_invalid',
      'occurred_at_invalid',
      'source_missing',
      'field_required',
      'field_type',
      'field_unknown',
    ])
    const unknown = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`f${index}`, 1]))
    expect(await codes(orderCreated({ fields: unknown }))).toHaveLength(20)
  })

  test('keeps every neighbour of malformed events', async () => {
    const good = Array.from({ length: 6 }, () => orderCreated())
    const bad = [null, 5, 'x', [], JSON.parse('{"__proto__":{"id":1},"constructor":1,"prototype":2}'), { id: { id: {} } }]
    const { body } = await send(...good.flatMap((event, index) => [bad[index], event]))
    expect(body.verdicts.map(({ status }) => status)).toEqual(good.flatMap(() => ['rejected', 'accepted']))
    expect(body.verdicts.filter(({ status }) => status === 'accepted').map(({ id }) => id)).toEqual(good.map(({ id }) => id))
    expect(body).toMatchObject({ accepted: 6, duplicates: 0, rejected: 6 })
  })

  test('neither stumbles over an event 100,000 levels deep nor stores it unbounded', async () => {
    const mine = await ready()
    const good = orderCreated()
    const deep = `{"id":"${crypto.randomUUID()}","a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
    const { status, body } = await post(mine, `{"writeKey":"${mine.section.writeKey}","events":[${deep},${JSON.stringify(good)}]}`)
    expect(status).toBe(200)
    expect(body.verdicts.map((verdict) => verdict.status)).toEqual(['rejected', 'accepted'])
    const { quarantine } = await lists(mine)
    expect(JSON.stringify(quarantine[0]?.event).length).toBeLessThan(200)
    expect(JSON.stringify(quarantine[0]?.event)).toContain('"…"')
  })

  test('treats keys with a meaning in JavaScript as plain unknown ones, and keeps them as they were sent', async () => {
    const mine = await ready()
    const event = `{"id":"${crypto.randomUUID()}","version":"order-created@1","occurredAt":"2026-11-23T10:00:00Z","fields":{"source":"API","orderId":"A","__proto__":{"polluted":true},"toString":1}}`
    const { body } = await post(mine, `{"writeKey":"${mine.section.writeKey}","events":[${event}]}`)
    expect(body.verdicts[0]?.issues?.map(({ code, field }) => [code, field])).toEqual([
      ['field_unknown', '__proto__'],
      ['field_unknown', 'toString'],
    ])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(JSON.stringify((await lists(mine)).quarantine[0]?.event)).toBe(event)
  })

  test('stores texts that look like SQL, markup and templates as they are', async () => {
    const mine = await ready()
    const texts = ["'); drop table events; --", '</script><script>alert(1)</script>', '<!--', '${1+1}`', '\u2028\0"\\', '%_*?[', '�😀']
    const events = texts.map((text) =>
      orderCreated({ visitorId: text.slice(0, 64), page: { title: text }, fields: { source: text, orderId: text } }),
    )
    const { body } = await post(mine, { writeKey: mine.section.writeKey, events })
    expect(body.accepted).toBe(texts.length)
    const { recent } = await lists(mine)
    expect(recent.map((item) => item.status === 'accepted' && item.fields.orderId).reverse()).toEqual(texts)
    expect(recent.map((item) => item.status === 'accepted' && item.page?.title).reverse()).toEqual(texts)
    expect(recent.map((item) => item.status === 'accepted' && item.visitorId).reverse()).toEqual(texts)
  })
})

describe('time', () => {
  test('rejects a version before it is usable, naming the instant, and accepts both versions from then on', async () => {
    const mine = await ready()
    const { time, call, path, section } = mine
    const fields = [{ name: 'Order ID', type: 'text' }]
    expect((await call('PUT', `${path}/fields`, { body: { fields } })).status).toBe(201)
    const both = () => [orderCreated(), orderCreated({ version: 'order-created@2', fields: { source: 'API' } })]
    time.now = START + 3_600_000 - 1
    const before = await post(mine, { writeKey: section.writeKey, events: both() })
    expect(before.body.verdicts.map(({ status }) => status)).toEqual(['accepted', 'rejected'])
    expect(before.body.verdicts[1]?.issues).toEqual([
      {
        code: 'version_not_yet_usable',
        field: 'version',
        expected: '2026-11-23T11:00:00.000Z',
        received: '2026-11-23T10:59:59.999Z',
        message: 'version must be sent from 2026-11-23T11:00:00.000Z on, received 2026-11-23T10:59:59.999Z',
      },
    ])
    time.now = START + 3_600_000
    const after = await post(mine, { writeKey: section.writeKey, events: both() })
    expect(after.body).toMatchObject({ accepted: 2, rejected: 0 })
  })

  test('rejects events of a hidden custom event, for ever, in this isolate at once and in others within the time to live', async () => {
    const mine = await ready()
    const other = collector()
    const send = (to: typeof other) => post(to, { writeKey: mine.section.writeKey, events: [orderCreated()] })
    expect((await send(other)).body.accepted).toBe(1)
    await mine.call('POST', `${mine.path}/hide`, { body: { confirm: 'order-created' } })
    expect((await send(mine)).body.verdicts[0]?.issues?.[0]?.code).toBe('event_hidden')
    other.time.now = START + 10_000
    expect((await send(other)).body.accepted).toBe(1)
    other.time.now = START + 10_001
    expect((await send(other)).body.verdicts[0]?.issues?.[0]?.code).toBe('event_hidden')
    other.time.now = START + 10 * 365 * 86_400_000
    expect((await send(other)).body.verdicts[0]?.issues?.[0]?.code).toBe('event_hidden')
  })

  test('accepts a custom event only while its web tracking is on', async () => {
    const mine = await ready()
    const send = async () => (await post(mine, { writeKey: mine.section.writeKey, events: [orderCreated()] })).body.verdicts[0]
    await mine.call('PATCH', mine.path, { body: { webTracking: false } })
    expect((await send())?.issues?.map(({ code }) => code)).toEqual(['web_tracking_disabled'])
    await mine.call('PATCH', mine.path, { body: { webTracking: true } })
    expect((await send())?.status).toBe('accepted')
  })

  test('flags an instant that it clamps', async () => {
    const mine = await ready()
    await post(mine, {
      writeKey: mine.section.writeKey,
      sentAt: 'nonsense',
      events: [orderCreated({ occurredAt: '2099-01-01T00:00:00Z' })],
    })
    expect((await lists(mine)).recent[0]).toMatchObject({
      clamped: true,
      occurredAt: '2026-11-23T10:00:00.000Z',
      senderOccurredAt: '2099-01-01T00:00:00Z',
      sentAt: null,
    })
  })
})

describe('duplicates', () => {
  test('takes the same ID for the same event, whatever its case, within and across requests', async () => {
    const mine = await ready()
    const event = orderCreated()
    const shouted = { ...event, id: event.id.toUpperCase() }
    const first = await post(mine, { writeKey: mine.section.writeKey, events: [event, shouted] })
    expect(first.body.verdicts).toEqual([
      { id: event.id, status: 'accepted' },
      { id: shouted.id, status: 'duplicate' },
    ])
    const second = await post(mine, { writeKey: mine.section.writeKey, events: [shouted, orderCreated()] })
    expect(second.body).toMatchObject({ accepted: 1, duplicates: 1, rejected: 0 })
    expect((await lists(mine)).recent).toHaveLength(2)
  })

  test('accepts a rejected event that is sent again corrected, later or in the same request', async () => {
    const mine = await ready()
    const [event, other] = [orderCreated(), orderCreated()]
    const broken = (of: typeof event) => ({ ...of, fields: {} })
    const first = await post(mine, { writeKey: mine.section.writeKey, events: [broken(event), broken(other), other, broken(other)] })
    expect(first.body.verdicts.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'accepted', 'duplicate'])
    const second = await post(mine, { writeKey: mine.section.writeKey, events: [event] })
    expect(second.body.accepted).toBe(1)
  })

  test('answers duplicate, not rejected, to the late resend of a stored event that would no longer be accepted', async () => {
    const mine = await ready()
    const event = orderCreated()
    await post(mine, { writeKey: mine.section.writeKey, events: [event] })
    await mine.call('POST', `${mine.path}/hide`, { body: { confirm: 'order-created' } })
    const { body } = await post(mine, { writeKey: mine.section.writeKey, events: [event] })
    expect(body.verdicts).toEqual([{ id: event.id, status: 'duplicate' }])
    expect((await lists(mine)).quarantine).toEqual([])
  })

  test('counts the very same rejected event instead of keeping it again', async () => {
    const mine = await ready()
    const broken = orderCreated({ fields: {} })
    const batch = { writeKey: mine.section.writeKey, events: [broken, null, null, { ...broken, fields: { x: 1 } }] }
    await post(mine, batch)
    mine.time.now += 60_000
    await post(mine, batch)
    const { quarantine } = await lists(mine)
    expect(quarantine.map(({ count, event }) => [count, event])).toEqual([
      [2, { ...broken, fields: { x: 1 } }],
      [4, null],
      [2, broken],
    ])
    expect(quarantine[2]).toMatchObject({
      id: broken.id,
      firstReceivedAt: '2026-11-23T10:00:00.000Z',
      receivedAt: '2026-11-23T10:01:00.000Z',
      issues: [{ code: 'source_missing' }, { code: 'field_required' }],
    })
  })

  test('accepts an ID once that is sent many times at the same moment, through several isolates', async () => {
    const mine = await ready()
    const events = [orderCreated(), orderCreated({ fields: {} })]
    const isolates = Array.from({ length: 6 }, () => collector())
    const answers = await Promise.all(isolates.map((isolate) => post(isolate, { writeKey: mine.section.writeKey, events })))
    expect(answers.map(({ body }) => body.verdicts[0]?.status).sort()).toEqual([
      'accepted',
      ...Array.from({ length: 5 }, () => 'duplicate'),
    ])
    const { recent, quarantine } = await lists(mine)
    expect([recent.length, quarantine.map(({ count }) => count)]).toEqual([2, [6]])
  })

  test('keeps sections apart: the same ID, name and version in another one are another event', async () => {
    const mine = collector()
    const [one, two, empty] = [await newSection(mine), await newSection(mine), await newSection(mine)]
    await newOrderEvent(mine, one)
    await newOrderEvent(mine, two)
    const event = orderCreated()
    const send = async ({ writeKey }: Section) => (await post(mine, { writeKey, events: [event] })).body.verdicts[0]?.status
    expect([await send(one), await send(two), await send(one), await send(empty)]).toEqual([
      'accepted',
      'accepted',
      'duplicate',
      'rejected',
    ])
    const counts = [one, two, empty].map(async (section) => {
      const { recent, quarantine } = await lists({ ...mine, section })
      return [recent.length, quarantine.length]
    })
    expect(await Promise.all(counts)).toEqual([
      [1, 0],
      [1, 0],
      [1, 1],
    ])
  })
})

describe('losses', () => {
  test('adds up what senders say they dropped, once for a request that is sent twice, and never refuses events over it', async () => {
    const mine = await ready()
    const send = (dropped: unknown, ...events: unknown[]) => post(mine, { writeKey: mine.section.writeKey, dropped, events })
    const first = orderCreated()
    await send({ queue_full: 2, expired: 1 }, first)
    await send({ queue_full: 2, expired: 1 }, first)
    await send({ queue_full: 3 }, first, orderCreated())
    await send({ too_large: 1 }, orderCreated({ fields: {} }))
    for (const odd of [5, 'x', [1], null, { 'A B': 1, expired: -1, too_large: 1.5, queue_full: '7', __proto__: 1 }]) {
      expect((await send(odd, orderCreated())).body.accepted).toBe(1)
    }
    const { body } = await mine.call<Section>('GET', `/v1/sections/${mine.section.id}`)
    expect(body.dropped).toEqual({ queue_full: 5, expired: 1, too_large: 1 })
  })
})

describe('storage', () => {
  // Failures are logged, which is the point of none of these tests.
  beforeEach(() => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
  })

  test.each([1, 500])(
    'stores %i events by one batch of the same few statements, and no other call once definitions are known',
    async (size) => {
      const { DB, calls } = watchD1(env.DB)
      const mine = await ready({ DB })
      const send = (events: unknown[]) => post(mine, { writeKey: mine.section.writeKey, events })
      await send([orderCreated()])
      calls.length = 0
      const { body } = await send(Array.from({ length: size }, () => orderCreated()))
      expect(body.accepted).toBe(size)
      expect(calls).toEqual([{ kind: 'batch', statements: 3 }])
    },
  )

  test('looks up what it does not know by one statement, however many names a request holds', async () => {
    const { DB, calls } = watchD1(env.DB)
    const mine = await ready({ DB })
    calls.length = 0
    const events = Array.from({ length: 500 }, (_, index) => orderCreated({ version: index ? `unknown-${index}@1` : 'order-created@1' }))
    const { body } = await post(mine, { writeKey: mine.section.writeKey, events })
    expect(body).toMatchObject({ accepted: 1, rejected: 499 })
    expect(calls).toEqual([{ kind: 'statement' }, { kind: 'batch', statements: 6 }])
  })

  test('answers 503 with Retry-After when the database fails, stores nothing, and accepts the same events afterwards', async () => {
    let failing = false
    const { DB } = watchD1(env.DB, () => (failing ? new Error('D1_ERROR: network connection lost') : undefined))
    const mine = await ready({ DB })
    const batch = { writeKey: mine.section.writeKey, events: [orderCreated(), orderCreated({ fields: {} })] }
    failing = true
    // Once while looking up definitions, and once while storing.
    for (const known of [false, true]) {
      if (known) {
        failing = false
        await post(mine, { writeKey: mine.section.writeKey, events: [orderCreated()] })
        failing = true
      }
      const { status, headers, body } = await post<{ code: string }>(mine, batch)
      expect([status, body.code, headers.get('Retry-After')]).toEqual([503, 'storage_unavailable', '5'])
    }
    failing = false
    const { body } = await post(mine, batch)
    expect(body).toMatchObject({ accepted: 1, rejected: 1 })
  })

  test('stores all of a batch or nothing of it', async () => {
    const mine = await ready()
    await env.DB.exec(
      "create trigger refuse before insert on events when new.visitor_id = 'refuse' begin select raise(abort, 'refused'); end",
    )
    const events = [orderCreated(), orderCreated({ fields: {} }), orderCreated({ visitorId: 'refuse' })]
    const { status } = await post(mine, { writeKey: mine.section.writeKey, events, dropped: { expired: 1 } })
    await env.DB.exec('drop trigger refuse')
    expect(status).toBe(503)
    expect(await lists(mine)).toEqual({ recent: [], quarantine: [] })
    expect((await mine.call<Section>('GET', `/v1/sections/${mine.section.id}`)).body.dropped).toEqual({})
  })

  test.each([
    ['500 events with 20 issues each, long keys', () => Array.from({ length: 500 }, () => ({ version: 'wide@1', fields: {} }))],
    ['one event whose numbers grow', () => [{ fields: JSON.parse(`[${'1e20,'.repeat(100_000)}0]`) }]],
    [
      'many events whose numbers grow',
      () => Array.from({ length: 17 }, (_, index) => ({ n: index, fields: JSON.parse(`[${'1e20,'.repeat(6000)}0]`) })),
    ],
    ['texts that need escaping twice', () => Array.from({ length: 16 }, (_, index) => ({ n: index, fields: { a: '"\\'.repeat(7500) } }))],
    ['lone surrogates as keys', () => Array.from({ length: 60 }, (_, index) => ({ n: index, version: 'wide@1', fields: surrogates() }))],
    ['wide and deep', () => [{ fields: JSON.parse(`${'['.repeat(40)}${'[],'.repeat(160_000)}[]${']'.repeat(40)}`) }]],
  ])('takes the worst that fits into a body: %s', async (_, make) => {
    const mine = await ready()
    const fields = Array.from({ length: 100 }, (_, index) => ({
      name: `F ${index}`,
      key: `f${index}`.padEnd(64, 'x'),
      type: 'text',
      required: true,
    }))
    const customEvents = `/v1/sections/${mine.section.id}/custom-events`
    await mine.call('POST', customEvents, { body: { name: 'Wide', category: 'signal', fields } })
    await mine.call('PATCH', `${customEvents}/wide`, { body: { webTracking: true } })
    const events = make()
    const text = JSON.stringify({ writeKey: mine.section.writeKey, events }).replaceAll('100000000000000000000', '1e20')
    expect(text.length).toBeLessThanOrEqual(512 * 1024)
    const { status, body } = await post(mine, text)
    expect(status).toBe(200)
    expect(body.rejected).toBe(events.length)
  })
})

const surrogates = () => Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${index}`.padEnd(60, '\ud800'), 1]))
