import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { type Answer, collector, orderCreated, post, ready, START, type Verdicts } from '../../test/collector.js'
import { identification, newIntegration, profilesOf, rowsOf, settle } from '../../test/identify.js'
import { watchD1 } from '../../test/watched-d1.js'
import type { Subject } from '../profiles/identifier.js'
import { eraseProfile } from '../store/erase.js'

const ERASED_AT = new Date(START).toISOString()
const BEFORE = '2026-11-23T09:59:59.999Z'
const AFTER = '2026-11-23T10:00:00.001Z'

async function shop(d1: D1Database = env.DB) {
  const mine = await ready()
  await settle(mine.section, { require_proof: 0 })
  const fresh = collector({ DB: d1 })
  const report = await newIntegration(fresh, mine.section)
  const erase = (reference: Subject) =>
    eraseProfile(env.DB, { sectionId: mine.section.id, reference, erasedAt: ERASED_AT, erasedBy: 'token' })
  fresh.time.now = START + 60_000
  return {
    ...mine,
    time: fresh.time,
    erase,
    web: (...events: unknown[]) => post(fresh, { writeKey: mine.section.writeKey, events }),
    report: (...events: unknown[]) => report({ events }),
  }
}

const outcomes = ({ body }: Answer<Verdicts>) =>
  body.verdicts.map(({ status, issues }) => issues?.map(({ code, field }) => `${code} ${field}`).join() ?? status)

const nothingOf = async ({ section }: Awaited<ReturnType<typeof shop>>) => {
  expect(await profilesOf(section)).toEqual({})
  for (const table of ['events', 'quarantine', 'identifications', 'used_proofs', 'profiles'])
    expect([table, await rowsOf(section, `select 1 from ${table} where section_id = ?`)]).toEqual([table, []])
}

