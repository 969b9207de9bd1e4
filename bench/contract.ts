import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildRooms } from '../scripts/build-rooms.ts'
import { root } from '../scripts/settings.ts'
import { eventsOf, fieldsOf } from './contract/events.ts'
import { takeRounds, type Work } from './contract/rounds.ts'
import { medianOf } from './support/median-of.ts'
import { keepResult, target } from './support/result.ts'
import { wholeOf } from './support/whole-of.ts'

/** Fields of the events, besides the source field. */
const SIZES = [6, 100] as const

/** How many of ten events have a fault: as few as come, and all of them. */
const MIXES = { mixed: 1, wrong: 10 } as const

/**
 * Measures how many events per second are checked against a definition, by ours and by validators from npm with the same rules, which first have to
 * agree on every event. Prints a table and writes it to `bench/results/contract.json`.
 *
 * Ours is faster than Ajv where events are valid, as nearly all are. Where one is not, Ajv stops at the first fault; ours looks at all fields, and once
 * more at the one that is wrong, to say what in it is. `checkFields` by itself is slower: it is written to be short, since pages load it, and check one
 * event at a time. Of the 4 µs that it takes for six fields, 1.6 µs go into the date and the time stamp, since the calendar is the engine's own, and
 * 1.4 µs into listing rules and values as one, without what objects inherit.
 * @returns whether every target was met
 */
export async function run(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '15' },
      events: { type: 'string', default: '1000' },
      ms: { type: 'string', default: '100' },
      'min-ratio': { type: 'string', default: '1' },
      results: { type: 'string', default: join(root, 'bench', 'results') },
    },
  })
  const [rounds, events, leastMs] = [wholeOf('rounds', values.rounds), wholeOf('events', values.events), wholeOf('ms', values.ms)]
  await buildRooms('sdk')
  const { contenders } = await import('./contract/contenders.ts')
  const { fieldTypeNames } = await import('@milepost/sdk/contract')
  const work = SIZES.flatMap((size) => {
    const fields = fieldsOf(size, fieldTypeNames)
    return Object.entries(MIXES).flatMap(([mix, wrong]) => {
      const sent = eventsOf(fields, events, wrong)
      const all = contenders.map(({ key, name, made }) => ({ key: `${key} ${mix}${size}`, name, check: made(fields), events: sent }))
      mustAgree(all, wrong)
      return all
    })
  })
  const taken = takeRounds(work, rounds, leastMs)
  const speedsOf = (contender: string, cell: string) => taken[work.findIndex(({ key }) => key === `${contender} ${cell}`)] ?? []
  const toAjv = (contender: string, cell: string) => {
    const ajv = speedsOf('ajv', cell)
    return medianOf(speedsOf(contender, cell).map((perSecond, round) => perSecond / (ajv[round] ?? Number.NaN)))
  }
  return keepResult(
    {
      name: 'contract',
      title: 'Checking events',
      settings: { rounds, events, wrongOfTen: MIXES.mixed, leastMs },
      subject: 'Checker',
      columns: SIZES.flatMap((size) => [
        { key: `mixed${size}`, name: `${size} fields`, unit: '/s' },
        { key: `toAjv${size}`, name: 'to Ajv', unit: '×', digits: 2 },
        { key: `wrong${size}`, name: `${size} fields, one wrong`, unit: '/s' },
      ]),
      rows: contenders.map(({ key, name, peer }) => ({
        name,
        values: Object.fromEntries(
          SIZES.flatMap((size) => [
            [`mixed${size}`, medianOf(speedsOf(key, `mixed${size}`))],
            [`toAjv${size}`, toAjv(key, `mixed${size}`)],
            [`wrong${size}`, medianOf(speedsOf(key, `wrong${size}`))],
          ]),
        ),
        ...(peer && { peer }),
      })),
      targets: SIZES.map((size) =>
        target(
          `Events of ${size} fields, one of ten wrong, at the edge, to Ajv compiled`,
          toAjv('edge', `mixed${size}`),
          'at least',
          Number(values['min-ratio']),
          '×',
        ),
      ),
    },
    values.results,
  )
}

/** Not the same rules would be no comparison. @throws naming who says something else of which event */
function mustAgree(all: readonly (Work & { readonly name: string })[], wrongOfTen: number): void {
  for (const { name, check, events } of all)
    for (const [index, values] of events.entries())
      if (check(values) !== index % 10 >= wrongOfTen)
        throw new Error(`${name} takes ${JSON.stringify(values).slice(0, 1000)} for what it is not`)
}
