import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { medianOf } from '../support/median-of.ts'
import { cpuMsOf } from '../support/process-cpu.ts'
import type { Column, Row } from '../support/result.ts'
import { contenders, type Name, type Scripts, startContender } from './contenders.ts'
import { bodiesOf } from './requests.ts'
import { send } from './send.ts'

/** How soon a Worker answers that was not running, in milliseconds. Medians. */
export interface Start {
  readonly name: Name
  /** From starting workerd to the answer of a route that asks nobody. */
  readonly startMs: number
  /** CPU time of workerd until then. */
  readonly startCpuMs: number | undefined
  /** Then one event: nothing is known of its section, no statement is prepared. */
  readonly firstEventMs: number
  /** The same once more. */
  readonly secondEventMs: number
}

/** Starts each of them some times, in turn. */
export async function timeStarts(times: number, scripts: Scripts, state: string, work: string): Promise<Start[]> {
  const found = contenders.map((name) => ({
    name,
    starts: [] as number[],
    cpu: [] as number[],
    first: [] as number[],
    second: [] as number[],
  }))
  const database = join(work, 'start')
  for (let time = 0; time <= times; time++) {
    for (const { name, ...numbers } of found) {
      cpSync(join(state, 'worker'), database, { recursive: true })
      const begin = performance.now()
      const worker = await startContender(name, scripts, database)
      try {
        await (await fetch(worker.url, { redirect: 'manual' })).arrayBuffer()
        const startMs = performance.now() - begin
        const cpuMs = cpuMsOf(worker.pid)
        const sendOne = (run: string) => send(new URL('/v1/events', worker.url), bodiesOf(1, 1, run, Date.now()), 1, 1)
        const first = await sendOne('first')
        const second = await sendOne('second')
        // The first time nothing of the machine's own is warm.
        if (!time) continue
        numbers.starts.push(startMs)
        if (cpuMs !== undefined) numbers.cpu.push(cpuMs)
        numbers.first.push(first)
        numbers.second.push(second)
      } finally {
        await worker.end()
        rmSync(database, { recursive: true, force: true })
      }
    }
  }
  return found.map(({ name, starts, cpu, first, second }) => ({
    name,
    startMs: medianOf(starts),
    startCpuMs: cpu.length ? medianOf(cpu) : undefined,
    firstEventMs: medianOf(first),
    secondEventMs: medianOf(second),
  }))
}

/** How they are shown: each number, and its ratio to the bare Worker's. */
export const startsColumns: readonly Column[] = [
  ...startColumn('start', 'First answer'),
  ...startColumn('startCpu', 'CPU until then'),
  ...startColumn('firstEvent', 'First event'),
  ...startColumn('secondEvent', 'Second event'),
]

function startColumn(key: string, name: string): Column[] {
  return [
    { key, name, unit: 'ms', digits: 1 },
    { key: `${key}ToBare`, name: 'to bare', unit: '×', digits: 2 },
  ]
}

export function startsRows(starts: readonly Start[]): Row[] {
  const bare = starts.find(({ name }) => name === 'bare')
  return starts.map((start) => {
    const values = (key: string, of: (start: Start) => number | undefined) => {
      const [ms, ofBare] = [of(start), bare && of(bare)]
      return { [key]: ms ?? null, [`${key}ToBare`]: ms && ofBare ? ms / ofBare : null }
    }
    return {
      name: NAMES[start.name],
      values: {
        ...values('start', ({ startMs }) => startMs),
        ...values('startCpu', ({ startCpuMs }) => startCpuMs),
        ...values('firstEvent', ({ firstEventMs }) => firstEventMs),
        ...values('secondEvent', ({ secondEventMs }) => secondEventMs),
      },
      ...(start.name !== 'ours' && { peer: true }),
    }
  })
}

const NAMES: Readonly<Record<Name, string>> = {
  ours: 'Milepost collector',
  bare: 'Bare Worker that leaves the same rows behind',
  barest: 'Bare Worker that stores the events alone',
}
