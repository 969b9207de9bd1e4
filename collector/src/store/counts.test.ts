import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { collector, newOrderEvent, newSection, orderCreated, post, ready, START, type Verdicts } from '../../test/collector.js'

type Ready = Awaited<ReturnType<typeof ready>>

const rows = async <Row>(sql: string, ...values: unknown[]): Promise<Row[]> =>
  (
    await env.DB.prepare(sql)
      .bind(...values)
      .all<Row>()
  ).results

/** Counts by verdict, of one grain and dimension. */
const counts = async ({ section }: Pick<Ready, 'section'>, dimension: string, grain = 'hour') =>
  Object.fromEntries(
    (
      await rows<{ name: string; count: number }>(
        "select at || ' ' || key || ' ' || verdict as name, count from rollups where section_id = ? and grain = ? and dimension = ? order by 1",
        section.id,
        grain,
        dimension,
      )
    ).map(({ name, count }) => [name, count]),
  )

const groups = (mine: Pick<Ready, 'section'>) =>
  rows<{
    discriminator: string
    version: number
    signature: string
    count: number
    held: number
    first_received_at: string
    received_at: string
  }>(
    'select discriminator, version, signature, count, held, first_received_at, received_at from quarantine_groups where section_id = ? order by seq',
    mine.section.id,
  )

const installations = (mine: Pick<Ready, 'section'>) =>
  rows<object>(
    'select discriminator, version, host, path, count, first_seen_at, last_seen_at from installations where section_id = ? order by host, path',
    mine.section.id,
  )

describe('verdicts', () => {
  test('count once in each of six rows: by hour and by day; all, by custom event and by source', async () => {
    const mine = await ready()
    const send = (...events: unknown[]) => post(mine, { writeKey: mine.section.writeKey, events })
    const event = orderCreated()
    await send(event, { ...event, id: event.id.toUpperCase() }, orderCreated({ fields: { source: 'API', orderId: 'B' } }))
    await send(event, orderCreated({ fields: { source: 'API' } }), orderCreated({ version: 'order-created@9' }))
    mine.time.now = START + 3_600_000
    await send(orderCreated(), orderCreated({ version: 'unknown@1', fields: { source: 5 } }), null)
    expect(await counts(mine, 'all')).toEqual({
      '2026-11-23T10  accepted': 2,
      '2026-11-23T10  duplicate': 2,
      '2026-11-23T10  rejected': 2,
      '2026-11-23T11  accepted': 1,
      '2026-11-23T11  rejected': 2,
    })
    expect(await counts(mine, 'all', 'day')).toEqual({
      '2026-11-23  accepted': 3,
      '2026-11-23  duplicate': 2,
      '2026-11-23  rejected': 4,
    })
    // What names no custom event that is there counts under none; an unknown version of one that is, under it.
    expect(await counts(mine, 'custom_event', 'day')).toEqual({
      '2026-11-23  rejected': 2,
      '2026-11-23 order-created accepted': 3,
      '2026-11-23 order-created duplicate': 2,
      '2026-11-23 order-created rejected': 2,
    })
    expect(await counts(mine, 'source', 'day')).toEqual({
      '2026-11-23 API accepted': 1,
      '2026-11-23 API rejected': 1,
      '2026-11-23 Checkout accepted': 2,
      '2026-11-23 Checkout duplicate': 2,
      '2026-11-23 Checkout rejected': 1,
    })
  })

  test('are duplicates when a whole request comes again, also of events that would be rejected by now', async () => {
    const mine = await ready()
    const events = Array.from({ length: 20 }, () => orderCreated())
    const send = () => post(mine, { writeKey: mine.section.writeKey, events })
    await Promise.all([send(), send(), send()])
    await mine.call('POST', `${mine.path}/hide`, { body: { confirm: 'order-created' } })
    await send()
    expect(await counts(mine, 'all', 'day')).toEqual({ '2026-11-23  accepted': 20, '2026-11-23  duplicate': 60 })
    expect(await groups(mine)).toEqual([])
  })

  test('keep sections apart', async () => {
    const mine = collector()
    const [one, two] = [await newSection(mine), await newSection(mine)]
    for (const section of [one, two]) await newOrderEvent(mine, section)
    const event = orderCreated()
    await post(mine, { writeKey: one.writeKey, events: [event] })
    await post(mine, { writeKey: two.writeKey, events: [event, event] })
    const of = (section: typeof one) => counts({ section }, 'all', 'day')
    expect(await of(one)).toEqual({ '2026-11-23  accepted': 1 })
    expect(await of(two)).toEqual({ '2026-11-23  accepted': 1, '2026-11-23  duplicate': 1 })
  })

  test('take sources and page addresses at their longest', async () => {
    const mine = await ready()
    const events = Array.from({ length: 60 }, (_, index) =>
      orderCreated({
        page: { url: `https://shop.example/${index}/${'ä'.repeat(2000)}` },
        fields: { source: String(index).padEnd(255, '\u0001'), orderId: 'A' },
      }),
    )
    expect((await post(mine, { writeKey: mine.section.writeKey, events })).body.accepted).toBe(60)
    expect([Object.keys(await counts(mine, 'source')).length, (await installations(mine)).length]).toEqual([60, 60])
  })
})

