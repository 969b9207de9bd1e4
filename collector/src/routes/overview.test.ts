import { expect, test } from 'vitest'
import { collector, newOrderEvent, newSection, orderCreated, post, ready, START } from '../../test/collector.js'
import type { Overview } from '../schema/overview.js'

type Ready = Awaited<ReturnType<typeof ready>>

const HOUR = 3_600_000
const read = async ({ call, section }: Pick<Ready, 'call' | 'section'>, range = '24h') =>
  (await call<Overview>('GET', `/v1/sections/${section.id}/overview?range=${range}`)).body

/** Sends a valid event, the same again, and one that is rejected, at each of some times. */
async function filled(...hours: number[]) {
  const mine = await ready()
  for (const hour of hours) {
    mine.time.now = START + hour * HOUR
    const event = orderCreated()
    await post(mine, { writeKey: mine.section.writeKey, events: [event, event, orderCreated({ fields: { source: 'API' } }), null] })
  }
  return mine
}

const sum = (points: readonly { accepted: number; duplicate: number; rejected: number }[]) =>
  points.reduce((all, { accepted, duplicate, rejected }) => [all[0]! + accepted, all[1]! + duplicate, all[2]! + rejected], [0, 0, 0])

test('is filled with nothing where nothing came', async () => {
  const mine = collector()
  const section = await newSection(mine)
  for (const [range, grain, length, first, last] of [
    ['24h', 'hour', 24, '2026-11-22T11:00:00.000Z', '2026-11-23T10:00:00.000Z'],
    ['7d', 'hour', 168, '2026-11-16T11:00:00.000Z', '2026-11-23T10:00:00.000Z'],
    ['30d', 'day', 30, '2026-10-25T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
  ] as const) {
    const { points, ...rest } = await read({ ...mine, section }, range)
    expect(rest).toEqual({ range, grain, customEvents: [], sources: [] })
    expect(points).toHaveLength(length)
    expect([points[0], points.at(-1)]).toEqual([first, last].map((at) => ({ at, accepted: 0, duplicate: 0, rejected: 0 })))
  }
})

test('counts by time, by custom event and by source, each over the same range to the hour', async () => {
  // 1, 23, 24 and 25 hours, 6 days 23 hours, 7 days and 8 days before the end.
  const end = 8 * 24
  const mine = await filled(0, 24, 25, end - 25, end - 24, end - 23, end - 1)
  mine.time.now = START + end * HOUR
  for (const [range, times] of [
    ['24h', 2],
    ['7d', 5],
    ['30d', 7],
  ] as const) {
    const { points, customEvents, sources } = await read(mine, range)
    expect([range, sum(points)]).toEqual([range, [times, times, 2 * times]])
    expect(customEvents).toEqual([
      { discriminator: 'order-created', name: 'Order created', accepted: times, duplicate: times, rejected: times },
    ])
    expect(sources).toEqual([
      { source: 'Checkout', accepted: times, duplicate: times, rejected: 0 },
      { source: 'API', accepted: 0, duplicate: 0, rejected: times },
    ])
  }
  expect((await read(mine)).points.flatMap(({ at, accepted }) => (accepted ? [at] : []))).toEqual([
    '2026-11-30T11:00:00.000Z',
    '2026-12-01T09:00:00.000Z',
  ])
})

test('names the 20 custom events and sources with the most events, and none that is hidden', async () => {
  const mine = collector()
  const section = await newSection(mine)
  const events: unknown[] = []
  for (let index = 1; index <= 22; index++) {
    const { discriminator } = await newOrderEvent(mine, section, `Event ${index}`)
    for (let count = 0; count < index; count++)
      events.push(orderCreated({ version: `${discriminator}@1`, fields: { source: `${index}'%_😀`, orderId: 'A' } }))
  }
  await post(mine, { writeKey: section.writeKey, events })
  await mine.call('POST', `/v1/sections/${section.id}/custom-events/event-22/hide`, { body: { confirm: 'event-22' } })
  const { customEvents, sources, points } = await read({ ...mine, section })
  expect(customEvents.map(({ name, accepted }) => [name, accepted])).toEqual(
    Array.from({ length: 20 }, (_, index) => [`Event ${21 - index}`, 21 - index]),
  )
  expect(sources.map(({ source }) => source)).toEqual(Array.from({ length: 20 }, (_, index) => `${22 - index}'%_😀`))
  expect(sum(points)[0]).toBe((22 * 23) / 2)
})

test('shows nothing of another section, and refuses a range that is none', async () => {
  const mine = await filled(0)
  const other = await ready()
  expect(sum((await read(other)).points)).toEqual([0, 0, 0])
  for (const query of ['range=1h', 'range='])
    expect((await mine.call('GET', `/v1/sections/${mine.section.id}/overview?${query}`)).body.code).toBe('query_invalid')
  expect((await mine.call('GET', '/v1/sections/none/overview')).body.code).toBe('section_unknown')
})

test('finds the largest of 30 days, whoever led lately', async () => {
  const mine = collector()
  const section = await newSection(mine)
  const { DB } = mine.bindings
  // From source to source other days, and other counts by verdict: some are there daily, some had one great day, few come lately.
  const day = (ago: number) => new Date(START - ago * 86_400_000).toISOString().slice(0, 10)
  const rows = Array.from({ length: 2000 }, (_, index) => ({
    at: day((index * 7) % (index % 3 ? 31 : 2)),
    key: `s-${(index * 13) % 90}`,
    verdict: ['accepted', 'duplicate', 'rejected'][(index * 5) % 3],
    count: index % 251 ? 1 + ((index * 2654435761) % 20) : 400,
  }))
  await DB.prepare(
    `insert into rollups (section_id, grain, dimension, at, key, verdict, count)
     select ?1, 'day', 'source', value ->> 'at', value ->> 'key', value ->> 'verdict', value ->> 'count' from json_each(?2) where true
     on conflict do update set count = count + excluded.count`,
  )
    .bind(section.id, JSON.stringify(rows))
    .run()
  const sums = Map.groupBy(
    rows.filter(({ at }) => at >= day(29)),
    ({ key }) => key,
  )
  const expected = [...sums]
    .map(([source, all]): [string, number] => [source, all.reduce((total, { count }) => total + count, 0)])
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  const { sources } = await read({ ...mine, section }, '30d')
  expect(sources.map(({ source, accepted, duplicate, rejected }) => [source, accepted + duplicate + rejected])).toEqual(
    expected.slice(0, 20),
  )
})
