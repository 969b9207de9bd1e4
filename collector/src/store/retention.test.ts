import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { type Collector, collector, newOrderEvent, newSection, START } from '../../test/collector.js'
import { HAS, namesOf, storeCustomers } from '../../test/customers.js'
import type { Section } from '../schema/section.js'
import { forgetExpired, RUN } from './expired.js'
import { yearsBefore } from './retention.js'

const DAY = 86_400_000
const daysAgo = (days: number, ms = 0) => new Date(START - days * DAY + ms).toISOString()

async function shop(mine: Collector, customers: number) {
  const section = await newSection(mine)
  await newOrderEvent(mine, section)
  await storeCustomers(section, customers)
  return section
}

const run = (section: Section, sql: string, ...values: unknown[]) =>
  env.DB.prepare(sql)
    .bind(section.id, ...values)
    .run()

const countOf = async (section: Section, table: string): Promise<number> =>
  (await env.DB.prepare(`select count(*) as count from ${table} where section_id = ?1`).bind(section.id).first<number>('count')) ?? 0

test.each([
  ['2026-11-23T10:00:00.000Z', 1, '2025-11-23T10:00:00.000Z'],
  ['2026-11-23T10:00:00.000Z', 100, '1926-11-23T10:00:00.000Z'],
  ['2028-02-29T10:00:00.000Z', 1, '2027-02-28T10:00:00.000Z'],
  ['2028-02-29T10:00:00.000Z', 4, '2024-02-29T10:00:00.000Z'],
  ['2029-02-28T10:00:00.000Z', 1, '2028-02-28T10:00:00.000Z'],
])('a year is one of the calendar: %s less %i', (now, years, expected) => {
  expect(yearsBefore(Date.parse(now), years)).toBe(expected)
})

describe('events', () => {
  test('go when their custom event keeps them no longer, by when they were received; their profiles stay', async () => {
    const mine = collector()
    const [section, other] = [await shop(mine, 4), await shop(mine, 4)]
    const path = `/v1/sections/${section.id}/custom-events/order-created`
    const receive = (number: number, at: string, of = section) =>
      run(
        of,
        "update events set received_at = ?2, occurred_at = ?4 where section_id = ?1 and id like ?3 || '%'",
        at,
        `#${number}#`,
        daysAgo(0),
      )
    for (const [number, at] of [yearsBefore(START - 1, 2), yearsBefore(START, 2), yearsBefore(START - 1, 1)].entries()) {
      await receive(number, at)
      await receive(number, at, other)
    }
    await forgetExpired(env.DB, START)
    expect(await countOf(section, 'events')).toBe(4 * HAS.events)
    await mine.call('PATCH', path, { body: { retentionYears: 2 } })
    await forgetExpired(env.DB, START)
    expect(await countOf(section, 'events')).toBe(3 * HAS.events)
    await mine.call('PATCH', path, { body: { retentionYears: 1 } })
    await mine.call('POST', `${path}/hide`, { body: { confirm: 'order-created' } })
    await forgetExpired(env.DB, START)
    expect(await countOf(section, 'events')).toBe(HAS.events)
    expect([await countOf(section, 'profiles'), await countOf(section, 'identifiers')]).toEqual([12, 16])
    expect(await countOf(other, 'events')).toBe(4 * HAS.events)
    const answer = await mine.call('POST', `/v1/sections/${section.id}/profiles/lookup`, { body: { profile: { email: namesOf(0).email } } })
    expect(answer).toMatchObject({ status: 200, body: { profile: { lastSeenAt: null } } })
  })

  test('go a few at a time, and a run that has done enough leaves the rest to the next one', async () => {
    const mine = collector()
    const section = await shop(mine, 30)
    await run(section, 'update events set received_at = ?2 where section_id = ?1', daysAgo(500))
    await run(section, 'update quarantine set received_at = ?2 where section_id = ?1', daysAgo(500))
    await run(section, 'update custom_events set retention_years = 1 where section_id = ?1')
    const left = async () => [await countOf(section, 'events'), await countOf(section, 'quarantine')]
    const small = { ...RUN, maxRows: 20 }
    expect(await forgetExpired(env.DB, START, { ...small, maxStatements: 1 })).toEqual({ removed: 20, left: true })
    expect(await left()).toEqual([70, 60])
    // Each kind in turn: a backlog of one keeps none of the others waiting.
    expect(await forgetExpired(env.DB, START, { ...small, maxStatements: 2 })).toEqual({ removed: 40, left: true })
    expect(await left()).toEqual([50, 40])
    expect(await forgetExpired(env.DB, START, { ...small, maxMs: -1 })).toEqual({ removed: 0, left: true })
    expect(await left()).toEqual([50, 40])
    expect(await forgetExpired(env.DB, START, small)).toMatchObject({ left: false })
    expect(await left()).toEqual([0, 0])
  })
})