describe('installations', () => {
  test('count new accepted events by version, host and path, IDs in it left out', async () => {
    const mine = await ready()
    const send = (...events: unknown[]) => post(mine, { writeKey: mine.section.writeKey, events })
    const from = (url: string) => orderCreated({ page: { url } })
    const first = from('https://shop.example/orders/10042?x=1')
    await send(first, from('https://shop.example/orders/10043'), orderCreated(), orderCreated({ page: { title: 'x' } }))
    mine.time.now += 60_000
    await send(first, from('https://SHOP.example/orders/10044'), { ...from('https://shop.example/rejected'), fields: {} })
    const times = { first_seen_at: '2026-11-23T10:00:00.000Z', last_seen_at: '2026-11-23T10:00:00.000Z' }
    const event = { discriminator: 'order-created', version: 1 }
    expect(await installations(mine)).toEqual([
      { ...event, host: '', path: '', count: 2, ...times },
      { ...event, host: 'shop.example', path: '/orders/:id', count: 3, ...times, last_seen_at: '2026-11-23T10:01:00.000Z' },
    ])
  })
})

describe('groups of rejected events', () => {
  test('hold events that name the same version and fail alike, whatever their values, each once', async () => {
    const mine = await ready()
    const send = (...events: unknown[]) => post(mine, { writeKey: mine.section.writeKey, events })
    const broken = (total: unknown, more = {}) => orderCreated({ fields: { source: 'API', total, ...more } })
    const first = broken('1')
    await send(first, first, broken('2'), broken([3], { x: 1 }), null, 'x')
    mine.time.now += 1000
    await send(first, broken('4'), null)
    const [early, late] = ['2026-11-23T10:00:00.000Z', '2026-11-23T10:00:01.000Z']
    expect(await groups(mine)).toEqual(
      expect.arrayContaining([
        {
          discriminator: 'order-created',
          version: 1,
          signature: '[["field_required","orderId"],["field_type","total"]]',
          count: 3,
          held: 3,
          first_received_at: early,
          received_at: late,
        },
        {
          discriminator: 'order-created',
          version: 1,
          signature: '[["field_required","orderId"],["field_type","total"],["field_unknown","x"]]',
          count: 1,
          held: 1,
          first_received_at: early,
          received_at: early,
        },
        {
          discriminator: '',
          version: 0,
          signature: '[["event_invalid",""]]',
          count: 2,
          held: 2,
          first_received_at: early,
          received_at: late,
        },
      ]),
    )
    expect(await groups(mine)).toHaveLength(3)
  })

  test('let go of an event that fails otherwise when it comes again', async () => {
    const mine = await ready()
    const event = orderCreated({ fields: { source: 'API' } })
    const send = () => post(mine, { writeKey: mine.section.writeKey, events: [event] })
    await mine.call('PATCH', mine.path, { body: { webTracking: false } })
    await send()
    await mine.call('PATCH', mine.path, { body: { webTracking: true } })
    await send()
    await send()
    expect((await groups(mine)).map(({ signature, count, held }) => [signature, count, held])).toEqual([
      ['[["field_required","orderId"],["web_tracking_disabled","version"]]', 0, 0],
      ['[["field_required","orderId"]]', 1, 1],
    ])
  })
})

test('whatever comes, verdicts that were answered are those counted, and groups hold what quarantine holds', async () => {
  const mine = await ready()
  const ids = Array.from({ length: 6 }, () => crypto.randomUUID())
  const event = fc.record({
    id: fc.constantFrom(...ids, 'none'),
    version: fc.constantFrom('order-created@1', 'order-created@1', 'order-created@1', 'order-created@2', 'other@1', 5),
    occurredAt: fc.constant('2026-11-23T10:00:00Z'),
    fields: fc.record(
      { source: fc.constantFrom('API', 'Shop', 5, ''), orderId: fc.constantFrom('A', 1), x: fc.constant(1) },
      { requiredKeys: ['source'] },
    ),
  })
  const answered = { accepted: 0, duplicate: 0, rejected: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(event, fc.constant(null)), { minLength: 1, maxLength: 8 }), async (events) => {
      mine.time.now += 600_000
      const { body } = await post<Verdicts>(mine, { writeKey: mine.section.writeKey, events })
      answered.accepted += body.accepted
      answered.duplicate += body.duplicates
      answered.rejected += body.rejected
    }),
    { numRuns: 60 },
  )
  for (const grain of ['hour', 'day'])
    for (const dimension of ['all', 'custom_event']) {
      const sums = { accepted: 0, duplicate: 0, rejected: 0 }
      for (const [name, count] of Object.entries(await counts(mine, dimension, grain)))
        sums[name.split(' ').at(-1) as keyof typeof sums] += count
      expect([grain, dimension, sums]).toEqual([grain, dimension, answered])
    }
  const [stored] = await rows<{ count: number }>('select count(*) as count from events where section_id = ?', mine.section.id)
  const [installed] = await rows<{ count: number }>(
    'select coalesce(sum(count), 0) as count from installations where section_id = ?',
    mine.section.id,
  )
  expect([stored?.count, installed?.count]).toEqual([answered.accepted, answered.accepted])
  const grouped = await rows<object>(
    'select g.seq, g.count, g.held, count(q.seq) as kept from quarantine_groups g left join quarantine q on q.group_id = g.seq where g.section_id = ? group by g.seq having g.count <> kept or g.held <> kept',
    mine.section.id,
  )
  expect(grouped).toEqual([])
  const [lost] = await rows<{ count: number }>(
    'select count(*) as count from quarantine where section_id = ? and group_id is null',
    mine.section.id,
  )
  expect(lost?.count).toBe(0)
})
