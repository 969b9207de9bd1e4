import { env } from 'cloudflare:workers'
import type { Repair } from '@milepost/sdk/contract'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { collector, newOrderEvent, newSection, orderCreated, type ProblemBody, post, ready } from '../../test/collector.js'
import { member } from '../../test/people.js'
import type { Recent } from '../schema/event.js'
import type { Page } from '../schema/list.js'
import type { Overview } from '../schema/overview.js'
import type { Installation } from '../schema/preview.js'
import type { QuarantineGroup, QuarantineGroupDetail, RepairStep } from '../schema/quarantine-group.js'

type Ready = Awaited<ReturnType<typeof ready>>

const DAY = 86_400_000
const toDecimal: Repair[] = [{ kind: 'convert', field: 'total', to: 'decimal' }]

const groupsOf = async ({ call, section }: Pick<Ready, 'call' | 'section'>, query = '') =>
  (await call<Page<QuarantineGroup>>('GET', `/v1/sections/${section.id}/quarantine/groups${query}`)).body.items

const repair = <Body = RepairStep>({ call, section }: Pick<Ready, 'call' | 'section'>, group: string, body: object) =>
  call<Body>('POST', `/v1/sections/${section.id}/quarantine/groups/${group}/repair`, { body: { dryRun: false, repairs: [], ...body } })

/** Repairs a whole group, and adds the steps up. */
async function repairAll(mine: Pick<Ready, 'call' | 'section'>, group: string, body: object) {
  const sum = { checked: 0, repaired: 0, rejected: 0, duplicates: 0, steps: 0 }
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { status, body: step }: { status: number; body: RepairStep } = await repair(mine, group, { ...body, ...(cursor && { cursor }) })
    expect(status).toBe(200)
    expect(step.checked).toBe(step.repaired + step.rejected + step.duplicates)
    for (const name of ['checked', 'repaired', 'rejected', 'duplicates'] as const) sum[name] += step[name]
    sum.steps++
    cursor = step.nextCursor
  }
  return sum
}

const recentOf = async ({ call, section }: Pick<Ready, 'call' | 'section'>) =>
  (await call<Page<Recent>>('GET', `/v1/sections/${section.id}/recent?limit=200`)).body.items

/** Order events whose totals came as texts, and one group of them. */
async function broken(count: number, change: (index: number) => Record<string, unknown> = () => ({})) {
  const mine = await ready()
  const events = Array.from({ length: count }, (_, index) =>
    orderCreated({ fields: { source: 'Checkout', orderId: `A-${index}`, total: `${index}.5` }, ...change(index) }),
  )
  await post(mine, { writeKey: mine.section.writeKey, sentAt: '2026-11-23T10:00:01Z', events })
  const [group] = await groupsOf(mine)
  return { mine, events, group: group! }
}

