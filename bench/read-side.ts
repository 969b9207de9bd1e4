import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../scripts/settings.ts'
import { callsOf } from './read-side/calls.ts'
import { fillOnce } from './read-side/fill.ts'
import { startLocalWorker } from './support/local-worker.ts'
import { measure, type Timing } from './support/measure.ts'
import { keepResult, target } from './support/result.ts'
import { wholeOf } from './support/whole-of.ts'

/**
 * Measures every call of the editor against a database of one large section, in workerd, beside a call that asks the database next to
 * nothing: `/healthz`, which reads one row. Prints a table and writes it to `bench/results/read-side.json`.
 * @returns whether every p95 is within the budget
 */
export async function run(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: '1000000' },
      profiles: { type: 'string', default: '100000' },
      'custom-events': { type: 'string', default: '5000' },
      runs: { type: 'string', default: '40' },
      'budget-ms': { type: 'string', default: '100' },
      only: { type: 'string', default: '' },
      state: { type: 'string' },
      results: { type: 'string', default: join(root, 'bench', 'results') },
    },
  })
  const size = {
    events: wholeOf('events', values.events),
    customEvents: wholeOf('custom-events', values['custom-events']),
    profiles: wholeOf('profiles', values.profiles),
  }
  if (size.profiles < 100) throw new Error(`--profiles must be at least 100, received ${size.profiles}`)
  const [runs, budgetMs] = [wholeOf('runs', values.runs), wholeOf('budget-ms', values['budget-ms'])]
  // A folder that is named is kept, so that the next measurement need not fill it again.
  const state = values.state ? resolve(values.state) : mkdtempSync(join(tmpdir(), 'milepost-bench-'))
  mkdirSync(state, { recursive: true })
  const worker = await startLocalWorker(state)
  try {
    await fillOnce(worker.db, state, size)
    const ask = async (method: string, path: string, body?: unknown, key?: string) => {
      const { status, text } = await worker.call(method, path, body, key)
      if (status !== 200) throw new Error(`${method} ${path} was answered ${status}: ${text}`)
    }
    const timings: Timing[] = [await measure('baseline: /healthz', runs, () => ask('GET', '/healthz'))]
    for (const { name, method, path, body, key } of await callsOf(worker, size)) {
      if (!name.includes(values.only)) continue
      const time = () => measure(name, runs, (run) => ask(method, path(run), body?.(run), key))
      const timing = await time()
      // Once more, since a machine may have been busy with something else; what is slow is slow twice.
      timings.push(timing.p95 > budgetMs ? await time() : timing)
    }
    timings.push(await measure('baseline again: /healthz', runs, () => ask('GET', '/healthz')))
    const isBaseline = ({ name }: Timing) => name.startsWith('baseline')
    const base = Math.min(...timings.filter(isBaseline).map(({ p50 }) => p50))
    return keepResult(
      {
        name: 'read-side',
        title: 'What the editor and integrations read',
        settings: { ...size, runs },
        subject: 'Call',
        columns: [
          { key: 'p50', name: 'p50', unit: 'ms', digits: 1 },
          { key: 'p95', name: 'p95', unit: 'ms', digits: 1 },
          { key: 'max', name: 'max', unit: 'ms', digits: 1 },
          { key: 'toBaseline', name: 'p50, to the baseline', unit: '×', digits: 1 },
        ],
        rows: timings.map((timing) => {
          const { name, p50, p95, max } = timing
          return { name, values: { p50, p95, max, toBaseline: p50 / base }, ...(isBaseline(timing) && { peer: true }) }
        }),
        targets: timings
          .filter((timing) => !isBaseline(timing))
          .map(({ name, p95 }) => target(`${name}, p95`, p95, 'at most', budgetMs, 'ms')),
      },
      values.results,
    )
  } finally {
    await worker.end()
    if (!values.state) rmSync(state, { recursive: true, force: true })
  }
}
