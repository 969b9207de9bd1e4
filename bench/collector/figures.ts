import { medianOf } from '../support/median-of.ts'
import { type Column, type Row, type Target, target } from '../support/result.ts'
import { contenders, type Name } from './contenders.ts'
import type { Round } from './rounds.ts'

/** What was found of one size of requests. Each number is the median of the rounds; so is each ratio, of those within each round. */
export interface Figures {
  readonly batch: number
  readonly on: Readonly<Record<'empty' | 'filled', OnDatabase>>
  /** The collector on the filled database, beside itself on the empty one. */
  readonly filledToEmpty: number
}

interface OnDatabase {
  readonly eventsPerSecond: Readonly<Record<Name, number>>
  readonly cpuMsPerEvent: Readonly<Record<Name, number | undefined>>
  /** Events per second of the collector, beside the two baselines. */
  readonly toBare: number
  readonly toBarest: number
  /** CPU time of the collector, beside the bare Worker's: above 1 it takes more. */
  readonly cpuToBare: number | undefined
}

/** @param taken the rounds of the contenders on the empty database, then on the filled one */
export function figuresOf(batch: number, taken: readonly (readonly Round[])[]): Figures {
  const [empty, filled] = [taken.slice(0, contenders.length), taken.slice(contenders.length)]
  return {
    batch,
    on: { empty: onDatabase(empty), filled: onDatabase(filled) },
    filledToEmpty: ratioOf(filled[0] ?? [], empty[0] ?? [], speed) ?? 0,
  }
}

const speed = ({ eventsPerSecond }: Round) => eventsPerSecond
const cpu = ({ cpuMsPerEvent }: Round) => cpuMsPerEvent

function onDatabase(rounds: readonly (readonly Round[])[]): OnDatabase {
  const [ours = [], bare = [], barest = []] = rounds
  const medians = (of: (round: Round) => number | undefined) =>
    Object.fromEntries(
      contenders.map((name, place) => {
        const numbers = (rounds[place] ?? []).flatMap((round) => of(round) ?? [])
        return [name, numbers.length ? medianOf(numbers) : undefined]
      }),
    )
  return {
    eventsPerSecond: medians(speed) as Record<Name, number>,
    cpuMsPerEvent: medians(cpu) as Record<Name, number | undefined>,
    toBare: ratioOf(ours, bare, speed) ?? 0,
    toBarest: ratioOf(ours, barest, speed) ?? 0,
    cpuToBare: ratioOf(ours, bare, cpu),
  }
}

/** Round by round, so that a busy second of the machine, which hits both, drops out. */
function ratioOf(ours: readonly Round[], theirs: readonly Round[], of: (round: Round) => number | undefined): number | undefined {
  const ratios = ours.flatMap((round, index) => {
    const [one, other] = [of(round), of(theirs[index] ?? round)]
    return one === undefined || other === undefined || !Number.isFinite(one / other) ? [] : [one / other]
  })
  return ratios.length ? medianOf(ratios) : undefined
}

/** How they are shown, and what the report takes from them. */
export const figuresColumns: readonly Column[] = [
  { key: 'perSecond', name: 'Events per second' },
  { key: 'barePerSecond', name: 'Bare Worker' },
  { key: 'toBare', name: 'to it', unit: '×', digits: 2 },
  { key: 'barestPerSecond', name: 'Storing alone' },
  { key: 'toBarest', name: 'to it', unit: '×', digits: 2 },
  { key: 'cpuPerEvent', name: 'CPU per event', unit: 'ms', digits: 3 },
  { key: 'bareCpuPerEvent', name: 'Bare Worker', unit: 'ms', digits: 3 },
  { key: 'cpuToBare', name: 'to it', unit: '×', digits: 2 },
  { key: 'toEmpty', name: 'Events per second, to an empty database', unit: '×', digits: 2 },
]

/** Two rows per size of requests. `batch` and `stored` are not shown by themselves. */
export function figuresRows(figures: readonly Figures[], events: number): Row[] {
  return figures.flatMap(({ batch, on, filledToEmpty }) =>
    (['empty', 'filled'] as const).map((database) => {
      const { eventsPerSecond, cpuMsPerEvent, toBare, toBarest, cpuToBare } = on[database]
      const stored = database === 'empty' ? 0 : events
      return {
        name: `${asked(batch)}, ${stored.toLocaleString('en')} stored`,
        values: {
          batch,
          stored,
          perSecond: eventsPerSecond.ours,
          barePerSecond: eventsPerSecond.bare,
          toBare,
          barestPerSecond: eventsPerSecond.barest,
          toBarest,
          cpuPerEvent: cpuMsPerEvent.ours ?? null,
          bareCpuPerEvent: cpuMsPerEvent.bare ?? null,
          cpuToBare: cpuToBare ?? null,
          toEmpty: database === 'empty' ? null : filledToEmpty,
        },
      }
    }),
  )
}

/** What they are held against. */
export function figuresTargets(
  figures: readonly Figures[],
  { single, batch: many, filled }: { single: number; batch: number; filled: number },
): Target[] {
  return figures.flatMap(({ batch, on, filledToEmpty }) => [
    ...(batch === 1 || batch >= 50
      ? [target(`${asked(batch)}, to a bare Worker`, on.empty.toBare, 'at least', batch === 1 ? single : many, '×')]
      : []),
    target(`${asked(batch)}, in a filled database to an empty one`, filledToEmpty, 'at least', filled, '×'),
  ])
}

const asked = (batch: number): string => (batch === 1 ? '1 event per request' : `${batch} events per request`)