describe('groups', () => {
  test('tell what events have in common, where they come from, and the newest of them', async () => {
    const { mine, group } = await broken(22, (index) => ({
      page: { url: `https://shop.example/${index % 3 ? 'checkout' : 'orders/10042'}` },
    }))
    expect(group).toEqual({
      id: expect.stringMatching(/^\d+$/),
      discriminator: 'order-created',
      version: 1,
      issues: [{ code: 'field_type', field: 'total' }],
      count: 22,
      held: 22,
      firstReceivedAt: '2026-11-23T10:00:00.000Z',
      receivedAt: '2026-11-23T10:00:00.000Z',
    })
    const { status, body } = await mine.call<QuarantineGroupDetail>('GET', `/v1/sections/${mine.section.id}/quarantine/groups/${group.id}`)
    const { pages, samples, ...rest } = body
    expect([status, rest]).toEqual([200, group])
    expect(pages).toEqual([
      { host: 'shop.example', path: '/checkout', count: 14 },
      { host: 'shop.example', path: '/orders/:id', count: 8 },
    ])
    expect(samples.map(({ event }) => (event as { fields: { orderId: string } }).fields.orderId)).toEqual(
      Array.from({ length: 20 }, (_, index) => `A-${21 - index}`),
    )
  })

  test('come the newest first, page by page, and of one custom event', async () => {
    const mine = await ready()
    const send = (...events: unknown[]) => post(mine, { writeKey: mine.section.writeKey, events })
    for (const event of [
      null,
      orderCreated({ fields: {} }),
      orderCreated({ version: 'other@1' }),
      orderCreated({ version: 'order-created@5' }),
    ]) {
      mine.time.now += 1000
      await send(event)
    }
    const all: QuarantineGroup[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const address: string = `/v1/sections/${mine.section.id}/quarantine/groups?limit=3${cursor && `&cursor=${cursor}`}`
      const { body }: { body: Page<QuarantineGroup> } = await mine.call<Page<QuarantineGroup>>('GET', address)
      all.push(...body.items)
      cursor = body.nextCursor
    }
    expect(all.map(({ discriminator, version }) => [discriminator, version])).toEqual([
      ['order-created', 5],
      ['other', 1],
      ['order-created', 1],
      [null, null],
    ])
    expect((await groupsOf(mine, '?customEvent=order-created')).map(({ version }) => version)).toEqual([5, 1])
    expect(await groupsOf(mine, `?customEvent=${encodeURIComponent("' or 1=1 --")}`)).toEqual([])
  })

  test('belong to one section, and are unknown to another', async () => {
    const { mine, group } = await broken(1)
    const other = await newSection(mine)
    const path = (section: string, id: string) => `/v1/sections/${section}/quarantine/groups/${id}`
    for (const [section, id, code] of [
      [other.id, group.id, 'quarantine_group_unknown'],
      [mine.section.id, '0', 'quarantine_group_unknown'],
      [mine.section.id, '99999999', 'quarantine_group_unknown'],
      [mine.section.id, "1' or 1=1", 'quarantine_group_unknown'],
      ['none', group.id, 'section_unknown'],
    ] as const) {
      const read = await mine.call('GET', path(section, encodeURIComponent(id)))
      const repaired = await mine.call('POST', `${path(section, encodeURIComponent(id))}/repair`, { body: { dryRun: false, repairs: [] } })
      expect([read.status, read.body.code, repaired.status, repaired.body.code]).toEqual([404, code, 404, code])
    }
    await mine.call('POST', `${mine.path}/hide`, { body: { confirm: 'order-created' } })
    expect((await mine.call('GET', path(mine.section.id, group.id))).status).toBe(404)
  })
})