describe('rejected events', () => {
  test('go 30 days after they last came, and their groups count what is left', async () => {
    const section = await shop(collector(), 5)
    const receive = (number: number, at: string) =>
      run(section, "update quarantine set received_at = ?2 where section_id = ?1 and hash like '%' || ?3", at, `#${number}#`)
    await receive(0, daysAgo(30, -1))
    await receive(1, daysAgo(30))
    const groups = async () => {
      const { results } = await env.DB.prepare(
        'select signature, count, held from quarantine_groups where section_id = ?1 order by signature',
      )
        .bind(section.id)
        .all()
      return results
    }
    await forgetExpired(env.DB, START)
    expect(await groups()).toEqual([
      { signature: '[["held",""]]', count: 4, held: 4 },
      { signature: '[["repaired",""]]', count: 4, held: 0 },
    ])
    await run(section, 'update quarantine set received_at = ?2 where section_id = ?1', daysAgo(31))
    await run(
      section,
      `insert into quarantine_groups (section_id, discriminator, version, signature, count, held, first_received_at, received_at)
       values (?1, 'left', 1, '[]', 0, 0, ?2, ?2)`,
      daysAgo(31),
    )
    await forgetExpired(env.DB, START)
    expect([await countOf(section, 'quarantine'), await groups()]).toEqual([0, []])
  })
})

test('proofs go a day after they have expired, keys and secrets a year after their end', async () => {
  const section = await newSection(collector())
  const insert = (id: string, proof: string, end: string | null) =>
    env.DB.batch([
      env.DB.prepare('insert into used_proofs (section_id, nonce, visitor_id, expires_at) values (?1, ?2, ?2, ?3)').bind(
        section.id,
        id,
        proof,
      ),
      env.DB.prepare(
        `insert into integration_keys (id, section_id, hash, name, scopes, created_by, created_at, revoked_at) values (?2 || ?1, ?1, '', '', '[]', 'token', ?3, ?4)`,
      ).bind(section.id, id, daysAgo(800), end),
      env.DB.prepare(
        'insert into identity_secrets (id, section_id, secret, created_at, valid_until) values (?2 || ?1, ?1, ?2, ?3, ?4)',
      ).bind(section.id, ...[id, daysAgo(800), end]),
    ])
  await insert('works', daysAgo(-1), null)
  await insert('ended', daysAgo(1), daysAgo(365))
  await insert('gone', daysAgo(1, -1), daysAgo(365, -1))
  await forgetExpired(env.DB, START)
  for (const table of ['used_proofs', 'integration_keys', 'identity_secrets']) {
    const column = table === 'used_proofs' ? 'nonce' : `replace(id, section_id, '')`
    const { results } = await env.DB.prepare(`select ${column} as id from ${table} where section_id = ?1 order by 1`).bind(section.id).all()
    expect([table, results.map(({ id }) => id)]).toEqual([table, ['ended', 'works']])
  }
})
