import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { expectConserved } from '../../../test/support/conservation.js'
import { type Collector, collector, newOrderEvent, orderCreated, orderFields, post, ready, START } from '../../test/collector.js'
import { rowsOf } from '../../test/identify.js'
import type { Section } from '../schema/section.js'

const TTL = 60_000
const settings = { SETTINGS_TTL_SECONDS: '60', EDIT_LOCK_SECONDS: '0' }
const ORIGIN = 'https://shop.example'

type Made = Awaited<ReturnType<typeof ready>>

/** What an isolate says of an event: its first issue, its status, or what is wrong with the request. */
async function saidBy(isolate: Collector, writeKey: string, event: object = orderCreated()): Promise<string | undefined> {
  const { body } = await post<{ code?: string; verdicts?: { status: string; issues?: { code: string }[] }[] }>(
    isolate,
    { writeKey, events: [event] },
    { Origin: ORIGIN },
  )
  const [verdict] = body.verdicts ?? []
  return body.code ?? verdict?.issues?.[0]?.code ?? verdict?.status
}

const off = ({ call, path }: Made) => call('PATCH', path, { body: { webTracking: false } })

test.each<
  [name: string, change: (mine: Made) => Promise<unknown>, before: string, after: string, prepare?: (mine: Made) => Promise<unknown>]
>([
  ['hidden', ({ call, path }) => call('POST', `${path}/hide`, { body: { confirm: 'order-created' } }), 'accepted', 'event_hidden'],
  ['without web tracking', off, 'accepted', 'web_tracking_disabled'],
  ['with web tracking', ({ call, path }) => call('PATCH', path, { body: { webTracking: true } }), 'web_tracking_disabled', 'accepted', off],
  ['for a purpose', ({ call, path }) => call('PATCH', path, { body: { purpose: 'marketing' } }), 'accepted', 'consent_missing'],
  [
    'of a section with other origins',
    ({ call, section }) => call('PATCH', `/v1/sections/${section.id}`, { body: { allowedOrigins: ['https://other.example'] } }),
    'accepted',
    'origin_not_allowed',
  ],
  [
    'of a section whose key was rotated without grace',
    ({ call, section }) => call('POST', `/v1/sections/${section.id}/rotate-write-key`, { body: { graceSeconds: 0 } }),
    'accepted',
    'key_unknown',
  ],
])(
  'that a custom event is now %s is known to another isolate within the time to live, to a new one at once',
  async (_, change, before, after, prepare) => {
    const mine = await ready(settings)
    await prepare?.(mine)
    const { writeKey } = mine.section
    const other = collector(settings)
    expect(await saidBy(other, writeKey)).toBe(before)
    await change(mine)
    const said = async (ms: number) => {
      other.time.now = START + ms
      return saidBy(other, writeKey)
    }
    expect(await saidBy(mine, writeKey)).toBe(after)
    expect(await saidBy(collector(settings), writeKey)).toBe(after)
    expect(await said(TTL)).toBe(before)
    expect(await said(TTL + 1)).toBe(after)
  },
)

test('what another isolate has made is found at once: custom events, versions, write keys, sections', async () => {
  const mine = await ready(settings)
  const other = collector(settings)
  const say = (version: string, writeKey = mine.section.writeKey) => saidBy(other, writeKey, orderCreated({ version }))
  // Asked for before it is there, as a page that was published too early does.
  expect([await say('order-created@1'), await say('order-created@2'), await say('refund@1')]).toEqual([
    'accepted',
    'version_unknown',
    'version_unknown',
  ])
  const fields = [...orderFields, { name: 'Coupon', type: 'text' }]
  expect((await mine.call('PUT', `${mine.path}/fields`, { body: { fields } })).status).toBe(201)
  await newOrderEvent(mine, mine.section, 'Refund')
  expect([await say('order-created@2'), await say('refund@1')]).toEqual(['accepted', 'accepted'])
  const rotation = { body: { graceSeconds: 3600 } }
  const { body } = await mine.call<Section>('POST', `/v1/sections/${mine.section.id}/rotate-write-key`, rotation)
  expect([await say('order-created@2', body.writeKey), await say('order-created@2')]).toEqual(['accepted', 'accepted'])
  const { section } = await ready(settings)
  expect(await say('order-created@1', section.writeKey)).toBe('accepted')
})

test('isolates that know different things, one of which starts anew all the time, store every event once', async () => {
  const mine = await ready(settings)
  let { writeKey } = mine.section
  let [random, newest, now] = [42, 1, START]
  const below = (max: number) => {
    random = (random * 16_807) % 2_147_483_647
    return random % max
  }
  const isolates = Array.from({ length: 4 }, () => collector(settings))
  const changes = [
    () => mine.call('PATCH', mine.path, { body: { webTracking: below(2) === 1 } }),
    async () => {
      const fields = [...orderFields, ...Array.from({ length: newest }, (_, index) => ({ name: `More ${index}`, type: 'text' }))]
      expect((await mine.call('PUT', `${mine.path}/fields`, { body: { fields } })).status).toBe(201)
      newest++
    },
    async () => {
      const rotation = { body: { graceSeconds: 3600 } }
      writeKey = (await mine.call<Section>('POST', `/v1/sections/${mine.section.id}/rotate-write-key`, rotation)).body.writeKey
    },
  ]
  const taken: string[] = []
  const accepted = new Map<string, number>()
  const codes = new Set<string>()
  let unheard: object[] = []
  for (let step = 0; step < 120; step++) {
    now += below(20_000)
    for (const isolate of [mine, ...isolates]) isolate.time.now = now
    if (below(10) === 0) await changes[below(changes.length)]?.()
    if (below(5) === 0) isolates[below(isolates.length)] = collector(settings)
    for (const isolate of isolates) isolate.time.now = now
    const fresh = Array.from({ length: 1 + below(5) }, () => orderCreated({ version: `order-created@${1 + below(newest)}` }))
    taken.push(...fresh.map(({ id }) => id))
    const events = [...unheard, ...fresh]
    const { status, body } = await post(isolates[below(isolates.length)] as Collector, { writeKey, events })
    expect(status).toBe(200)
    for (const verdict of body.verdicts) {
      for (const { code } of verdict.issues ?? []) codes.add(code)
      if (verdict.status === 'accepted') accepted.set(verdict.id ?? '', (accepted.get(verdict.id ?? '') ?? 0) + 1)
    }
    // One answer in four is lost: all of it is sent again, to whichever isolate.
    unheard = below(4) === 0 ? events : []
  }
  // No version is unknown to anybody, however little it knows.
  expect(codes).toEqual(new Set(['web_tracking_disabled']))
  const ids = async (sql: string) => (await rowsOf<{ id: string }>(mine.section, sql)).map(({ id }) => id)
  const stored = await ids('select id from events where section_id = ?')
  // What one has rejected and another taken later is stored, and its rejection is kept beside it.
  const rejected = await ids(
    'select event_id as id from quarantine q where section_id = ?1 and not exists (select 1 from events where section_id = ?1 and id = q.event_id)',
  )
  expectConserved({ taken, stored, rejected })
  expect([...accepted.values()].every((count) => count === 1)).toBe(true)
  expect([...accepted.keys()].sort()).toEqual(stored.sort())
  expect(Math.min(stored.length, rejected.length)).toBeGreaterThan(30)
  const sql =
    "select sum(count) as count from rollups where section_id = ? and grain = 'day' and dimension = 'all' and verdict = 'accepted'"
  expect(await env.DB.prepare(sql).bind(mine.section.id).first<number>('count')).toBe(stored.length)
})