describe('repairing', () => {
  test('stores the events as if they had been right when they came, keeps the originals, and counts them where they arrived', async () => {
    const { mine, events, group } = await broken(3, (index) => ({ page: { url: `https://shop.example/${index}` }, visitorId: 'v' }))
    mine.time.now += DAY
    const { status, body } = await repair(mine, group.id, { repairs: toDecimal })
    expect([status, body]).toMatchObject([200, { checked: 3, repaired: 3, rejected: 0, duplicates: 0, issues: [], nextCursor: null }])
    const [first] = events
    expect(body.samples[0]).toEqual({
      status: 'repaired',
      before: first,
      after: { ...first, fields: { ...first?.fields, total: 0.5 } },
      issues: [],
    })
    const items = await recentOf(mine)
    expect(items.filter((item) => item.status === 'accepted').at(-1)).toEqual({
      status: 'accepted',
      id: first?.id,
      version: 'order-created@1',
      source: 'Checkout',
      occurredAt: '2026-11-23T09:59:58.000Z',
      senderOccurredAt: first?.occurredAt,
      sentAt: '2026-11-23T10:00:01Z',
      receivedAt: '2026-11-23T10:00:00.000Z',
      clamped: false,
      visitorId: 'v',
      profileId: expect.any(String),
      page: { url: 'https://shop.example/0' },
      fields: { ...first?.fields, total: 0.5 },
    })
    expect(items.filter((item) => item.status === 'rejected').map(({ repairedAt }) => repairedAt)).toEqual(
      events.map(() => '2026-11-24T10:00:00.000Z'),
    )
    expect(await groupsOf(mine)).toEqual([{ ...group, held: 0 }])
    const { points, customEvents } = (await mine.call<Overview>('GET', `/v1/sections/${mine.section.id}/overview?range=7d`)).body
    expect(points.filter(({ accepted, rejected }) => accepted || rejected)).toEqual([
      { at: '2026-11-23T10:00:00.000Z', accepted: 3, duplicate: 0, rejected: 3 },
    ])
    expect(customEvents).toEqual([{ discriminator: 'order-created', name: 'Order created', accepted: 3, duplicate: 0, rejected: 3 }])
    const installed = await mine.call<Page<Installation>>('GET', `${mine.path}/installations`)
    expect(installed.body.items.map(({ path, lastSeenAt }) => [path, lastSeenAt])).toEqual(
      [0, 1, 2].map((n) => [`/${n}`, '2026-11-23T10:00:00.000Z']),
    )
  })

  test('is tried by everybody who may read, and done by editors', async () => {
    const { mine, group } = await broken(1)
    const path = `/v1/sections/${mine.section.id}/quarantine/groups/${group.id}/repair`
    const as = async (role: string, dryRun: boolean) => {
      const { status, body } = await (await member(mine, mine.section, role)).call('POST', path, { body: { repairs: toDecimal, dryRun } })
      return [status, body.code ?? body]
    }
    expect(await as('viewer', true)).toMatchObject([200, { repaired: 1 }])
    expect(await as('viewer', false)).toEqual([403, 'role_too_low'])
    expect((await groupsOf(mine))[0]).toMatchObject({ held: 1 })
    expect(await as('editor', false)).toMatchObject([200, { repaired: 1 }])
  })

  test('changes nothing in a dry run, which foretells the real one', async () => {
    const { mine, events, group } = await broken(6, (index) => (index === 4 ? { fields: { source: 'A', orderId: 'x', total: '1,5' } } : {}))
    await post(mine, { writeKey: mine.section.writeKey, events: [{ ...events[2], fields: { source: 'A', orderId: 'x' } }] })
    const before = await recentOf(mine)
    const dry = (await repair(mine, group.id, { repairs: toDecimal, dryRun: true })).body
    expect([await recentOf(mine), await groupsOf(mine)]).toEqual([before, [group]])
    expect(dry).toMatchObject({
      checked: 6,
      repaired: 4,
      rejected: 1,
      duplicates: 1,
      issues: [{ code: 'field_type', field: 'total', count: 1 }],
    })
    expect(dry.samples.map(({ status }) => status)).toEqual(['repaired', 'repaired', 'duplicate', 'repaired', 'rejected', 'repaired'])
    expect(dry.samples[4]?.issues[0]?.message).toBe('total must be a number with decimals, received text')
    const { samples, ...real } = (await repair(mine, group.id, { repairs: toDecimal })).body
    expect(dry).toMatchObject(real)
    expect(await groupsOf(mine)).toMatchObject([{ count: 6, held: 1 }])
  })

  test('stores once what is repaired twice, by several people at once, or was sent again by its sender', async () => {
    const { mine, events, group } = await broken(40)
    const corrected = events.slice(0, 5).map((event, index) => ({ ...event, fields: { ...event.fields, total: index } }))
    const isolates = Array.from({ length: 4 }, () => ({ ...mine, ...collector() }))
    const [sent, ...sums] = await Promise.all([
      post(mine, { writeKey: mine.section.writeKey, events: corrected }),
      ...isolates.map((isolate) => repairAll(isolate, group.id, { repairs: toDecimal, limit: 7 })),
    ])
    expect(sums.reduce((sum, { repaired }) => sum + repaired, sent.body.accepted)).toBe(40)
    expect(await repairAll(mine, group.id, { repairs: toDecimal })).toMatchObject({ checked: 0 })
    const accepted = (await recentOf(mine)).filter((item) => item.status === 'accepted')
    expect(accepted.map(({ id }) => id).sort()).toEqual(events.map(({ id }) => id).sort())
    expect(await groupsOf(mine)).toMatchObject([{ count: 40, held: 0 }])
    const late = await post(mine, { writeKey: mine.section.writeKey, events })
    expect(late.body).toMatchObject({ accepted: 0, duplicates: 40, rejected: 0 })
  })

  test('goes on step by step, past what it cannot repair', async () => {
    const { mine, group } = await broken(25, (index) => (index % 5 ? {} : { fields: { source: 'A', orderId: 'x', total: `n/a ${index}` } }))
    expect(await repairAll(mine, group.id, { repairs: toDecimal, limit: 4 })).toEqual({
      checked: 25,
      repaired: 20,
      rejected: 5,
      duplicates: 0,
      steps: 7,
    })
    expect(await repairAll(mine, group.id, { repairs: [{ kind: 'drop', field: 'total' }], limit: 4 })).toMatchObject({
      checked: 5,
      repaired: 5,
    })
  })

  test('takes fewer at a time where they are large, and those too large for an event as well', async () => {
    const mine = await ready()
    const events = Array.from({ length: 11 }, (_, index) =>
      orderCreated({ id: undefined, fields: { source: 'A', index, junk: 'x'.repeat(480_000) } }),
    )
    for (const event of events) await post(mine, { writeKey: mine.section.writeKey, events: [event] })
    const [group] = await groupsOf(mine)
    const drop: Repair[] = [
      { kind: 'drop', field: 'junk' },
      { kind: 'drop', field: 'index' },
      { kind: 'default', field: 'orderId', value: 'A' },
    ]
    expect(await repairAll(mine, group!.id, { repairs: drop })).toMatchObject({ checked: 11, repaired: 11, steps: 2 })
  })

  test('gives an ID to events that had none, the same each time, and an instant to those without', async () => {
    const mine = await ready()
    const events = [orderCreated({ id: 'A-1', occurredAt: 'yesterday' }), orderCreated({ id: undefined, occurredAt: undefined })]
    await post(mine, { writeKey: mine.section.writeKey, sentAt: '2026-11-23T11:00:00Z', events })
    const [group] = await groupsOf(mine)
    const dry = (await repair(mine, group!.id, { dryRun: true })).body
    const real = (await repair(mine, group!.id, {})).body
    expect(real.samples).toEqual(dry.samples)
    const items = (await recentOf(mine)).filter((item) => item.status === 'accepted')
    expect(items.map(({ occurredAt, sentAt }) => [occurredAt, sentAt])).toEqual(
      items.map(() => ['2026-11-23T10:00:00.000Z', '2026-11-23T11:00:00Z']),
    )
    for (const { id } of items) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/)
    expect(new Set(items.map(({ id }) => id)).size).toBe(2)
    // Sent again as they were, they are still wrong, and still settled.
    await post(mine, { writeKey: mine.section.writeKey, events })
    expect(await repairAll(mine, group!.id, {})).toMatchObject({ checked: 0 })
  })

  test('keeps two events with one ID from both becoming it', async () => {
    const mine = await ready()
    const event = orderCreated({ fields: { source: 'A', orderId: 'x', total: '1' } })
    await post(mine, { writeKey: mine.section.writeKey, events: [event, { ...event, fields: { ...event.fields, total: '2' } }] })
    const [group] = await groupsOf(mine)
    for (const dryRun of [true, false])
      expect((await repair(mine, group!.id, { repairs: toDecimal, dryRun })).body).toMatchObject({ checked: 2, repaired: 1, duplicates: 1 })
    expect((await recentOf(mine)).filter((item) => item.status === 'accepted').map((item) => item.fields.total)).toEqual([1])
    expect(await groupsOf(mine)).toMatchObject([{ count: 2, held: 0 }])
  })

  test('sends events as another version, or as another custom event', async () => {
    const mine = await ready()
    await newOrderEvent(mine, mine.section, 'Refund')
    await post(mine, {
      writeKey: mine.section.writeKey,
      events: [orderCreated({ version: 'order-creatd@1' }), orderCreated({ version: 'x' })],
    })
    const [one, two] = (await groupsOf(mine)).toSorted((a, b) => (a.discriminator ?? '').localeCompare(b.discriminator ?? ''))
    for (const group of [one!, two!]) {
      const { status, body } = await repair<ProblemBody>(mine, group.id, {})
      expect([status, body.code]).toEqual([404, 'custom_event_unknown'])
    }
    expect((await repair<ProblemBody>(mine, two!.id, { customEvent: 'refund', version: 2 })).body.code).toBe('version_unknown')
    expect((await repair(mine, one!.id, { customEvent: 'refund' })).body.repaired).toBe(1)
    expect((await repair(mine, two!.id, { customEvent: 'order-created', version: 1 })).body.repaired).toBe(1)
    const items = (await recentOf(mine)).flatMap((item) => (item.status === 'accepted' ? [item.version] : []))
    expect(items.sort()).toEqual(['order-created@1', 'refund@1'])
  })

  test('keeps to the rules of time, web tracking and hiding', async () => {
    const { mine, group } = await broken(2)
    await mine.call('PUT', `${mine.path}/fields`, {
      body: {
        fields: [
          { name: 'Order ID', type: 'text' },
          { name: 'Total', type: 'text' },
        ],
      },
    })
    const codes = async (body: object) => (await repair(mine, group.id, { dryRun: true, ...body })).body.issues.map(({ code }) => code)
    expect(await codes({ version: 2 })).toEqual(['version_not_yet_usable'])
    expect(await codes({ repairs: toDecimal })).toEqual([])
    mine.time.now += 3_600_000
    // By now version 2 is the current one, and takes them as they were sent.
    expect(await codes({})).toEqual([])
    await mine.call('PATCH', mine.path, { body: { webTracking: false } })
    expect(await codes({})).toEqual(['web_tracking_disabled'])
    expect(await repairAll(mine, group.id, {})).toMatchObject({ repaired: 0, rejected: 2 })
    await newOrderEvent(mine, mine.section, 'Gone')
    await mine.call('POST', `/v1/sections/${mine.section.id}/custom-events/gone/hide`, { body: { confirm: 'gone' } })
    expect(await codes({ customEvent: 'gone', version: 1, repairs: toDecimal })).toEqual(['event_hidden'])
  })

  test('stores a whole step or nothing of it', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const { mine, group } = await broken(3, (index) => (index === 2 ? { visitorId: 'refuse-step' } : {}))
    await env.DB.exec(
      "create trigger refuse_step before insert on events when new.visitor_id = 'refuse-step' begin select raise(abort, 'refused'); end",
    )
    const { status } = await repair(mine, group.id, { repairs: toDecimal })
    await env.DB.exec('drop trigger refuse_step')
    expect(status).toBe(503)
    expect([(await recentOf(mine)).every((item) => item.status === 'rejected' && !item.repairedAt), await groupsOf(mine)]).toEqual([
      true,
      [group],
    ])
  })

  test('keeps sections with equal IDs apart', async () => {
    const mine = collector()
    const [one, two] = [await newSection(mine), await newSection(mine)]
    const event = orderCreated({ fields: { source: 'A', orderId: 'x', total: '1' } })
    for (const section of [one, two]) {
      await newOrderEvent(mine, section)
      await post(mine, { writeKey: section.writeKey, events: [event] })
    }
    const [group] = await groupsOf({ ...mine, section: one })
    expect((await repair({ ...mine, section: one }, group!.id, { repairs: toDecimal })).body.repaired).toBe(1)
    expect((await recentOf({ ...mine, section: two })).map(({ status }) => status)).toEqual(['rejected'])
    expect(await groupsOf({ ...mine, section: two })).toMatchObject([{ held: 1 }])
  })

  test.each<[field: string, body: object]>([
    ['repairs', { repairs: {} }],
    ['repairs.0.kind', { repairs: [{ kind: 'encrypt', field: 'a' }] }],
    ['repairs.0.to', { repairs: [{ kind: 'convert', field: 'a', to: 'money' }] }],
    ['repairs.0.value', { repairs: [{ kind: 'default', field: 'a', value: {} }] }],
    ['repairs.0.from', { repairs: [{ kind: 'rename', to: 'a' }] }],
    ['dryRun', { dryRun: 'true' }],
    ['version', { version: 0 }],
    ['limit', { limit: 501 }],
    ['more', { more: 1 }],
  ])('refuses %s: %j', async (field, body) => {
    const { mine, group } = await broken(1)
    const answer = await repair<ProblemBody>(mine, group.id, body)
    expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([422, field])
    expect((await repair<ProblemBody>(mine, group.id, { cursor: 'x' })).body.code).toBe('query_invalid')
  })
})

