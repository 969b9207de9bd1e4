import { join } from 'node:path'
import type { Verdict } from '@milepost/sdk/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../scripts/settings.ts'
import { type Committed, startCommitted } from '../support/committed.ts'
import { expectConserved } from '../support/conservation.ts'
import { faultSection, orderEvent } from '../support/fault-section.ts'
import { type KillableCollector, startKillable } from '../support/killable-collector.ts'
import { times } from '../support/long-run.ts'

let collector: KillableCollector
let committed: Committed
beforeAll(async () => {
  collector = await startKillable({ entry: join(root, 'collector/test/halting-worker.ts') })
  committed = await startCommitted()
})
afterAll(async () => {
  committed.end()
  await collector.end()
})

/** Loses one answer; what it was about is sent again when it has. */
type Loss = (send: (init?: RequestInit) => Promise<Verdict['status'][]>) => Promise<unknown>

const killed: Loss = async (send) => {
  const halted = committed.next()
  const lost = send({ headers: committed.headers }).catch((error: Error) => error)
  await halted
  await collector.kill()
  expect(await lost).toBeInstanceOf(Error)
  await collector.start()
}

const hungUp: Loss = async (send) => {
  const [halted, hanging] = [committed.next(), new AbortController()]
  const lost = send({ headers: committed.headers, signal: hanging.signal }).catch((error: Error) => error)
  const goOn = await halted
  hanging.abort()
  expect(await lost).toBeInstanceOf(Error)
  goOn()
}

/** The sender has waited for long enough and sends again, and only then the first answer comes, to nobody. */
const late: Loss = async (send) => {
  const halted = committed.next()
  const first = send({ headers: committed.headers })
  const goOn = await halted
  expect(await send()).toEqual(REPEATED)
  goOn()
  expect(await first).toEqual(['accepted', 'accepted', 'rejected', 'accepted'])
}

const REPEATED = ['duplicate', 'duplicate', 'rejected', 'duplicate']

test.for<[name: string, lose: Loss, often: number]>([
  ['killed', killed, times(3, 100)],
  ['that the sender hangs up on', hungUp, times(10, 500)],
  ['that is too late', late, times(10, 500)],
])('a collector %s between commit and answer has stored everything once', async ([, lose, often]) => {
  const { id: sectionId, writeKey } = await faultSection(collector)
  const [stored, rejected]: [string[], string[]] = [[], []]
  for (let round = 0; round < often; round++) {
    const visitorId = `v-${round}`
    const valid = [orderEvent({ visitorId }), orderEvent()]
    const wrong = orderEvent({ visitorId, fields: { source: 'Checkout' } })
    const { id, occurredAt } = orderEvent()
    const identification = { id, occurredAt, visitorId, identify: { email: `person-${round}@shop.example` } }
    stored.push(...valid.map((event) => event.id), id)
    rejected.push(wrong.id)
    const body = JSON.stringify({ writeKey, events: [...valid, wrong, identification], dropped: { queue_full: 3 } })
    const send = async (init: RequestInit = {}) => {
      const response = await fetch(`${collector.url()}/v1/events`, { method: 'POST', body, ...init })
      const { verdicts } = (await response.json()) as { verdicts: Verdict[] }
      return verdicts.map(({ status }) => status)
    }
    await lose(send)
    expect(await send()).toEqual(REPEATED)
  }
  await collector.kill()
  const read = (sql: string) => collector.read<{ id: string; count: number }>(sql, sectionId)
  const ids = async (sql: string) => (await read(sql)).map(({ id }) => id)
  expectConserved({
    taken: [...stored, ...rejected],
    stored: [
      ...(await ids('select id from events where section_id = ?')),
      ...(await ids('select id from identifications where section_id = ?')),
    ],
    rejected: await ids('select event_id as id from quarantine where section_id = ?'),
  })
  const counts = `
    select verdict as id, sum(count) as count from rollups where section_id = ?1 and grain = 'day' and dimension = 'all' and verdict <> 'rejected' group by 1
    union all select 'dropped', sum(count) from dropped where section_id = ?1
    union all select 'installations', sum(count) from installations where section_id = ?1`
  const told = Object.fromEntries((await read(counts)).map(({ id, count }) => [id, count]))
  const repeats = lose === late ? 2 : 1
  expect(told).toEqual({ accepted: 2 * often, duplicate: 2 * repeats * often, dropped: 3 * often, installations: 2 * often })
  await collector.start()
})
