import { env } from 'cloudflare:workers'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import forgetting from '../../../docs/forgetting.md?raw'
import scaling from '../../../docs/scaling.md?raw'
import { seededRandom } from '../../../test/support/random.js'
import { type Collector, collector, orderCreated, post, ready, START } from '../../test/collector.js'
import { deliver, heldQueue } from '../../test/held-queue.js'
import { giveSecret, identification, newIntegration, proofOf, rowsOf } from '../../test/identify.js'
import { columns, emptyLake, hoursOf, recordingStream } from '../../test/recording-lake.js'
import { watchD1 } from '../../test/watched-d1.js'
import type { Bindings } from '../env.js'
import { onSchedule } from '../on-schedule.js'
import type { Page } from '../schema/list.js'
import type { QuarantineGroup } from '../schema/quarantine-group.js'
import type { Section } from '../schema/section.js'
import { eraseProfile } from '../store/erase.js'
import { CATCH_UP, catchUp } from './catch-up.js'
import type { EventRecord } from './event-record.js'

/** What was logged of the lake. */
let lines: Record<string, unknown>[]
beforeEach(async () => {
  await emptyLake()
  lines = []
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((line: string) => {
      expect(line).not.toMatch(/lovelace/i)
      if (/"lake_/.test(line)) lines.push(JSON.parse(line))
    })
})

afterAll(emptyLake)

async function start(overrides: Partial<Bindings> = {}) {
  const lake = recordingStream()
  const mine = await ready({ EVENTS_STREAM: lake.stream, ...overrides })
  const { section, done } = mine
  const send = (events: readonly unknown[], more: object = {}) => post(mine, { writeKey: section.writeKey, events, ...more })
  const track = async (events: readonly unknown[], more: object = {}) => {
    const answer = await send(events, more)
    await done()
    return answer
  }
  const cron = (run = CATCH_UP) => catchUp(mine.bindings, mine.time.now, run)
  const ids = () => lake.records(section).map(({ id }) => id)
  return { ...mine, ...lake, records: () => lake.records(section), track, cron, ids }
}

/** By the database's count and the lake's, the same number of events of each hour. */
async function expectEqualHours(section: Section): Promise<void> {
  const { sent, accepted } = await hoursOf(section)
  expect(sent).toEqual(accepted)
}

const erase = ({ section }: Pick<Awaited<ReturnType<typeof ready>>, 'section'>, visitor: string) => {
  const erasedAt = new Date(START).toISOString()
  return eraseProfile(env.DB, { sectionId: section.id, reference: { kind: 'visitor', value: visitor }, erasedAt, erasedBy: 'token' })
}

describe('the record of an event', () => {
  test('is flat, with the profile’s ID and without the visitor’s', async () => {
    const { track, records, section } = await start()
    const event = orderCreated({
      visitorId: 'visitor-1',
      page: { url: 'https://Shop.example/orders/10042?email=ada@shop.example#x', title: 'Ada Lovelace', referrer: 'https://a.example/ada' },
      consent: { purposes: ['analytics'], at: '2026-11-23T09:00:00.000Z' },
    })
    await track([event], { sentAt: '2026-11-23T10:00:01Z' })
    const [row] = await rowsOf<{ id: string }>(section, 'select id from profiles where section_id = ?')
    expect(records()).toEqual([
      {
        id: event.id,
        section_id: section.id,
        custom_event: 'order-created',
        version: 1,
        category: 'transaction',
        channel: 'web',
        source: 'Checkout',
        profile_id: row?.id,
        occurred_at: '2026-11-23T09:59:58.000Z',
        received_at: '2026-11-23T10:00:00.000Z',
        clock_clamped: false,
        page_host: 'shop.example',
        page_path: '/orders/:id',
        consent: '{"purposes":["analytics"],"at":"2026-11-23T09:00:00.000Z"}',
        fields: JSON.stringify(event.fields),
      },
    ])
    expect(Object.keys(records()[0] ?? {})).toEqual(columns)
    expect(JSON.stringify(records())).not.toMatch(/visitor-1|ada/i)
  })

  test('names nobody by what they are known by, whoever sends it and however it gets there', async () => {
    const { queue, bodies } = heldQueue()
    const lake = recordingStream()
    for (const bindings of [{}, { EVENTS_QUEUE: queue }]) {
      const mine = await start({ ...bindings, EVENTS_STREAM: lake.stream })
      const report = await newIntegration(mine, mine.section)
      const people = [{ email: 'Ada@shop.example' }, { mobile: '+46701234567' }, { crmId: 'crm-4711' }]
      await report({ events: people.map((profile) => orderCreated({ profile })) })
      await deliver(bodies.splice(0), { EVENTS_STREAM: lake.stream })
      await mine.done()
      const records = lake.records(mine.section)
      expect(records.map(({ channel }) => channel)).toEqual(['integration', 'integration', 'integration'])
      const profiles = await rowsOf<{ id: string }>(mine.section, 'select id from profiles where section_id = ? order by seq')
      expect(records.map(({ profile_id }) => profile_id)).toEqual(profiles.map(({ id }) => id))
      expect(JSON.stringify(records)).not.toMatch(/shop\.example|4670|4711/i)
    }
  })

  test('leaves out what is not known, and an instant that no engine can hold', async () => {
    const { track, records } = await start()
    await track([orderCreated({ occurredAt: '0001-01-01T00:00:00Z' }), orderCreated({ occurredAt: '2099-01-01T00:00:00Z' })])
    const [early, late] = records()
    expect(Object.keys(early ?? {})).toEqual(
      'id section_id custom_event version category channel source received_at clock_clamped fields'.split(' '),
    )
    expect(late).toMatchObject({ clock_clamped: true, occurred_at: late?.received_at })
  })

  test('keeps the part of a profile for ever, which the database leads on from', async () => {
    const mine = await start()
    const { track, records, section } = mine
    await giveSecret(section, 'secret')
    const report = await newIntegration(mine, section)
    await report({ events: [orderCreated({ profile: { email: 'ada@shop.example' } })] })
    const identify = { email: 'ada@shop.example' }
    await track([orderCreated({ visitorId: 'v-1' })])
    await track([identification({ identify, proof: await proofOf('secret', identify) })])
    await track([orderCreated({ visitorId: 'v-1' })])
    const [known, before, after] = records().map(({ profile_id }) => profile_id)
    expect([before === after, before === known]).toEqual([true, false])
    const roots = await rowsOf<{ profile_id: string; current_profile_id: string }>(
      section,
      `select * from (${documented('current_profile_id')}) where section_id = ?`,
    )
    expect(new Map(roots.map((row) => [row.profile_id, row.current_profile_id]))).toEqual(new Map([known, before].map((id) => [id, known])))
    await erase(mine, 'v-1')
    const erased = await rowsOf<{ profile_id: string }>(section, `select * from (${documented('erased_at from')}) where section_id = ?`)
    expect(new Set(erased.map(({ profile_id }) => profile_id))).toEqual(new Set([known, before]))
  })
})

/** A statement that the documentation gives, by a text that is in it. */
function documented(mark: string): string {
  const blocks = [scaling, forgetting].flatMap((text) => [...text.matchAll(/```sql\n([^`]+)```|--command "(select[^"]+)"/g)])
  const found = blocks.flatMap(([, block, command]) => block ?? command ?? []).filter((sql) => sql.includes(mark))
  expect([mark, found.length]).toEqual([mark, 1])
  return found[0] ?? ''
}

test.each([
  { whose: 'one visitor', visitors: ['v-1', 'v-1'], statements: 5 },
  { whose: 'several', visitors: ['v-1', 'v-2'], statements: 6 },
])(
  'without a stream nothing is done for a lake: no call, no statement, no row, with events of $whose',
  async ({ visitors, statements }) => {
    const { DB, calls } = watchD1(env.DB)
    const { section } = await ready()
    // It takes its time, until an answer was given.
    let gate = Promise.withResolvers<void>()
    const EVENTS_STREAM = { send: () => gate.promise }
    const events = () => visitors.map((visitorId) => orderCreated({ visitorId }))
    /** What a request and a message cost, before the answer and in all. */
    async function costOf(bindings: Partial<Bindings>) {
      const mine = collector({ DB, ...bindings })
      const { queue, bodies } = heldQueue()
      const send = (to: Collector) => post(to, { writeKey: section.writeKey, events: events() })
      await send(collector({ ...bindings, EVENTS_QUEUE: queue }))
      await send(mine)
      gate.resolve()
      await mine.done()
      calls.length = 0
      gate = Promise.withResolvers()
      await send(mine)
      const answered = calls.slice()
      gate.resolve()
      const kept = await mine.done()
      const later = calls.slice(answered.length)
      calls.length = 0
      await deliver(bodies, { DB, ...bindings })
      return { answered, kept, later, delivered: calls.slice() }
    }
    const store = { kind: 'batch', statements }
    const note = { kind: 'batch', statements: 3 }
    const read = { kind: 'statement' }
    expect(await costOf({})).toEqual({ answered: [store], kept: 0, later: [], delivered: [read, store] })
    await catchUp({ DB }, START)
    for (const table of ['lake_sent', 'lake_progress', 'lake_hours'])
      expect(await env.DB.prepare(`select count(*) as count from ${table}`).first('count')).toBe(0)
    expect(calls).toEqual([read, store])
    // With one, the answer costs no more either.
    expect(await costOf({ EVENTS_STREAM })).toEqual({ answered: [store], kept: 1, later: [note], delivered: [read, store, note] })
  },
)

describe('a stream that fails', () => {
  test('changes no answer; the cron trigger sends again, and then the counts agree', async () => {
    const mine = await start()
    const { track, state, cron, records, ids, section } = mine
    const events = Array.from({ length: 5 }, (_, index) => orderCreated({ visitorId: `v-${index}` }))
    state.fails = () => true
    // The very first ones: nothing is noted of the lake yet.
    for (const event of events.slice(0, 3)) expect((await track([event])).body).toMatchObject({ accepted: 1 })
    expect(lines).toEqual([{ level: 'warn', event: 'lake_failed', events: 1, cause: expect.stringMatching(/^Error at /) }])
    delete state.fails
    await track(events.slice(3))
    expect(ids()).toEqual(events.slice(3).map(({ id }) => id))
    lines.length = 0
    // What is stored may still be on its way when the trigger runs, so the next run sees to it.
    await cron()
    expect([records().length, lines]).toEqual([2, []])
    await cron()
    expect([...ids()].sort()).toEqual(events.map(({ id }) => id).sort())
    expect(lines).toEqual([{ level: 'info', event: 'lake_caught_up', events: 3 }])
    await expectEqualHours(section)
    lines.length = 0
    await cron()
    expect([records().length, lines]).toEqual([5, []])
  })

  test('for the first events only loses none of them, although later ones were there before it failed', async () => {
    const { section } = await ready()
    const lake = recordingStream()
    const failing = Promise.withResolvers<void>()
    const first = collector({ EVENTS_STREAM: { send: () => failing.promise } })
    const second = collector({ EVENTS_STREAM: lake.stream })
    const events = [orderCreated(), orderCreated()]
    await post(first, { writeKey: section.writeKey, events: events.slice(0, 1) })
    await post(second, { writeKey: section.writeKey, events: events.slice(1) })
    await second.done()
    failing.reject(new Error('Stream is not there'))
    await first.done()
    for (let run = 0; run < 2; run++) await catchUp(second.bindings, START)
    expect(lake.records(section).map(({ id }) => id)).toEqual(events.map(({ id }) => id).reverse())
    await expectEqualHours(section)
  })

  test('is told of whenever the cron trigger runs, with how much is missing in all sections', async () => {
    const { track, state, stream, cron, ids, records, section } = await start()
    const other = await start({ EVENTS_STREAM: stream })
    const events = [orderCreated(), orderCreated()]
    state.fails = () => true
    await track(events)
    await other.track([orderCreated()])
    await cron()
    lines.length = 0
    await cron()
    expect(lines).toEqual([
      { level: 'warn', event: 'lake_failed', cause: expect.stringMatching(/^Error at /) },
      { level: 'warn', event: 'lake_behind', hours: 2, events: 3 },
    ])
    delete state.fails
    await cron()
    expect([ids(), records().length]).toEqual([events.map(({ id }) => id), 2])
    await expectEqualHours(section)
    await expectEqualHours(other.section)
  })

  test('in the middle of a large request is sent only what is missing, in calls that a stream takes', async () => {
    const mine = await start()
    const { track, state, cron, ids, calls, section } = mine
    const events = Array.from({ length: 500 }, (_, index) =>
      orderCreated({ fields: { source: 'API', orderId: `${index}${'"'.repeat(430)}` } }),
    )
    state.fails = (_, call) => call === 2
    await track(events)
    expect(calls.length).toBe(1)
    const first = ids().length
    expect([first > 100, first < 500]).toEqual([true, true])
    await cron()
    await cron()
    expect(ids()).toEqual(events.map(({ id }) => id))
    await expectEqualHours(section)
  })

  test('counts for the rest of an outage of hours, by bounded runs', async () => {
    const mine = await start()
    const { track, state, cron, ids, time, section } = mine
    state.fails = () => true
    const events = Array.from({ length: 12 }, () => orderCreated())
    for (const event of events) {
      await track([event])
      time.now += 600_000
    }
    await cron()
    lines.length = 0
    delete state.fails
    const run = { events: 3, steps: 2, maxMs: 10_000 }
    await cron(run)
    expect(ids()).toEqual(events.slice(0, 6).map(({ id }) => id))
    expect(lines.at(-1)).toEqual({ level: 'warn', event: 'lake_behind', hours: 1, events: 6 })
    lines.length = 0
    await cron(run)
    await cron(run)
    expect(ids()).toEqual(events.map(({ id }) => id))
    expect(lines).toEqual([{ level: 'info', event: 'lake_caught_up', events: 6 }])
    await expectEqualHours(section)
  })
})

describe('an event that was stored', () => {
  test('goes out the same later as it would have at once', async () => {
    const { track, state, cron, records } = await start()
    const odd = ["'); drop table events; --", '\0\u2028"\\', 'ä€😀', '\\ud800', '{{1}}']
    const events = [
      ...odd.map((text) =>
        orderCreated({
          fields: { source: text, orderId: text, total: 1e300, gift: false },
          visitorId: text,
          page: { url: 'https://x.example/ä?b' },
        }),
      ),
      orderCreated({ occurredAt: '0001-01-01T00:00:00Z' }),
      orderCreated({
        occurredAt: '2099-01-01T00:00:00Z',
        consent: { purposes: [], at: '2026-11-23T09:00:00Z' },
        page: { url: 'about:blank' },
      }),
    ]
    await track(events)
    const atOnce = records()
    expect(atOnce.length).toBe(events.length)
    await emptyLake()
    state.fails = () => true
    await track([orderCreated()])
    delete state.fails
    await env.DB.prepare('update lake_progress set start_seq = start_seq - ?1, done_seq = done_seq - ?1').bind(events.length).run()
    await cron()
    await cron()
    expect(records().slice(atOnce.length, -1)).toEqual(atOnce)
  })

  test('goes out although nothing could be noted of it: twice then, with the same ID', async () => {
    let failing = false
    const { DB } = watchD1(env.DB, ({ kind, ...call }) =>
      failing && kind === 'batch' && 'statements' in call && call.statements === 3
        ? new Error('D1_ERROR: Network connection lost.')
        : undefined,
    )
    const { track, cron, ids, section } = await start({ DB })
    const event = orderCreated({ visitorId: 'v-1' })
    failing = true
    expect((await track([event])).body.accepted).toBe(1)
    failing = false
    await cron()
    await cron()
    expect(ids()).toEqual([event.id, event.id])
    await expectEqualHours(section)
  })

  test('goes out although the answer of the database was lost, and its sender was told to come again', async () => {
    let lost = false
    const { DB } = watchD1(env.DB, undefined, ({ kind }) => (lost && kind === 'batch' ? new Error('Network connection lost.') : undefined))
    const { track, cron, ids, section } = await start({ DB })
    await track([orderCreated()])
    const event = orderCreated()
    lost = true
    expect((await track([event])).status).toBe(503)
    lost = false
    expect((await track([event])).body).toMatchObject({ accepted: 0, duplicates: 1 })
    expect(ids()).not.toContain(event.id)
    await cron()
    await cron()
    expect(ids().filter((id) => id === event.id)).toEqual([event.id])
    await expectEqualHours(section)
  })

  test('stays away when somebody was erased before it could be sent again, and no hour counts as short for it', async () => {
    const mine = await start()
    const { track, state, cron, ids } = mine
    const kept = orderCreated({ visitorId: 'v-2' })
    state.fails = () => true
    await track([orderCreated({ visitorId: 'v-1' }), kept])
    await erase(mine, 'v-1')
    delete state.fails
    await cron()
    lines.length = 0
    await cron()
    expect(ids()).toEqual([kept.id])
    expect(lines).toEqual([{ level: 'info', event: 'lake_caught_up', events: 1 }])
  })

  test('by a repair of rejected ones goes out like any other', async () => {
    const { track, call, records, done, section } = await start()
    const event = orderCreated({ fields: { source: 'API', orderId: 'A', totals: 1 }, visitorId: 'v-1' })
    await track([event])
    expect(records()).toEqual([])
    const path = `/v1/sections/${section.id}/quarantine/groups`
    const { body } = await call<Page<QuarantineGroup>>('GET', path)
    const repair = (dryRun: boolean) =>
      call('POST', `${path}/${body.items[0]?.id}/repair`, { body: { repairs: [{ kind: 'drop', field: 'totals' }], dryRun } })
    expect((await repair(true)).body).toMatchObject({ repaired: 1 })
    await done()
    expect(records()).toEqual([])
    expect((await repair(false)).body).toMatchObject({ repaired: 1 })
    await done()
    expect(records().map(({ id, fields }) => [id, JSON.parse(fields)])).toEqual([[event.id, { source: 'API', orderId: 'A' }]])
    await expectEqualHours(section)
  })

  test('while it waited in a queue does not go out when somebody was erased', async () => {
    const { queue, bodies } = heldQueue()
    const mine = await start({ EVENTS_QUEUE: queue })
    const { track, stream, ids } = mine
    const kept = orderCreated({ visitorId: 'v-2' })
    await track([orderCreated({ visitorId: 'v-1' }), kept, kept, orderCreated({ fields: {} })])
    expect(ids()).toEqual([])
    await erase(mine, 'v-1')
    expect(await deliver(bodies, { EVENTS_STREAM: stream })).toEqual(['ack'])
    expect(await deliver(bodies, { EVENTS_STREAM: stream, attempts: 2 })).toEqual(['ack'])
    expect(ids()).toEqual([kept.id])
  })
})

test('what was stored before there was a lake is brought in as the documentation says, and nothing twice', async () => {
  const { send, section, done } = await ready()
  const old = [orderCreated(), orderCreated()]
  await post({ send }, { writeKey: section.writeKey, events: old })
  expect(await done()).toBe(0)
  const lake = recordingStream()
  const mine = collector({ EVENTS_STREAM: lake.stream })
  const events = Array.from({ length: 3 }, () => orderCreated())
  for (const event of events) {
    lake.state.fails = () => event === events[1]
    await post(mine, { writeKey: section.writeKey, events: [event] })
    await mine.done()
  }
  delete lake.state.fails
  for (let run = 0; run < 2; run++) await catchUp(mine.bindings, START)
  const [, command = ''] = /--command "(insert into lake_sent [^"]+)"/.exec(scaling) ?? []
  const only = 'where seq = (select min(seq) from events where section_id = ?)'
  const first = (await rowsOf<{ seq: number }>(section, `select seq from events ${only}`))[0]?.seq ?? 0
  // From the first event of this test on, since other tests have stored some too.
  await env.DB.batch(
    command
      .replaceAll(' = 0', ` = ${first - 1}`)
      .split('; ')
      .map((sql) => env.DB.prepare(sql)),
  )
  for (let run = 0; run < 2; run++) await catchUp(mine.bindings, START)
  expect(
    lake
      .records(section)
      .map(({ id }) => id)
      .sort(),
  ).toEqual([...old, ...events].map(({ id }) => id).sort())
  await expectEqualHours(section)
})

test('the consumer acknowledges what is stored although the stream fails', async () => {
  const { queue, bodies } = heldQueue()
  const { track, stream, state, cron, ids, section } = await start({ EVENTS_QUEUE: queue })
  const events = Array.from({ length: 4 }, () => orderCreated())
  for (const event of events) await track([event])
  state.fails = () => true
  expect(await deliver(bodies, { EVENTS_STREAM: stream })).toEqual(events.map(() => 'ack'))
  delete state.fails
  await cron()
  await cron()
  expect(ids()).toEqual(events.map(({ id }) => id))
  await expectEqualHours(section)
})

test('the cron trigger sees to the lake although something else fails, and fails itself when the database does', async () => {
  const { track, state, bindings, ids, time } = await start()
  state.fails = () => true
  await track([orderCreated()])
  delete state.fails
  await onSchedule(bindings, time.now)
  const { DB } = watchD1(env.DB, ({ kind }) =>
    kind === 'statement' && isExpiring ? new Error('D1_ERROR: Network connection lost.') : undefined,
  )
  let isExpiring = true
  const { DB: late } = watchD1(env.DB, () => {
    // The first call is that of what has expired.
    const fails = isExpiring
    isExpiring = false
    return fails ? new Error('D1_ERROR: Network connection lost.') : undefined
  })
  await expect(onSchedule({ ...bindings, DB: late }, time.now)).rejects.toThrow('expired_failed')
  expect(ids().length).toBe(1)
  isExpiring = true
  lines.length = 0
  await expect(onSchedule({ ...bindings, DB }, time.now)).rejects.toThrow('expired_failed,lake_check_failed')
  expect(lines).toEqual([{ level: 'error', event: 'lake_check_failed', cause: expect.stringMatching(/^Error D1_ERROR: Network/) }])
})

test.each([
  { seed: 1, notes: 1 },
  { seed: 2, notes: 1 },
  { seed: 3, notes: 0.9 },
])('whatever fails in whatever order, all that was accepted and not erased is there after two runs ($seed)', async ({ seed, notes }) => {
  const random = seededRandom(seed)
  const state = { notes, sends: 0.7 }
  const { DB } = watchD1(env.DB, (call) =>
    call.kind === 'batch' && call.statements === 3 && random() > state.notes ? new Error('D1_ERROR: Network connection lost.') : undefined,
  )
  const mine = await start({ DB })
  const { section, cron, ids, done } = mine
  mine.state.fails = () => random() > state.sends
  const accepted: (string | null)[] = []
  const visitor = () => `v-${Math.floor(random() * 5)}`
  const upTo = (count: number) => 1 + Math.floor(random() * count)
  for (let round = 0; round < 20; round++) {
    const requests = Array.from({ length: upTo(4) }, () => Array.from({ length: upTo(3) }, () => orderCreated({ visitorId: visitor() })))
    const answers = await Promise.all(requests.map((events) => post(mine, { writeKey: section.writeKey, events })))
    for (const { body } of answers) for (const { id, status } of body.verdicts) if (status === 'accepted') accepted.push(id)
    await done()
    mine.time.now += Math.floor(random() * 1_800_000)
    if (random() < 0.2) await cron()
    if (random() < 0.1) await erase(mine, visitor())
  }
  Object.assign(state, { notes: 1, sends: 1 })
  await cron()
  lines.length = 0
  await cron()
  expect(lines.filter(({ event }) => event === 'lake_behind')).toEqual([])
  const stored = await rowsOf<{ id: string }>(section, 'select id from events where section_id = ?')
  const there = new Set(ids())
  expect(accepted).toEqual(expect.arrayContaining([...there]))
  expect([...there]).toEqual(expect.arrayContaining(stored.map(({ id }) => id)))
  // What was noted is never sent twice.
  if (notes === 1) expect(ids().length).toBe(there.size)
  await cron()
  expect(await env.DB.prepare('select count(*) as count from lake_sent').first('count')).toBe(0)
})

test('what a reader sees of copies is each event once', async () => {
  const { records, track } = await start()
  await track([orderCreated(), orderCreated()])
  const rows: EventRecord[] = [...records(), ...records()]
  const read = columns.map((name) => `value ->> '${name}' as ${name}`)
  const view = documented('row_number').replace(/^.* as\n/, '')
  const { results } = await env.DB.prepare(`with events as (select ${read} from json_each(?1)) ${view}`)
    .bind(JSON.stringify(rows))
    .all<{ id: string }>()
  expect(results.map(({ id }) => id).sort()).toEqual(
    records()
      .map(({ id }) => id)
      .sort(),
  )
})