describe('whoever was erased', () => {
  test('does not come back by what happened before, by whichever name, and comes back by what happens after', async () => {
    const mine = await shop()
    const { section, web, report, erase } = mine
    await web(orderCreated({ visitorId: 'v-1' }), identification(), identification({ identify: { crmId: 'C-1' } }))
    expect((await erase({ kind: 'crmId', value: 'C-1' }))?.removed).toMatchObject({ events: 1, identifiers: 2, visitors: 1 })
    for (const occurredAt of [BEFORE, ERASED_AT]) {
      expect(outcomes(await web(orderCreated({ visitorId: 'v-1', occurredAt })))).toEqual(['profile_erased visitorId'])
      expect(outcomes(await web(identification({ occurredAt })))).toEqual(['profile_erased visitorId'])
      expect(outcomes(await web(identification({ occurredAt, visitorId: 'v-2' })))).toEqual(['profile_erased identify'])
      for (const profile of [{ crmId: 'C-1' }, { email: 'Ada@shop.example' }])
        expect(outcomes(await report(orderCreated({ profile, occurredAt })))).toEqual(['profile_erased profile'])
    }
    await nothingOf(mine)
    expect(
      await rowsOf(
        section,
        `select key, verdict, count from rollups where section_id = ? and dimension = 'identification' and grain = 'day' order by 1`,
      ),
    ).toEqual([
      { key: '', verdict: 'accepted', count: 2 },
      { key: 'profile_erased', verdict: 'rejected', count: 4 },
    ])
    expect(
      await rowsOf(section, `select verdict, count from rollups where section_id = ? and dimension = 'all' and grain = 'day' order by 1`),
    ).toEqual([
      { verdict: 'accepted', count: 1 },
      { verdict: 'rejected', count: 6 },
    ])
    const late = [orderCreated({ visitorId: 'v-1', occurredAt: AFTER }), identification({ occurredAt: AFTER })]
    expect(outcomes(await web(...late))).toEqual(['accepted', 'accepted'])
    expect(outcomes(await report(orderCreated({ profile: { crmId: 'C-1' }, occurredAt: AFTER })))).toEqual(['accepted'])
    expect(await profilesOf(section)).toEqual({ 'crmId:C-1': 2, 'email:ada@shop.example': 1, 'visitor:v-1': 1 })
  })

  test('does not come back by an instant that nobody can believe', async () => {
    const mine = await shop()
    await mine.web(orderCreated({ visitorId: 'v-1' }))
    await mine.erase({ kind: 'visitor', value: 'v-1' })
    const clamped = '2099-01-01T00:00:00Z'
    expect(outcomes(await mine.web(orderCreated({ visitorId: 'v-1', occurredAt: clamped })))).toEqual(['profile_erased visitorId'])
    expect(outcomes(await mine.web(identification({ occurredAt: clamped })))).toEqual(['profile_erased visitorId'])
    await nothingOf(mine)
  })

  test('does not come back in quarantine, with an instant or without one', async () => {
    const mine = await shop()
    await mine.web(orderCreated({ visitorId: 'v-1' }))
    await mine.erase({ kind: 'visitor', value: 'v-1' })
    const broken = (more: object) => orderCreated({ visitorId: 'v-1', fields: {}, ...more })
    expect(outcomes(await mine.web(broken({ occurredAt: BEFORE })))).toEqual([
      'source_missing source,field_required orderId,profile_erased visitorId',
    ])
    expect(outcomes(await mine.web(broken({ occurredAt: 5 })))).toEqual([
      'occurred_at_invalid occurredAt,source_missing source,field_required orderId,profile_erased visitorId',
    ])
    await nothingOf(mine)
    await mine.web(broken({ occurredAt: AFTER }))
    expect(await rowsOf(mine.section, 'select subject from quarantine where section_id = ?')).toEqual([{ subject: 'visitor:v-1' }])
  })

  test('costs their neighbours nothing, and an ID that was refused is still free', async () => {
    const mine = await shop()
    await mine.web(orderCreated({ visitorId: 'v-1' }))
    await mine.erase({ kind: 'visitor', value: 'v-1' })
    const old = orderCreated({ visitorId: 'v-1', occurredAt: BEFORE })
    const answer = await mine.web(
      orderCreated({ visitorId: 'v-2' }),
      old,
      { ...old, visitorId: 'v-3' },
      orderCreated(),
      orderCreated({ fields: {} }),
      old,
    )
    expect(outcomes(answer)).toEqual([
      'accepted',
      'profile_erased visitorId',
      'accepted',
      'accepted',
      'source_missing source,field_required orderId',
      'duplicate',
    ])
    expect(await profilesOf(mine.section)).toEqual({ 'visitor:v-2': 1, 'visitor:v-3': 2 })
  })

  test('in another section is nobody here', async () => {
    const [mine, other] = [await shop(), await shop()]
    await other.web(orderCreated({ visitorId: 'v-1' }))
    await other.erase({ kind: 'visitor', value: 'v-1' })
    expect(outcomes(await mine.web(orderCreated({ visitorId: 'v-1', occurredAt: BEFORE })))).toEqual(['accepted'])
  })
})

test('an erasure at the very moment is heeded, and only whoever meets one is asked about', async () => {
  let before: (() => Promise<unknown>) | undefined
  const slow = new Proxy(env.DB, {
    get(target, property: keyof D1Database) {
      if (property === 'prepare') return target.prepare.bind(target)
      return async (list: D1PreparedStatement[]) => {
        const happens = before
        before = undefined
        await happens?.()
        return target.batch(list)
      }
    },
  })
  const mine = await shop(slow)
  await mine.web(orderCreated({ visitorId: 'v-1' }))
  before = () => mine.erase({ kind: 'visitor', value: 'v-1' })
  const answer = await mine.web(orderCreated({ visitorId: 'v-1', occurredAt: BEFORE }), orderCreated({ visitorId: 'v-2' }))
  expect(outcomes(answer)).toEqual(['profile_erased visitorId', 'accepted'])
  expect(await profilesOf(mine.section)).toEqual({ 'visitor:v-2': 1 })

  const { DB, calls } = watchD1(env.DB)
  const watched = collector({ DB })
  const send = (...events: unknown[]) => post(watched, { writeKey: mine.section.writeKey, events })
  await send(orderCreated())
  calls.length = 0
  await send(orderCreated({ visitorId: 'v-1', occurredAt: AFTER }))
  expect(calls).toEqual([{ kind: 'batch', statements: 5 }])
  calls.length = 0
  await send(orderCreated({ visitorId: 'v-1', occurredAt: BEFORE }))
  expect(calls).toEqual([{ kind: 'batch', statements: 5 }, { kind: 'statement' }, { kind: 'batch', statements: 2 }])
})
