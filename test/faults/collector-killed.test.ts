import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { expectConserved } from '../support/conservation.ts'
import { faultSection, orderEvent } from '../support/fault-section.ts'
import { seeded, startWriter } from '../support/fault-writer.ts'
import { startKillable } from '../support/killable-collector.ts'
import { times } from '../support/long-run.ts'

const WRITERS = 8
const VISITORS = 200

/** Entries of every kind that leaves a row: events with a visitor and without, rejected ones, identifications. */
function entryOf(random: () => number): { id: string } {
  const visitor = Math.floor(random() * VISITORS)
  const kind = random()
  if (kind < 0.5) return orderEvent({ visitorId: `v-${visitor}` })
  if (kind < 0.9) return orderEvent()
  if (kind < 0.95) return orderEvent({ fields: { source: 'Checkout' } })
  const { id, occurredAt } = orderEvent()
  return { id, occurredAt, visitorId: `v-${visitor}`, identify: { email: `person-${visitor}@shop.example` } } as { id: string }
}

test('a collector that is killed again and again loses nothing it has acknowledged, and stores nothing twice', async () => {
  const [kills, wanted] = [times(4, 100), times(2_000, 50_000)]
  const random = seeded(Date.now())
  const collector = await startKillable()
  const startedAt = Date.now()
  try {
    const { id: sectionId, writeKey } = await faultSection(collector)
    const next = () => entryOf(random)
    const writers = Array.from({ length: WRITERS }, () => startWriter({ url: collector.url, writeKey, next, random }))
    const sum = (count: (writer: (typeof writers)[number]) => number) => writers.reduce((total, writer) => total + count(writer), 0)
    const acknowledged = () => sum(({ verdicts }) => verdicts.size)
    const answered = () => sum(({ requests }) => requests.answered)
    const until = async (isSo: () => boolean) => {
      while (!isSo()) await pause(5)
    }
    for (let kill = 0; kill < kills; kill++) {
      const enough = answered() + Math.ceil((wanted / kills / 8) * random())
      await until(() => answered() > enough)
      await pause(random() * 30)
      await collector.kill()
      await collector.start()
    }
    await until(() => acknowledged() >= wanted)
    await Promise.all(writers.map((writer) => writer.finish()))
    await collector.kill()

    const ids = async (sql: string) => (await collector.read<{ id: string }>(sql, sectionId)).map(({ id }) => id)
    const events = await ids('select id from events where section_id = ?')
    const identifications = await ids('select id from identifications where section_id = ?')
    const rejected = await ids('select event_id as id from quarantine where section_id = ?')
    const taken = writers.flatMap((writer) => [...writer.taken])
    expectConserved({ taken, stored: [...events, ...identifications], rejected })

    const verdicts = new Map(writers.flatMap((writer) => [...writer.verdicts]))
    expect(verdicts.size).toBe(taken.length)
    expect([...verdicts.values()].filter((list) => list.filter((status) => status === 'accepted').length > 1)).toEqual([])
    const told = (...wantedStatuses: string[]) =>
      [...verdicts].flatMap(([id, list]) => (list.some((status) => wantedStatuses.includes(status)) ? [id] : []))
    expect(told('accepted', 'duplicate').sort()).toEqual([...events, ...identifications].sort())
    expect(told('rejected').sort()).toEqual(rejected.sort())

    const counts = `select dimension, grain, sum(count) as count from rollups where section_id = ? and verdict = 'accepted' group by 1, 2`
    const rollups = await collector.read<{ dimension: string; grain: string; count: number }>(counts, sectionId)
    for (const grain of ['hour', 'day']) {
      const countOf = (dimension: string) => rollups.find((row) => row.dimension === dimension && row.grain === grain)?.count
      expect(['all', 'custom_event', 'source'].map(countOf)).toEqual(Array(3).fill(events.length))
      expect(countOf('identification')).toBe(identifications.length)
    }
    const [installed] = await collector.read<{ count: number }>(
      'select sum(count) as count from installations where section_id = ?',
      sectionId,
    )
    expect(installed?.count).toBe(events.length)
    const visitors = await ids(`select value as id from identifiers where section_id = ? and kind = 'visitor'`)
    expect(new Set(visitors).size).toBe(visitors.length)
    const orphans = await ids(
      `select e.id from events e where e.section_id = ? and e.visitor_id is not null and not exists (select 1 from profiles p where p.seq = e.profile_seq)`,
    )
    expect(orphans).toEqual([])
    expect(sum(({ requests }) => requests.failed)).toBeGreaterThan(0)
    const again = [...verdicts.values()].filter((list) => list.includes('duplicate')).length
    console.log(
      `${kills} kills in ${Math.round((Date.now() - startedAt) / 1000)} s: ${verdicts.size} acknowledged, ${sum(({ requests }) => requests.failed)} requests failed, ${again} events stored before their answer was lost`,
    )
  } finally {
    await collector.end()
  }
})