test('whatever is repaired, nothing is lost and nothing stored twice', async () => {
  const mine = await ready()
  const ids = Array.from({ length: 30 }, () => crypto.randomUUID())
  const value = fc.constantFrom('1', '1,5', 2, null)
  const event = fc.oneof(
    {
      weight: 9,
      arbitrary: fc.record({
        id: fc.constantFrom(...ids, undefined),
        fields: fc.record({ source: fc.constantFrom('A', 5), orderId: value, total: value, x: value }, { requiredKeys: [] }),
      }),
    },
    { weight: 1, arbitrary: fc.constantFrom(null, [], 'x', {}) },
  )
  for (const events of fc.sample(fc.array(event, { minLength: 30, maxLength: 30 }), { numRuns: 6, seed: 5 }))
    await post(mine, {
      writeKey: mine.section.writeKey,
      events: events.map((each) =>
        typeof each === 'object' && each && 'fields' in each ? { ...orderCreated(), ...(each as object) } : each,
      ),
    })
  const key = fc.constantFrom('total', 'orderId', 'x', 'source')
  const repairs = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('rename' as const), from: key, to: key }),
      fc.record({
        kind: fc.constant('convert' as const),
        field: key,
        to: fc.constantFrom('text' as const, 'decimal' as const, 'number' as const),
      }),
      fc.record({ kind: fc.constant('default' as const), field: key, value: fc.constantFrom('A', 1) }),
      fc.record({ kind: fc.constant('drop' as const), field: key }),
    ),
    { maxLength: 5 },
  )
  const count = async (sql: string) => (await env.DB.prepare(sql).bind(mine.section.id).first<number>('count')) ?? 0
  const stored = () => count('select count(*) as count from events where section_id = ?')
  const held = () => count('select count(*) as count from quarantine where section_id = ? and repaired_at is null')
  const kept = await count('select count(*) as count from quarantine where section_id = ?')
  for (const each of fc.sample(repairs, { numRuns: 6, seed: 7 })) {
    for (const group of (await groupsOf(mine, '?limit=200')).filter((one) => one.discriminator && one.held)) {
      const [storedBefore, heldBefore] = [await stored(), await held()]
      const sum = await repairAll(mine, group.id, { repairs: each, limit: 9 })
      expect(sum.checked).toBe(group.held)
      expect(await stored()).toBe(storedBefore + sum.repaired)
      expect(await held()).toBe(heldBefore - sum.repaired - sum.duplicates)
    }
  }
  expect(await stored()).toBeGreaterThan(20)
  expect(await count('select count(*) as count from quarantine where section_id = ?')).toBe(kept)
  expect(await count('select coalesce(sum(held), 0) as count from quarantine_groups where section_id = ?')).toBe(await held())
  expect(await count('select sum(count) as count from installations where section_id = ?')).toBe(await stored())
  const accepted =
    "select sum(count) as count from rollups where section_id = ? and verdict = 'accepted' and grain = 'day' and dimension = 'all'"
  expect(await count(accepted)).toBe(await stored())
})
