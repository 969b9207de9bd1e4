import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { collector, orderCreated, post, ready } from '../../test/collector.js'
import { watchD1 } from '../../test/watched-d1.js'

const QUICK = { kind: 'batch', statements: 5 }
const CAREFUL = { kind: 'batch', statements: 6 }

async function shop() {
  const { section } = await ready()
  const { DB, calls } = watchD1(env.DB)
  const watched = collector({ DB })
  const send = async (...events: unknown[]) => {
    const { body } = await post(watched, { writeKey: section.writeKey, events })
    return body.verdicts.map(({ status }) => status)
  }
  await send(orderCreated())
  calls.length = 0
  const one = async (sql: string) => (await env.DB.prepare(sql).bind(section.id).first<{ found: number | string }>())?.found
  const stock = async () => ({
    events: await one('select count(*) as found from events where section_id = ?'),
    counted: await one(
      `select group_concat(verdict || ' ' || count, ', ' order by verdict) as found from rollups where section_id = ? and grain = 'hour' and dimension = 'all'`,
    ),
    placed: await one('select sum(count) as found from installations where section_id = ?'),
    withProfile: await one('select count(*) as found from events where section_id = ? and profile_seq is not null'),
  })
  return { send, calls, stock }
}

test('new events of one visitor take one batch, whatever their number', async () => {
  const { send, calls, stock } = await shop()
  const events = Array.from({ length: 40 }, () => orderCreated({ visitorId: 'v-1' }))
  expect(await send(...events)).toEqual(events.map(() => 'accepted'))
  expect(calls).toEqual([QUICK])
  expect(await stock()).toEqual({ events: 41, counted: 'accepted 41', placed: 41, withProfile: 40 })
})

test.each([
  ['all of them', 0],
  ['one of them', 2],
])('where %s are stored already, nothing is stored or counted twice', async (_, fresh) => {
  const { send, calls, stock } = await shop()
  const events = Array.from({ length: 3 }, () => orderCreated({ visitorId: 'v-1' }))
  await send(...events.slice(fresh))
  calls.length = 0
  const again = events.map((_event, index) => (index < fresh ? 'accepted' : 'duplicate'))
  expect(await send(...events)).toEqual(again)
  expect(calls).toEqual([QUICK, CAREFUL])
  const duplicates = 3 - fresh
  expect(await stock()).toEqual({ events: 4, counted: `accepted 4, duplicate ${duplicates}`, placed: 4, withProfile: 3 })
})

test('an ID that comes again within a request, and a second visitor, go the careful way at once', async () => {
  const { send, calls, stock } = await shop()
  const event = orderCreated({ visitorId: 'v-1' })
  expect(await send(event, event)).toEqual(['accepted', 'duplicate'])
  expect(await send(orderCreated({ visitorId: 'v-1' }), orderCreated({ visitorId: 'v-2' }))).toEqual(['accepted', 'accepted'])
  expect(await send(orderCreated({ visitorId: 'v-1' }), orderCreated())).toEqual(['accepted', 'accepted'])
  expect(calls).toEqual([CAREFUL, CAREFUL, CAREFUL])
  expect(await stock()).toEqual({ events: 6, counted: 'accepted 6, duplicate 1', placed: 6, withProfile: 4 })
})

test('the same request twice at once is stored once', async () => {
  const { send, stock } = await shop()
  const events = Array.from({ length: 20 }, () => orderCreated({ visitorId: 'v-1' }))
  const answers = await Promise.all(Array.from({ length: 8 }, () => send(...events)))
  expect(answers.flat().filter((status) => status === 'accepted')).toHaveLength(20)
  expect(await stock()).toEqual({ events: 21, counted: 'accepted 21, duplicate 140', placed: 21, withProfile: 20 })
})
