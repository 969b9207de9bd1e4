import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { expectConserved } from '../../test/support/conservation.js'
import type { Bindings } from '../src/env.js'
import type { Quarantined, Recent } from '../src/schema/event.js'
import type { Page } from '../src/schema/list.js'
import type { Section } from '../src/schema/section.js'
import { orderCreated, post, ready, START } from './collector.js'
import { giveSecret, identification, newIntegration, profilesOf, proofOf, rowsOf } from './identify.js'

/** How events get into the database. */
export interface Path {
  readonly bindings: Partial<Bindings>
  /** Resolves when so many events of a section, in all, are stored, rejected or known for duplicates. */
  readonly settled: (section: Section, count: number) => Promise<void>
  /** Whether an answer knows what was stored before. */
  readonly knowsDuplicates: boolean
}

/** Events that are counted in a section, whatever became of them. */
export async function countedIn(section: Section): Promise<number> {
  const sql = `select coalesce(sum(count), 0) as count from rollups where section_id = ? and grain = 'day' and dimension = 'all'`
  const [row] = await rowsOf<{ count: number }>(section, sql)
  return row?.count ?? 0
}

/** What is asked of every way from the endpoint to the database and back out of it. */
export function roundTripCases({ bindings, settled, knowsDuplicates }: Path): void {
  async function start() {
    const mine = await ready(bindings)
    const { section, call } = mine
    let expected = 0
    const track = async (events: readonly unknown[], more: object = {}) => {
      expected += events.filter((event) => !(event as { identify?: unknown } | null)?.identify).length
      const { status, body } = await post(mine, { writeKey: section.writeKey, events, ...more })
      expect(status).toBe(200)
      return body.verdicts.map((verdict) => verdict.issues?.map(({ code }) => code).join() ?? verdict.status)
    }
    const path = `/v1/sections/${section.id}`
    const stored = async () => {
      await settled(section, expected)
      const { body: recent } = await call<Page<Recent>>('GET', `${path}/recent`)
      const { body: quarantine } = await call<Page<Quarantined>>('GET', `${path}/quarantine`)
      return { recent: recent.items.filter((item) => item.status === 'accepted'), quarantine: quarantine.items }
    }
    return { ...mine, track, stored, settled: () => settled(section, expected) }
  }

  test('an event with all its instants, its visitor and its page', async () => {
    const { track, stored } = await start()
    const event = orderCreated({ visitorId: 'v-1', page: { url: 'https://shop.example/a?b=1', title: 'Shop', other: 1, referrer: null } })
    expect(await track([event], { sentAt: '2026-11-23T10:00:01Z' })).toEqual(['accepted'])
    expect((await stored()).recent).toEqual([
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
        page: { url: 'https://shop.example/a?b=1', title: 'Shop' },
        fields: event.fields,
      },
    ])
  })

  test('every field type, texts that try to be something else, and whatever Unicode has', async () => {
    const { track, stored } = await start()
    const texts = [
      "'); drop table events; --",
      '</script><script>',
      '{{1+1}}`',
      '\u2028\0"\\',
      'ä€😀',
      '\\ud800',
      '"'.repeat(4096),
      '😀'.repeat(2048),
    ]
    const fields = texts.map((text) => ({
      source: text.slice(0, 2),
      orderId: text,
      total: -0.5,
      items: 2,
      gift: false,
      delivery: '2028-02-29',
    }))
    const events = fields.map((each, index) =>
      orderCreated({ fields: each, visitorId: texts[index]?.slice(0, 64), page: { title: texts[index] } }),
    )
    expect(new Set(await track(events))).toEqual(new Set(['accepted']))
    const { recent } = await stored()
    const byId = new Map(recent.map((item) => [item.id, item]))
    expect(events.map(({ id }) => byId.get(id)?.fields)).toEqual(fields)
    expect(events.map(({ id }) => byId.get(id)?.page?.title)).toEqual(texts)
  })

  test('an instant that is clamped, and one by a clock that is wrong', async () => {
    const { track, stored, section } = await start()
    await track([orderCreated({ occurredAt: '2099-01-01T00:00:00Z', visitorId: 'v-1' })], { sentAt: 'nonsense' })
    const [clamped] = (await stored()).recent
    expect(clamped).toMatchObject({
      clamped: true,
      occurredAt: '2026-11-23T10:00:00.000Z',
      senderOccurredAt: '2099-01-01T00:00:00Z',
      sentAt: null,
    })
    await track([orderCreated({ occurredAt: '2025-11-23T10:00:00Z' })], { sentAt: '2025-11-23T10:00:10Z' })
    await stored()
    expect(await rowsOf(section, 'select occurred_at as at from events where section_id = ? order by seq desc limit 1')).toEqual([
      { at: '2026-11-23T09:59:50.000Z' },
    ])
  })

  test('rejected events whole, with their issues and in their groups, beside neighbours that are stored', async () => {
    const { track, stored, call, section } = await start()
    const good = [orderCreated(), orderCreated()]
    const wrong = [
      orderCreated({ fields: { source: 'API', orderId: 'A', total: '1' }, visitorId: 'v-9' }),
      orderCreated({ fields: {} }),
      orderCreated({ version: 'no-such@1' }),
    ]
    const odd = [null, 5, JSON.parse('{"__proto__":{"id":1},"constructor":1}'), { pad: 'x'.repeat(33_000) }]
    const codes = await track([...wrong, good[0], ...odd, good[1]])
    expect(codes.slice(0, 4)).toEqual(['field_type', 'source_missing,field_required', 'version_unknown', 'accepted'])
    expect(codes.at(-1)).toBe('accepted')
    const { recent, quarantine } = await stored()
    expect(new Set(recent.map(({ id }) => id))).toEqual(new Set(good.map(({ id }) => id)))
    const texts = (list: readonly unknown[]) => list.map((each) => JSON.stringify(each)).sort()
    expect(texts(quarantine.map(({ event }) => event))).toEqual(texts([...wrong, ...odd]))
    const { body } = await call<Page<{ count: number; held: number; firstReceivedAt: string }>>(
      'GET',
      `/v1/sections/${section.id}/quarantine/groups`,
    )
    expect(body.items.map(({ count, held, firstReceivedAt }) => [count, held, firstReceivedAt])).toEqual(
      body.items.map(({ count }) => [count, count, '2026-11-23T10:00:00.000Z']),
    )
    expect(body.items.reduce((sum, { count }) => sum + count, 0)).toBe(7)
    expect(await rowsOf(section, 'select subject from quarantine where section_id = ? and subject is not null')).toEqual([
      { subject: 'visitor:v-9' },
    ])
  })

  test('an ID once, however it comes again, and a corrected event after its rejected self', async () => {
    const { track, stored, section } = await start()
    const [event, corrected] = [orderCreated(), orderCreated()]
    const shouted = { ...event, id: event.id.toUpperCase() }
    expect(await track([event, shouted, { ...corrected, fields: {} }])).toEqual(['accepted', 'duplicate', 'source_missing,field_required'])
    await stored()
    const again = await track([shouted, corrected, { ...event, fields: {} }])
    const duplicate = knowsDuplicates ? 'duplicate' : 'accepted'
    expect(again).toEqual([duplicate, 'accepted', 'duplicate'])
    const { recent, quarantine } = await stored()
    expectConserved({
      taken: [event.id, corrected.id],
      stored: recent.map(({ id }) => id),
      // Its first sending stays in quarantine, as that of somebody else would.
      rejected: quarantine.flatMap(({ id }) => (id === null || id === corrected.id ? [] : [id])),
    })
    const verdicts = `select verdict, count from rollups where section_id = ? and grain = 'day' and dimension = 'all' order by verdict`
    expect(await rowsOf(section, verdicts)).toEqual([
      { verdict: 'accepted', count: 2 },
      { verdict: 'duplicate', count: 3 },
      { verdict: 'rejected', count: 1 },
    ])
    expect(await rowsOf(section, 'select sum(count) as count from installations where section_id = ?')).toEqual([{ count: 2 }])
  })

  test('500 events, and a body as large as may be', async () => {
    const { track, stored, section } = await start()
    const events = Array.from({ length: 500 }, (_, index) =>
      orderCreated({ fields: { source: 'API', orderId: `${index} ${'x'.repeat(600)}` } }),
    )
    expect(new Set(await track(events))).toEqual(new Set(['accepted']))
    await track([{ n: 1, fields: { a: '"\\'.repeat(120_000) } }])
    await stored()
    const ids = await rowsOf<{ id: string }>(section, 'select id from events where section_id = ?')
    expectConserved({ taken: events.map(({ id }) => id), stored: ids.map(({ id }) => id) })
    expect(await rowsOf(section, 'select length(event) as length from quarantine where section_id = ?')).toEqual([{ length: 480_025 }])
  })

  test('what senders say they dropped, once for a request that is sent twice', async () => {
    const { track, settled: done, call, section } = await start()
    const first = orderCreated()
    await track([first], { dropped: { queue_full: 2, expired: 1 } })
    await done()
    await track([first], { dropped: { queue_full: 2, expired: 1 } })
    await done()
    await track([orderCreated({ fields: {} })], { dropped: { too_large: 1 } })
    await done()
    expect((await call<Section>('GET', `/v1/sections/${section.id}`)).body.dropped).toEqual({ queue_full: 2, expired: 1, too_large: 1 })
  })

  test('consent, and of what was refused nothing but the count', async () => {
    const { track, stored, call, section, path } = await start()
    await call('PATCH', path, { body: { purpose: 'marketing' } })
    const consent = { purposes: ['marketing'], at: '2026-11-23T09:00:00.000Z' }
    expect(
      await track([orderCreated({ consent }), orderCreated(), orderCreated({ consent: { ...consent, purposes: ['analytics'] } })]),
    ).toEqual(['accepted', 'consent_missing', 'consent_missing'])
    const { recent, quarantine } = await stored()
    expect([recent.length, quarantine]).toEqual([1, []])
    expect(await rowsOf(section, 'select consent from events where section_id = ?')).toEqual([{ consent: JSON.stringify(consent) }])
  })

  test('whom it is about: visitors, those they say they are, and whom an integration names', async () => {
    const mine = await start()
    const { track, section } = mine
    await giveSecret(section, 'secret')
    const report = await newIntegration(mine, section)
    const identify = { email: 'Ada@shop.example' }
    const proof = await proofOf('secret', identify)
    const identified = identification({ identify, proof })
    expect(await track([orderCreated({ visitorId: 'v-1' }), identified, orderCreated({ visitorId: 'v-2' })])).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ])
    expect((await report({ events: [orderCreated({ profile: { email: 'ADA@shop.example' } })] })).body.accepted).toBe(1)
    await settled(section, 3)
    const profiles = await profilesOf(section)
    expect(Object.keys(profiles)).toEqual(['email:ada@shop.example', 'visitor:v-1', 'visitor:v-2'])
    expect(profiles['email:ada@shop.example']).toBe(profiles['visitor:v-1'])
    expect(profiles['visitor:v-2']).not.toBe(profiles['visitor:v-1'])
    expect(await rowsOf(section, 'select via, count(*) as count from events where section_id = ? group by via order by via')).toEqual([
      { via: 'email', count: 1 },
      { via: 'visitor', count: 2 },
    ])
  })

  test('sections apart', async () => {
    const [one, two] = [await start(), await start()]
    const event = orderCreated()
    expect([await one.track([event]), await two.track([event])]).toEqual([['accepted'], ['accepted']])
    expect([(await one.stored()).recent.length, (await two.stored()).recent.length]).toEqual([1, 1])
  })

  test('nobody who was erased', async () => {
    const { track, stored, call, section, time } = await start()
    await track([orderCreated({ visitorId: 'v-1' })])
    await stored()
    time.now = START + 60_000
    await call('POST', `/v1/sections/${section.id}/profiles/erase`, { body: { profile: { visitorId: 'v-1' } } })
    await track([orderCreated({ visitorId: 'v-1' }), orderCreated({ visitorId: 'v-2' })])
    const { recent, quarantine } = await stored()
    expect([recent.map(({ visitorId }) => visitorId), quarantine]).toEqual([['v-2'], []])
    expect(await env.DB.prepare('select count(*) as count from suppressions where section_id = ?').bind(section.id).first('count')).toBe(1)
  })
}
