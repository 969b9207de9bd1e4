import { setTimeout as pause } from 'node:timers/promises'
import type { Verdict } from '@milepost/sdk/contract'
import { expect, test } from 'vitest'
import { expectConserved } from '../support/conservation.ts'
import { faultSection, orderEvent } from '../support/fault-section.ts'
import { startKillable } from '../support/killable-collector.ts'
import { times } from '../support/long-run.ts'

const WRITERS = 1_000
/** Patient, since all of them wait for one database. */
const ANSWERED_WITHIN_MS = 300_000

test('a thousand writers at once have everything stored once, and are told nothing but when to come again', async () => {
  const collector = await startKillable()
  try {
    const { id: sectionId, writeKey } = await faultSection(collector)
    const taken: string[] = []
    const accepted: string[] = []
    const refusals: { status: number; retryAfter: number }[] = []
    async function write(number: number): Promise<void> {
      for (let request = 0; request < times(1, 10); request++) {
        // Every visitor comes by two writers, so that they meet in profiles, too.
        const events = [orderEvent({ visitorId: `v-${number % 500}` }), orderEvent()]
        taken.push(...events.map(({ id }) => id))
        await send(JSON.stringify({ writeKey, events }))
      }
    }
    async function send(body: string): Promise<void> {
      for (;;) {
        const signal = AbortSignal.timeout(ANSWERED_WITHIN_MS)
        const response = await fetch(`${collector.url()}/v1/events`, { method: 'POST', body, signal })
        const answer = (await response.json()) as { verdicts: Verdict[] }
        if (response.ok) {
          accepted.push(...answer.verdicts.flatMap(({ id, status }) => (id !== null && status === 'accepted' ? [id] : [])))
          return
        }
        const retryAfter = Number(response.headers.get('retry-after'))
        refusals.push({ status: response.status, retryAfter })
        await pause(retryAfter * 1000)
      }
    }
    const startedAt = Date.now()
    await Promise.all(Array.from({ length: WRITERS }, (_, number) => write(number)))
    const seconds = Math.round((Date.now() - startedAt) / 1000)
    await collector.kill()

    const stored = (await collector.read<{ id: string }>('select id from events where section_id = ?', sectionId)).map(({ id }) => id)
    expectConserved({ taken, stored })
    expect(accepted.sort()).toEqual(stored.sort())
    expect(refusals.filter(({ status, retryAfter }) => status !== 503 || !(retryAfter > 0))).toEqual([])
    const profiles = "select count(distinct profile_seq) as count from identifiers where section_id = ? and kind = 'visitor'"
    expect(await collector.read(profiles, sectionId)).toEqual([{ count: 500 }])
    console.log(`${WRITERS} writers, ${stored.length} events in ${seconds} s, ${refusals.length} requests refused`)
  } finally {
    await collector.end()
  }
})
