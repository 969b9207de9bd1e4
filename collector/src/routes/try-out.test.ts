import { checkEvent, type Field, fieldTypeNames } from '@milepost/sdk/contract'
import fc from 'fast-check'
import type * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { orderCreated, orderFields, post, ready, type Verdicts } from '../../test/collector.js'
import type { Quarantined, Recent } from '../schema/event.js'
import type { Page } from '../schema/list.js'
import type { previewSchema } from '../schema/preview.js'

type Ready = Awaited<ReturnType<typeof ready>>
type Preview = v.InferOutput<typeof previewSchema>

const preview = async (mine: Pick<Ready, 'call' | 'path'>, fields: unknown) =>
  (await mine.call<Preview>('POST', `${mine.path}/fields/preview`, { body: { fields } })).body

describe('a preview of an edit', () => {
  test('says what changes, how many of the events that came would fail, and which pages send them', async () => {
    const mine = await ready()
    const from = (url: string, fields: object) => orderCreated({ page: { url }, fields: { source: 'A', orderId: '5', ...fields } })
    const events = [
      from('https://shop.example/a', { total: 1 }),
      from('https://shop.example/a', { total: 1.5, gift: true }),
      from('https://shop.example/b', { orderId: '2026-11-23' }),
      from('https://shop.example/b', { total: 1, orderId: 'x'.repeat(4000) }),
      from('https://shop.example/c', { fields: 'rejected' }),
    ]
    await post(mine, { writeKey: mine.section.writeKey, events })
    const [orderId, total, ...others] = orderFields
    const { changes, impact, measured, senders } = await preview(mine, [
      { ...orderId, type: 'date' },
      { ...total, type: 'number', required: true },
      ...others.filter(({ name }) => name !== 'Gift'),
      { name: 'Note', type: 'text' },
    ])
    expect(changes.map(({ kind, key, impact }) => [kind, key, impact])).toEqual([
      ['removed', 'gift', 'some'],
      ['retyped', 'orderId', 'some'],
      ['retyped', 'total', 'some'],
      ['required', 'total', 'some'],
      ['added', 'note', 'none'],
    ])
    expect(impact).toBe('some')
    expect(measured).toEqual({
      events: 4,
      failing: 4,
      issues: [
        { code: 'field_type', field: 'orderId', count: 3 },
        { code: 'field_required', field: 'total', count: 1 },
        { code: 'field_type', field: 'total', count: 1 },
        { code: 'field_unknown', field: 'gift', count: 1 },
      ],
    })
    expect(senders).toEqual([
      {
        version: 1,
        count: 4,
        lastSeenAt: '2026-11-23T10:00:00.000Z',
        pages: [
          { host: 'shop.example', path: '/a', count: 2, lastSeenAt: '2026-11-23T10:00:00.000Z' },
          { host: 'shop.example', path: '/b', count: 2, lastSeenAt: '2026-11-23T10:00:00.000Z' },
        ],
      },
    ])
    // Nothing was saved.
    expect((await mine.call<{ versions: unknown[] }>('GET', mine.path)).body.versions).toHaveLength(1)
  })

  test('finds nothing that fails where nothing can, without asking for a field', async () => {
    const mine = await ready()
    await post(mine, { writeKey: mine.section.writeKey, events: [orderCreated(), orderCreated()] })
    const { changes, measured } = await preview(mine, [...orderFields.slice(1).toReversed(), { ...orderFields[0], required: false }])
    expect(measured).toEqual({ events: 2, failing: 0, issues: [] })
    expect(changes.map(({ kind }) => kind)).toContain('moved')
    expect(await preview(mine, orderFields)).toMatchObject({ changes: [], impact: 'none', measured: { failing: 0 } })
  })

  test('counts events of older versions by the same fields', async () => {
    const mine = await ready()
    await post(mine, { writeKey: mine.section.writeKey, events: [orderCreated()] })
    await mine.call('PUT', `${mine.path}/fields`, { body: { fields: [] } })
    mine.time.now += 3_600_000
    await post(mine, { writeKey: mine.section.writeKey, events: [orderCreated({ version: 'order-created@2', fields: { source: 'A' } })] })
    const { impact, measured, senders } = await preview(mine, [{ name: 'Note', type: 'text' }])
    expect([impact, measured]).toEqual([
      'none',
      {
        events: 2,
        failing: 1,
        issues: [
          { code: 'field_unknown', field: 'orderId', count: 1 },
          { code: 'field_unknown', field: 'total', count: 1 },
        ],
      },
    ])
    expect(senders.map(({ version, count }) => [version, count])).toEqual([
      [2, 1],
      [1, 1],
    ])
  })

  test('agrees with the check of every event by itself, whatever the fields', async () => {
    const mine = await ready()
    const values: Record<string, unknown[]> = {
      orderId: ['A', '5', '1.5', 'true', '2026-11-23', '2026-11-23T10:00:00Z', '', '"\\', 'x'.repeat(4096), '😀'],
      total: [1, 1.5, -0, 1e20, 9007199254740991],
      items: [3, 0],
      gift: [true, false],
      delivery: ['2028-02-29'],
      paidAt: ['2026-11-23T10:00:00+01:00'],
    }
    const pick = (key: string, index: number) => values[key]?.[index % (values[key]?.length ?? 1)]
    const events = Array.from({ length: 60 }, (_, index) =>
      orderCreated({
        fields: {
          source: 'A',
          orderId: pick('orderId', index),
          ...Object.fromEntries(
            Object.keys(values)
              .slice(1)
              .filter((_, place) => (index >> place) & 1)
              .map((key) => [key, pick(key, index)]),
          ),
        },
      }),
    )
    const sent = await post<Verdicts>(mine, { writeKey: mine.section.writeKey, events })
    expect(sent.body.accepted).toBe(60)
    const field = (key: string) =>
      fc.record({ key: fc.constant(key), name: fc.constant(key), type: fc.constantFrom(...fieldTypeNames), required: fc.boolean() })
    const fields = fc
      .tuple(...[...Object.keys(values), 'note'].map((key) => fc.option(field(key))))
      .map((list) => list.flatMap((each): Field[] => (each ? [each] : [])))
    await fc.assert(
      fc.asyncProperty(fields, async (proposed) => {
        const found = events.map((event) => checkEvent({ id: event.version, fields: proposed }, event))
        const counts: Record<string, number> = {}
        for (const { code, field } of found.flat()) counts[`${code} ${field}`] = (counts[`${code} ${field}`] ?? 0) + 1
        const { measured } = await preview(mine, proposed)
        expect(measured).toMatchObject({ events: 60, failing: found.filter(({ length }) => length).length })
        expect(Object.fromEntries(measured.issues.map(({ code, field, count }) => [`${code} ${field}`, count]))).toEqual(counts)
      }),
      { numRuns: 60 },
    )
  })

  test('refuses what saving refuses', async () => {
    const mine = await ready()
    const call = (fields: unknown) => mine.call('POST', `${mine.path}/fields/preview`, { body: { fields } })
    expect([(await call([{ name: 'x', type: 'money' }])).body.code, (await call(5)).body.code]).toEqual([
      'definition_invalid',
      'request_invalid',
    ])
    await mine.call('POST', `${mine.path}/hide`, { body: { confirm: 'order-created' } })
    expect((await call([])).body.code).toBe('event_hidden')
  })
})

