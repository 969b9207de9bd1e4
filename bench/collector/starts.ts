import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cpuMsOf } from '../support/process-cpu.ts'
import { medianOf, tableOf } from '../support/table.ts'
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

/** The starts for people. */
export function startsTable(starts: readonly Start[]): string {
  const bare = starts.find(({ name }) => name === 'bare')
  const cells = (ms: number | undefined, ofBare: number | undefined) => [
    ms === undefined ? 'n/a' : `${ms.toFixed(1)} ms`,
    ms && ofBare ? (ms / ofBare).toFixed(2) : 'n/a',
  ]
  return tableOf([
    ['Cold start', 'first answer', 'to bare', 'CPU until then', 'to bare', 'first event', 'to bare', 'second event', 'to bare'],
    ...starts.map((start) => [
      start.name,
      ...cells(start.startMs, bare?.startMs),
      ...cells(start.startCpuMs, bare?.startCpuMs),
      ...cells(start.firstEventMs, bare?.firstEventMs),
      ...cells(start.secondEventMs, bare?.secondEventMs),
    ]),
  ])
}
