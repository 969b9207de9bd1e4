import { env } from 'cloudflare:workers'
import { describe, expect, test, vi } from 'vitest'
import { orderCreated, post, ready } from '../test/collector.js'
import { emptyLake, recordingStream } from '../test/recording-lake.js'
import { watchD1 } from '../test/watched-d1.js'
import { catchUp } from './lake/catch-up.js'
import { columns } from './metrics.js'
import { onSchedule } from './on-schedule.js'
import type { MadeIntegrationKey } from './schema/integration-key.js'

/** Keeps what is written, by the names of the columns. */
function recording() {
  const points: Record<string, unknown>[] = []
  const METRICS: AnalyticsEngineDataset = {
    writeDataPoint({ indexes = [], blobs = [], doubles = [] } = {}) {
      // More than this is refused.
      expect([indexes.length, blobs.length <= 20, doubles.length <= 20]).toEqual([1, true, true])
      expect(new TextEncoder().encode(String(indexes[0])).length).toBeLessThanOrEqual(96)
      const all = { index: indexes, blob: blobs, double: doubles }
      points.push(
        Object.fromEntries(
          Object.entries(columns).map(([name, column]) => {
            const [, kind = '', place] = /^([a-z]+)(\d+)$/.exec(name) ?? []
            return [column, all[kind as keyof typeof all][Number(place) - 1]]
          }),
        ),
      )
    },
  }
  return { METRICS, points }
}

const EMPTY = {
  channel: '',
  route: '',
  status: '',
  code: '',
  accepted: 0,
  duplicates: 0,
  rejected: 0,
  dropped: 0,
  durationMs: 0,
  removed: 0,
  unsent: 0,
  again: 0,
}

describe('a request with events', () => {
  test('is one data point, with what became of them', async () => {
    const { METRICS, points } = recording()
    const mine = await ready({ METRICS })
    const event = orderCreated()
    await post(mine, {
      writeKey: mine.section.writeKey,
      events: [event, event, orderCreated(), orderCreated({ fields: {} })],
      dropped: { queue_full: 4, expired: 1 },
    })
    const point = { ...EMPTY, kind: 'ingest', section: mine.section.id, channel: 'web', route: '/v1/events' }
    expect(points).toEqual([{ ...point, status: '200', accepted: 2, duplicates: 1, rejected: 1, dropped: 5 }])

    points.length = 0
    await post(mine, { writeKey: 'wk_unknown', events: [event] })
    await post(mine, '{')
    await mine.send('/v1/events', { method: 'OPTIONS', headers: { Origin: 'https://shop.example' } })
    expect(points).toEqual([
      { ...point, section: '-', status: '401', code: 'key_unknown' },
      { ...point, section: '-', status: '400', code: 'body_invalid' },
    ])
  })

  test('of an integration too', async () => {
    const { METRICS, points } = recording()
    const mine = await ready({ METRICS })
    const keys = `/v1/sections/${mine.section.id}/integration-keys`
    const { key } = (await mine.call<MadeIntegrationKey>('POST', keys, { body: { name: 'K', scopes: ['events:write'] } })).body
    const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }
    const events = [orderCreated({ profile: { email: 'ada@shop.example' } })]
    await mine.send('/v1/integrations/events', { method: 'POST', headers, body: JSON.stringify({ events }) })
    await mine.send('/v1/integrations/events', { method: 'POST', headers, body: '{' })
    const point = { ...EMPTY, kind: 'ingest', section: mine.section.id, channel: 'integration', route: '/v1/integrations/events' }
    expect(points).toEqual([
      { ...point, status: '200', accepted: 1 },
      { ...point, status: '400', code: 'body_invalid' },
    ])
  })
})

test('of everything else only failures are data points', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const { METRICS, points } = recording()
  let failing = false
  const { DB } = watchD1(env.DB, () => (failing ? new Error('D1_ERROR: Network connection lost.') : undefined))
  const mine = await ready({ METRICS, DB })
  await mine.call('GET', `/v1/sections/${mine.section.id}`)
  await mine.send('/nowhere', {})
  expect(points).toEqual([])
  failing = true
  await mine.call('GET', `/v1/sections/${mine.section.id}`)
  await post(mine, { writeKey: mine.section.writeKey, events: [orderCreated()] })
  await post(await ready({ METRICS }), { writeKey: mine.section.writeKey, events: [orderCreated()] })
  const failed = { ...EMPTY, status: '503', code: 'storage_unavailable' }
  expect(points).toEqual([
    { ...failed, kind: 'failure', section: '-', route: '/v1/sections/:section' },
    { ...failed, kind: 'ingest', section: '-', channel: 'web', route: '/v1/events' },
    expect.objectContaining({ section: mine.section.id, status: '200' }),
  ])
})

test('a run of the cron trigger is one', async () => {
  const { METRICS, points } = recording()
  vi.spyOn(console, 'info').mockImplementation(() => undefined)
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  await onSchedule({ ...env, METRICS }, 0)
  const { DB } = watchD1(env.DB, () => new Error('D1_ERROR: Network connection lost.'))
  await expect(onSchedule({ ...env, METRICS, DB }, 0)).rejects.toThrow('expired_failed')
  const run = { ...EMPTY, kind: 'cron', section: '-', durationMs: expect.any(Number), removed: expect.any(Number) }
  expect(points).toEqual([
    { ...run, status: '200' },
    { ...run, status: '500', code: 'internal_error' },
  ])
})

test('what the lake lacks is counted when it fails and when the cron trigger looks', async () => {
  for (const level of ['info', 'warn'] as const) vi.spyOn(console, level).mockImplementation(() => undefined)
  await emptyLake()
  const { METRICS, points } = recording()
  const { stream, state } = recordingStream()
  const mine = await ready({ METRICS, EVENTS_STREAM: stream })
  state.fails = () => true
  await post(mine, { writeKey: mine.section.writeKey, events: [orderCreated(), orderCreated()] })
  await mine.done()
  await catchUp(mine.bindings, mine.time.now)
  await catchUp(mine.bindings, mine.time.now)
  delete state.fails
  await catchUp(mine.bindings, mine.time.now)
  await emptyLake()
  const point = { ...EMPTY, kind: 'lake', section: '-' }
  expect(points.filter(({ kind }) => kind === 'lake')).toEqual([
    { ...point, section: mine.section.id, code: 'lake_failed', unsent: 2 },
    point,
    { ...point, code: 'lake_behind', unsent: 2 },
    { ...point, again: 2 },
  ])
})

test('a binding that throws costs nobody a request, and one line', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const METRICS: AnalyticsEngineDataset = {
    writeDataPoint() {
      throw new TypeError('of Ada Lovelace')
    },
  }
  const mine = await ready({ METRICS })
  const send = async () => (await post(mine, { writeKey: mine.section.writeKey, events: [orderCreated()] })).body.accepted
  expect([await send(), await send()]).toEqual([1, 1])
  expect(warn.mock.calls.map(([line]) => JSON.parse(line))).toEqual([
    { level: 'warn', event: 'metrics_failed', cause: expect.stringMatching(/^TypeError at /) },
  ])
})
