import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { newOrderEvent, orderCreated, orderFields, post, ready, START } from '../../test/collector.js'
import { giveSecret, identification, proofOf, rowsOf, settle } from '../../test/identify.js'
import type { CustomEvent } from '../schema/custom-event.js'
import type { Section } from '../schema/section.js'
import { countAttempt } from '../store/attempts.js'
import { forgetExpired } from '../store/expired.js'

const HOUR = 3_600_000
const at = (ms: number) => new Date(START + ms).toISOString()

type Row = { id: string; occurred_at: string; received_at: string; clamped: number }
const storedIn = (section: Section) =>
  rowsOf<Row>(section, 'select id, occurred_at, received_at, clamped from events where section_id = ? order by seq')

describe.each([-HOUR, HOUR])('when the collector’s clock jumps by %i ms', (jump) => {
  test('events are told in its time, and those that come again are known', async () => {
    const mine = await ready()
    const send = async (events: object[], more: object = {}) =>
      (await post(mine, { writeKey: mine.section.writeKey, events, ...more })).body.verdicts.map(({ status }) => status)
    const before = [orderCreated({ visitorId: 'v-1' }), orderCreated()]
    expect(await send(before, { sentAt: at(0) })).toEqual(['accepted', 'accepted'])
    mine.time.now += jump
    expect(await send(before, { sentAt: at(0) })).toEqual(['duplicate', 'duplicate'])
    const [told, untold] = [orderCreated({ visitorId: 'v-1' }), orderCreated()]
    expect(await send([told], { sentAt: at(0) })).toEqual(['accepted'])
    expect(await send([untold])).toEqual(['accepted'])
    mine.time.now -= jump
    expect(await send([...before, told, untold])).toEqual(Array(4).fill('duplicate'))
    const row = (event: { id: string }, occurredMs: number, receivedMs: number) => ({
      id: event.id,
      occurred_at: at(occurredMs),
      received_at: at(receivedMs),
      clamped: 0,
    })
    expect(await storedIn(mine.section)).toEqual([
      ...before.map((event) => row(event, -1_000, 0)),
      row(told, jump - 1_000, jump),
      row(untold, -1_000, jump),
    ])
    const counted = await rowsOf<{ count: number }>(
      mine.section,
      "select sum(count) as count from rollups where section_id = ? and grain = 'day' and dimension = 'all' and verdict = 'accepted'",
    )
    expect(counted).toEqual([{ count: 4 }])
  })

  test('a custom event that was made before it takes events, and can be read and edited', async () => {
    const mine = await ready()
    mine.time.now += jump
    const { body } = await post(mine, { writeKey: mine.section.writeKey, events: [orderCreated()] })
    expect(body.verdicts[0]).toMatchObject({ status: 'accepted' })
    expect((await mine.call<CustomEvent>('GET', mine.path)).body).toMatchObject({ current: 1, editableAt: at(0) })
  })
})

test('a version is usable and the next edit possible at their instant, and not before, whichever way the clock has come there', async () => {
  const mine = await ready()
  const save = (name: string) => mine.call('PUT', `${mine.path}/fields`, { body: { fields: [...orderFields, { name, type: 'text' }] } })
  expect((await save('Coupon')).status).toBe(201)
  const send = async () => {
    const events = [orderCreated({ version: 'order-created@2' }), orderCreated()]
    const { body } = await post(mine, { writeKey: mine.section.writeKey, events })
    expect(body.verdicts[1]).toMatchObject({ status: 'accepted' })
    const [issue] = body.verdicts[0]?.issues ?? []
    return issue ? [issue.code, issue.expected, issue.received] : body.verdicts[0]?.status
  }
  const edit = async () => {
    const { status, headers, body } = await save('Campaign')
    return [status, headers.get('Retry-After'), body.editableAt]
  }
  for (const [now, seconds] of [
    [HOUR - 1, '1'],
    [0, '3600'],
    [-HOUR, '7200'],
  ] as const) {
    mine.time.now = START + now
    expect(await send()).toEqual(['version_not_yet_usable', at(HOUR), at(now)])
    expect(await edit()).toEqual([423, seconds, at(HOUR)])
  }
  mine.time.now = START + HOUR
  expect(await send()).toBe('accepted')
  expect(await edit()).toEqual([201, null, undefined])
})