describe('a test event', () => {
  const send = (mine: Pick<Ready, 'call' | 'path'>, fields: unknown, number = 1) =>
    mine.call<{ verdict: Verdicts['verdicts'][number]; code?: string }>('POST', `${mine.path}/versions/${number}/test`, {
      body: { fields },
    })

  test('is judged and stored like any other', async () => {
    const mine = await ready()
    const good = await send(mine, { source: 'Editor', orderId: 'A', total: null })
    const bad = await send(mine, { source: 'Editor', total: '5' })
    expect([good.status, good.body.verdict]).toEqual([200, { id: expect.any(String), status: 'accepted' }])
    expect(bad.body.verdict.issues?.map(({ code, field }) => [code, field])).toEqual([
      ['field_required', 'orderId'],
      ['field_type', 'total'],
    ])
    const list = async <Item>(what: string) => (await mine.call<Page<Item>>('GET', `/v1/sections/${mine.section.id}/${what}`)).body.items
    expect((await list<Recent>('recent')).map(({ status }) => status)).toEqual(['accepted', 'rejected'])
    expect((await list<Recent>('recent'))[0]).toMatchObject({
      id: good.body.verdict.id,
      page: null,
      fields: { source: 'Editor', orderId: 'A' },
    })
    expect((await list<Quarantined>('quarantine'))[0]?.id).toBe(bad.body.verdict.id)
  })

  test('keeps to the rules of time, web tracking and hiding', async () => {
    const mine = await ready()
    await mine.call('PUT', `${mine.path}/fields`, { body: { fields: [] } })
    const code = async (number: number) => {
      const { body } = await send(mine, { source: 'Editor', ...(number === 1 && { orderId: 'A' }) }, number)
      return body.code ?? body.verdict.issues?.[0]?.code ?? body.verdict.status
    }
    expect([await code(1), await code(2), await code(3)]).toEqual(['accepted', 'version_not_yet_usable', 'version_unknown'])
    mine.time.now += 3_600_000
    expect(await code(2)).toBe('accepted')
    await mine.call('PATCH', mine.path, { body: { webTracking: false } })
    expect(await code(1)).toBe('web_tracking_disabled')
    await mine.call('POST', `${mine.path}/hide`, { body: { confirm: 'order-created' } })
    expect(await code(1)).toBe('event_hidden')
  })

  test.each([[null], ['x'], [undefined]])('refuses fields that are none: %j', async (fields) => {
    const { status, body } = await send(await ready(), fields)
    expect([status, body.code]).toEqual([422, 'request_invalid'])
  })
})
