import { medianOf, tableOf } from '../support/table.ts'
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
  /** The same by CPU time: above 1 the collector takes less. */
  readonly cpuToBare: number | undefined
  readonly cpuToBarest: number | undefined
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
const thrift = ({ cpuMsPerEvent }: Round) => (cpuMsPerEvent === undefined ? undefined : 1 / cpuMsPerEvent)

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
    cpuMsPerEvent: medians(({ cpuMsPerEvent }) => cpuMsPerEvent) as Record<Name, number | undefined>,
    toBare: ratioOf(ours, bare, speed) ?? 0,
    toBarest: ratioOf(ours, barest, speed) ?? 0,
    cpuToBare: ratioOf(ours, bare, thrift),
    cpuToBarest: ratioOf(ours, barest, thrift),
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

/** The figures for people. */
export function figuresTable(figures: readonly Figures[], events: number): string {
  const databases = { empty: '0', filled: events.toLocaleString('en') }
  const head = [
    'Events per request, in the database',
    'events/s',
    'bare',
    'ratio',
    'barest',
    'ratio',
    'CPU/event',
    'bare',
    'barest',
    'ratio to bare',
  ]
  const rows = figures.flatMap(({ batch, on, filledToEmpty }) => [
    ...(['empty', 'filled'] as const).map((database) => {
      const { eventsPerSecond, cpuMsPerEvent, toBare, toBarest, cpuToBare } = on[database]
      const [perSecond, cpu] = [(name: Name) => Math.round(eventsPerSecond[name]).toString(), (name: Name) => msOf(cpuMsPerEvent[name])]
      return [
        `${batch}, ${databases[database]}`,
        ...[perSecond('ours'), perSecond('bare'), toBare.toFixed(2), perSecond('barest'), toBarest.toFixed(2)],
        ...[cpu('ours'), cpu('bare'), cpu('barest'), cpuToBare?.toFixed(2) ?? 'n/a'],
      ]
    }),
    [`${batch}, filled to empty`, '', '', filledToEmpty.toFixed(2)],
  ])
  return tableOf([head, ...rows])
}

const msOf = (ms: number | undefined): string => (ms === undefined ? 'n/a' : `${ms.toFixed(3)} ms`)

/** What is not as good as it must be, a line each. */
export function missedTargets(
  figures: readonly Figures[],
  { single, batch: many, filled }: { single: number; batch: number; filled: number },
): string[] {
  const missed = (what: string, ratio: number, target: number) => (ratio < target ? [`${what}: ${ratio.toFixed(2)}, under ${target}`] : [])
  return figures.flatMap(({ batch, on, filledToEmpty }) => [
    ...(batch === 1 ? missed('1 event per request, to bare', on.empty.toBare, single) : []),
    ...(batch >= 50 ? missed(`${batch} events per request, to bare`, on.empty.toBare, many) : []),
    ...missed(`${batch} events per request, filled to empty`, filledToEmpty, filled),
  ])
}
