import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { newSection, ready, START } from '../../test/collector.js'
import { member } from '../../test/people.js'
import { instantOf } from '../clock.js'
import worker from '../index.js'

const DAY = 86_400_000

test('the daily run forgets what has expired, and nothing that is still of use', async () => {
  const mine = await ready()
  const other = await newSection(mine)
  const person = await member(mine, mine.section, 'viewer')
  const session = env.DB.prepare('select id from sessions where user_id = ?1').bind(person.id)
  const at = (days: number) => instantOf(START + days * DAY)
  const link = (id: string, expires: number, used: number | null) =>
    env.DB.prepare(
      "insert into links (id, hash, kind, section_id, role, created_at, expires_at, used_at) values (?1, ?1, 'invitation', ?2, 'viewer', ?3, ?4, ?5)",
    ).bind(`${id}-${mine.section.id}`, mine.section.id, at(-90), at(expires), used === null ? null : at(used))
  const rollup = (grain: string, when: string, section = mine.section.id) =>
    env.DB.prepare("insert into rollups values (?1, ?2, 'all', ?3, '', 'accepted', 1)").bind(section, grain, when)
  const key = (name: string, until: number) =>
    env.DB.prepare('insert into retired_write_keys values (?1, ?2, ?3)').bind(`${name}-${mine.section.id}`, mine.section.id, at(until))
  await env.DB.batch([
    ...[link('open', 1, null), link('used', 1, -31), link('fresh', 1, -1), link('expired', -31, null)],
    ...[
      rollup('hour', '2026-01-01T10'),
      rollup('day', '2026-01-01'),
      rollup('hour', at(-7).slice(0, 13)),
      rollup('hour', '2026-01-01T10', other.id),
    ],
    ...[key('gone', -2), key('works', 1)],
  ])

  const run = async (time: number) => {
    const waited: Promise<unknown>[] = []
    const event = { scheduledTime: time, cron: '', noRetry() {}, type: 'scheduled' } as ScheduledController
    worker.scheduled(event, env, { waitUntil: (work: Promise<unknown>) => waited.push(work) } as unknown as ExecutionContext)
    await Promise.all(waited)
  }
  await run(START)
  const left = async (sql: string) =>
    (await env.DB.prepare(sql).bind(mine.section.id).all<{ name: string }>()).results.map(({ name }) => name)
  expect(
    await left("select substr(id, 1, instr(id, '-') - 1) as name from links where section_id = ?1 and created_at < '2026-10' order by 1"),
  ).toEqual(['fresh', 'open'])
  expect(
    await left(
      "select grain || ' ' || at as name from rollups where section_id = ?1 and dimension = 'all' and at < '2026-11-20' order by 1",
    ),
  ).toEqual(['day 2026-01-01', `hour ${at(-7).slice(0, 13)}`])
  expect(await left("select substr(key, 1, instr(key, '-') - 1) as name from retired_write_keys where section_id = ?1")).toEqual(['works'])
  expect((await env.DB.prepare('select count(*) as count from rollups where section_id = ?1').bind(other.id).first())?.count).toBe(0)
  expect((await session.all()).results).toHaveLength(1)

  await env.DB.prepare('update sessions set expires_at = ?1 where user_id = ?2')
    .bind(START - 1, person.id)
    .run()
  await run(START)
  expect((await session.all()).results).toEqual([])
})