test('what is remembered of settings is no older than its time to live after the clock was put back', async () => {
  const mine = await ready()
  const send = async () =>
    (await post(mine, { writeKey: mine.section.writeKey, events: [orderCreated()] })).body.verdicts[0]?.issues?.[0]?.code
  mine.time.now += HOUR
  expect(await send()).toBeUndefined()
  mine.time.now -= HOUR
  await env.DB.prepare('update custom_events set web_tracking = 0 where section_id = ?').bind(mine.section.id).run()
  expect(await send()).toBe('web_tracking_disabled')
})

test('an hour that is skipped removes no key that pages still use, and no proof that could be used again', async () => {
  const mine = await ready()
  const old = mine.section.writeKey
  await giveSecret(mine.section, 'secret-of-the-shop')
  await settle(mine.section, { require_proof: 1 })
  await mine.call('POST', `/v1/sections/${mine.section.id}/rotate-write-key`, { body: { graceSeconds: 1800 } })
  const identify = { email: 'ada@shop.example' }
  const proof = await proofOf('secret-of-the-shop', identify, { expiresIn: 1800 })
  const use = async (visitorId: string) => {
    const { body } = await post(mine, { writeKey: old, events: [identification({ visitorId, identify, proof }), orderCreated()] })
    return body.verdicts?.map(({ status, issues }) => issues?.[0]?.code ?? status)
  }
  expect(await use('v-1')).toEqual(['accepted', 'accepted'])
  await forgetExpired(env.DB, START + HOUR)
  expect(await use('v-2')).toEqual(['proof_invalid', 'accepted'])
  mine.time.now += 1_799_999
  expect(await use('v-3')).toEqual(['proof_invalid', 'accepted'])
  mine.time.now += 1
  expect(await use('v-3')).toBeUndefined()
  await forgetExpired(env.DB, START + 26 * HOUR)
  expect(
    await rowsOf(
      mine.section,
      'select 1 from retired_write_keys where section_id = ?1 union all select 1 from used_proofs where section_id = ?1',
    ),
  ).toEqual([])
})

test('attempts to sign in are counted anew after the clock was put back, and not for a difference between machines', async () => {
  const key = crypto.randomUUID()
  const rule = { windowMs: 60_000, max: 3 }
  const attempt = (now: number) => countAttempt(env.DB, key, rule, now)
  for (let time = 0; time < 3; time++) expect((await attempt(START + HOUR)).allowed).toBe(true)
  expect(await attempt(START + HOUR)).toEqual({ allowed: false, retryAfter: 60 })
  // Another machine is behind.
  expect(await attempt(START + HOUR - 59_000)).toEqual({ allowed: false, retryAfter: 119 })
  expect((await attempt(START)).allowed).toBe(true)
  expect((await attempt(START)).allowed).toBe(true)
  expect((await attempt(START)).allowed).toBe(true)
  expect(await attempt(START)).toEqual({ allowed: false, retryAfter: 60 })
})

test('a custom event that is made while the clock is an hour ahead is usable at once, also after it was put right', async () => {
  const mine = await ready()
  mine.time.now += HOUR
  await newOrderEvent(mine, mine.section, 'Refund')
  const send = async () =>
    (await post(mine, { writeKey: mine.section.writeKey, events: [orderCreated({ version: 'refund@1' })] })).body.verdicts[0]?.status
  expect(await send()).toBe('accepted')
  mine.time.now -= HOUR
  expect(await send()).toBe('accepted')
})
