import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newOrderEvent, newSection, ready } from '../../test/collector.js'
import { at, identify, type Name, partOf, storeEvent } from '../../test/profiles.js'
import type { Section } from '../schema/section.js'
import { mergeProfiles, undoMerge } from './merges.js'
import { readProfile } from './profiles.js'
import { listTimeline } from './timeline.js'

const IDENTIFIERS: readonly Name[] = [
  ['email', 'ada@shop.example'],
  ['email', 'bob@shop.example'],
  ['mobile', '+46701234567'],
  ['mobile', '+46707654321'],
  ['crmId', 'C-1'],
  ['crmId', 'C-2'],
]
const VISITORS = ['v-1', 'v-2', 'v-3']
const NAMES: readonly Name[] = [...IDENTIFIERS, ...VISITORS.map((visitor): Name => ['visitor', visitor])]

const referenceOf = ([kind, value]: Name) => ({ kind, value })
const by = { at: at(0), by: 'token' }

/** Everything that is stored of profiles, with parts as their place in the order in which they were made. */
async function dump({ id }: Section) {
  const rows = async <Row>(sql: string) => (await env.DB.prepare(sql).bind(id).all<Row>()).results
  const parts = await rows<{ seq: number; merged_into: number | null; root: number | null }>(
    'select seq, merged_into, root from profiles where section_id = ?1 order by seq',
  )
  const place = (seq: number | null) => (seq === null ? null : parts.findIndex((part) => part.seq === seq))
  const owned = 'profile_seq as part'
  const identifiers = await rows<{ part: number }>(
    `select kind, value, ${owned} from identifiers where section_id = ?1 order by kind, value`,
  )
  const events = await rows<{ part: number }>(`select occurred_at, via, ${owned} from events where section_id = ?1 order by seq`)
  return {
    parts: parts.map(({ merged_into, root }) => ({ into: place(merged_into), root: place(root) })),
    identifiers: identifiers.map((row) => ({ ...row, part: place(row.part) })),
    events: events.map((row) => ({ ...row, part: place(row.part) })),
  }
}

/** What is told of everybody. */
const told = ({ id }: Section) =>
  Promise.all(
    NAMES.map(async (name) => {
      const profile = await readProfile(env.DB, id, referenceOf(name))
      const timeline = await listTimeline(env.DB, id, referenceOf(name), { limit: 200 })
      return {
        name,
        identifiers: profile?.identifiers,
        visitors: profile?.visitors,
        seen: [profile?.firstSeenAt, profile?.lastSeenAt],
        events: timeline?.items.map(({ occurredAt, via }) => [occurredAt, via]),
      }
    }),
  )

/** The root that a tree is climbed to, which has to be the one that is kept. */
function climbed(parts: Awaited<ReturnType<typeof dump>>['parts'], start: number): number {
  let place = start
  for (let steps = 0; steps <= parts.length; steps++) {
    const into = parts[place]?.into
    if (into === null || into === undefined) return place
    place = into
  }
  throw new Error('a circle')
}

const identifier = fc.constantFrom(...IDENTIFIERS)
const step = fc.oneof(
  fc.record({ does: fc.constant('event' as const), name: fc.constantFrom(...NAMES) }),
  fc.record({ does: fc.constant('identify' as const), visitor: fc.constantFrom(...VISITORS), name: identifier }),
  { weight: 3, arbitrary: fc.record({ does: fc.constant('merge' as const), target: identifier, source: identifier }) },
  fc.record({ does: fc.constant('undo' as const), which: fc.nat() }),
)

test('whatever was written, merged and undone, undoing every merge leaves everybody as if there had been none', async () => {
  const mine = await ready()
  let [merges, identified, refused] = [0, 0, 0]
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 25, size: 'max' }), fc.infiniteStream(fc.nat()), async (steps, numbers) => {
      const [section, twin] = [await newSection(mine), await newSection(mine)]
      for (const each of [section, twin]) await newOrderEvent(mine, each)
      // Some are known before, so that there is somebody to be merged.
      for (const each of [section, twin])
        for (const name of [IDENTIFIERS[0], IDENTIFIERS[2], IDENTIFIERS[5]] as Name[]) await partOf(each, name)
      const open: string[] = []
      const undoOne = async (number: number) => {
        const [id] = open.splice(number % open.length, 1)
        if (id !== undefined) expect((await undoMerge(env.DB, section.id, id, by))?.done).toBe(true)
      }
      for (const [index, one] of steps.entries()) {
        if (one.does === 'event') {
          for (const each of [section, twin]) await storeEvent(each, one.name, { occurredAt: at(index) })
        } else if (one.does === 'identify') {
          const accepted = await identify(section, one.visitor, one.name)
          // What a merge made a conflict was not written.
          if (accepted) await identify(twin, one.visitor, one.name)
          else await partOf(twin, ['visitor', one.visitor])
          if (accepted) identified++
          else refused++
        } else if (one.does === 'merge') {
          const merging = { id: `m-${index}`, ...by, target: referenceOf(one.target), source: referenceOf(one.source) }
          const { target, source } = await mergeProfiles(env.DB, section.id, merging)
          if (target === null || source === null || target === source) continue
          open.push(merging.id)
          merges++
        } else if (open.length) await undoOne(one.which)
      }
      const { parts } = await dump(section)
      for (const [place, { root }] of parts.entries()) expect(root ?? place).toBe(climbed(parts, place))
      for (const number of numbers) {
        if (!open.length) break
        await undoOne(number)
      }
      expect(await dump(section)).toEqual(await dump(twin))
      expect(await told(section)).toEqual(await told(twin))
    }),
    { numRuns: 10 },
  )
  // A property of nothing would hold as well.
  expect([merges > 10, identified > 10, refused > 0]).toEqual([true, true, true])
}, 180_000)

test('undoing one of several leaves the others', async () => {
  const mine = await ready()
  const { section } = mine
  const [ada, bob, eve] = [IDENTIFIERS[0], IDENTIFIERS[2], IDENTIFIERS[4]] as [Name, Name, Name]
  for (const name of [ada, bob, eve]) await storeEvent(section, name)
  const idOf = async (name: Name) => (await readProfile(env.DB, section.id, referenceOf(name)))?.id
  const before = [await idOf(ada), await idOf(bob), await idOf(eve)]
  const merge = (id: string, target: Name, source: Name) =>
    mergeProfiles(env.DB, section.id, { id, ...by, target: referenceOf(target), source: referenceOf(source) })
  await merge('one', bob, eve)
  await merge('two', ada, eve)
  expect([await idOf(ada), await idOf(bob), await idOf(eve)]).toEqual([before[0], before[0], before[0]])
  // Told of whom it was merged from: of Bob with Eve in him.
  expect(
    (await readProfile(env.DB, section.id, referenceOf(ada)))?.merges.map(({ id, source }) => [id, source.identifiers.length]),
  ).toEqual([
    ['two', 2],
    ['one', 1],
  ])
  await undoMerge(env.DB, section.id, 'one', by)
  expect([await idOf(ada), await idOf(bob), await idOf(eve)]).toEqual([before[0], before[0], before[2]])
  await undoMerge(env.DB, section.id, 'two', by)
  expect([await idOf(ada), await idOf(bob), await idOf(eve)]).toEqual(before)
})
