import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { expectConserved } from '../support/conservation.ts'
import { faultSection, orderEvent } from '../support/fault-section.ts'
import { seeded, startWriter } from '../support/fault-writer.ts'
import { startKillable } from '../support/killable-collector.ts'
import { times } from '../support/long-run.ts'
import { hasSmallDisk, startSmallDisk } from '../support/small-disk.ts'
import { until } from '../support/until.ts'

const WRITERS = 8
const DISK_MEGABYTES = 32

// D1 lets nobody set `max_page_count`, so what is full is the disk below it: SQLite then says so to the runtime, and that to the Worker in its way.
test.skipIf(!hasSmallDisk())('a database whose disk is full stores nothing, says so, and goes on when there is room again', async () => {
  const disk = await startSmallDisk(mkdtempSync(join(tmpdir(), 'milepost-small-disk-')), DISK_MEGABYTES)
  const collector = await startKillable({ disk })
  try {
    const { id: sectionId, writeKey } = await faultSection(collector)
    const random = seeded(2026)
    const next = () => orderEvent({ visitorId: `v-${Math.floor(random() * 50)}` })
    const writers = Array.from({ length: WRITERS }, () => startWriter({ url: collector.url, writeKey, next, random }))
    const sum = (count: (writer: (typeof writers)[number]) => number) => writers.reduce((total, writer) => total + count(writer), 0)
    const answered = () => sum(({ requests }) => requests.answered)
    const refused = () => sum(({ refusals }) => refusals.length)
    const post = (events: object[]) => fetch(`${collector.url()}/v1/events`, { method: 'POST', body: JSON.stringify({ writeKey, events }) })
    const alone = Array.from({ length: 500 }, () => orderEvent())
    for (let round = 0; round < times(2, 10); round++) {
      const [before, known] = [refused(), answered()]
      await until(() => answered() > known + 20)
      disk.fill()
      await until(() => refused() > before + 20)
      const none = await post(alone)
      expect([none.status, ((await none.json()) as { code: string }).code]).toEqual([503, 'storage_unavailable'])
      // What it has can still be read, also by one that starts now.
      if (round % 2) {
        await collector.kill()
        await collector.start()
      }
      // A request that fails takes with it what is asked in the same moment.
      await until(async () => (await fetch(`${collector.url()}/healthz`)).ok)
      disk.makeRoom()
    }
    await Promise.all(writers.map((writer) => writer.finish()))
    // Not one of them was stored: none is a duplicate.
    expect(((await (await post(alone)).json()) as { accepted: number }).accepted).toBe(alone.length)
    await collector.kill()

    const stored = await collector.read<{ id: string }>('select id from events where section_id = ?', sectionId)
    expectConserved({
      taken: [...alone.map(({ id }) => id), ...writers.flatMap(({ taken }) => [...taken])],
      stored: stored.map(({ id }) => id),
    })
    const counts =
      "select sum(count) as count from rollups where section_id = ? and grain = 'day' and dimension = 'all' and verdict = 'accepted'"
    expect(await collector.read(counts, sectionId)).toEqual([{ count: stored.length }])
    const refusals = writers.flatMap((writer) => writer.refusals)
    expect(new Set(refusals.map(({ status, code }) => `${status} ${code}`))).toEqual(new Set(['503 storage_unavailable']))
    for (const { retryAfter } of refusals) expect(retryAfter >= 5 && retryAfter <= 120).toBe(true)
    console.log(`${stored.length} events stored, ${refusals.length} requests refused`)
  } finally {
    await collector.end()
    await disk.end()
  }
})
