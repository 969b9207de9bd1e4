import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { isLongRun, times } from '../support/long-run.ts'
import { bodyKinds } from './bodies.ts'
import { sendAll } from './client.ts'
import { entryKinds } from './entries.ts'
import { headKinds } from './heads.ts'
import { judge } from './judge-answer.ts'
import { limitKinds } from './limits.ts'
import { fingerprint, type HostileRequest, type Kind, tell } from './request.ts'
import { routeKinds } from './routes.ts'
import { SEED, seeded, spread } from './seeded.ts'
import { Tally } from './tally.ts'
import { dumpSection, makeTarget, makeWitness, type Target, untouched } from './target.ts'

/** How many of a kind are sent in the long run, where there are more than are worth their time. */
const MANY: Readonly<Record<string, number>> = {
  values: 26_000,
  keys: 6_000,
  entries: 3_000,
  identifications: 4_000,
  'UTF-8': 6_000,
  mutated: 6_000,
  'duplicate keys': 1_500,
  senders: 5_000,
  credentials: 3_000,
  'path parameters': 5_000,
  'query parameters': 6_000,
  bodies: 5_000,
}

/** Of a kind in `npm test`; of those that take their time not even that. */
const SOME = 90
const FEW: Readonly<Record<string, number>> = { compression: 12, limits: 60, nesting: 60, 'unreadable bodies': 60 }

const groups: Readonly<Record<string, (target: Target) => Kind[] | Promise<Kind[]>>> = {
  'entries that are no events of this section': entryKinds,
  'bodies that are no batches': bodyKinds,
  'heads that no sender has': headKinds,
  'sizes around every limit': limitKinds,
  'calls of every route': routeKinds,
}

const tally = new Tally()
const seen = new Set<string>()
let target: Target
let witness: string
let before: unknown

/** What none of these requests may change: another section, events that are stored, the schema. */
const state = async () => ({ witness: await dumpSection(witness), ...(await untouched(target.storedIds)) })

beforeAll(async () => {
  witness = await makeWitness(inject('collector'), inject('token'))
  target = await makeTarget(inject('collector'), inject('token'))
  before = await state()
})

afterAll(() => {
  if (isLongRun) console.log(tally.table(SEED))
})

/** So many requests of a kind that were not sent before. */
function* distinct(kind: Kind): Generator<HostileRequest> {
  const count = times(FEW[kind.name] ?? SOME, MANY[kind.name] ?? kind.size)
  for (const number of spread(count, kind.size, seeded(SEED))) {
    const request = kind.make(number)
    const mark = fingerprint(request)
    if (seen.has(mark)) continue
    seen.add(mark)
    yield request
  }
}

test.each(Object.entries(groups))('%s are answered as is documented, and touch nothing', async (_, kindsOf) => {
  const wrong: string[] = []
  for (const kind of await kindsOf(target)) {
    await sendAll(target.url, distinct(kind), (request, answer) => {
      const { outcome, problem } = judge(request, answer)
      tally.add(kind.name, outcome, answer)
      if (problem) wrong.push(`${kind.name}: ${problem}\n  ${tell(request)}`)
    })
  }
  expect(wrong.slice(0, 12), `${wrong.length} of them, seed ${SEED}`).toEqual([])
  expect(await state()).toEqual(before)
})

test('they were as many as were promised, and no two alike', () => {
  expect(tally.count('refused', 'rejected')).toBeGreaterThanOrEqual(times(1_500, 50_000))
})
