import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../scripts/settings.ts'
import { checkStock } from './collector/check-stock.ts'
import { bundleAll, type Contender, fillState, startAll } from './collector/contenders.ts'
import { figuresColumns, figuresOf, figuresRows, figuresTargets } from './collector/figures.ts'
import { takeRounds } from './collector/rounds.ts'
import { keepResult } from './support/result.ts'
import { wholeOf } from './support/whole-of.ts'

/** Events of a request, and how many requests make a round, as a share of those of the smallest batch. */
const batches = [
  { batch: 1, share: 1 },
  { batch: 10, share: 0.6 },
  { batch: 50, share: 0.4 },
  { batch: 500, share: 0.1 },
] as const

/**
 * Measures how many events per second the collector stores, in workerd, beside a bare Worker that leaves the same rows behind with no checks and one
 * that stores the events alone; on an empty and on a filled database, all in turn. Prints a table and writes it to `bench/results/collector.json`.
 * @returns whether every ratio is as good as it must be
 */
export async function run(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: '1000000' },
      profiles: { type: 'string', default: '100000' },
      'custom-events': { type: 'string', default: '5000' },
      rounds: { type: 'string', default: '9' },
      requests: { type: 'string', default: '200' },
      connections: { type: 'string', default: '4' },
      'min-single': { type: 'string', default: '0.7' },
      'min-batch': { type: 'string', default: '0.8' },
      'min-filled': { type: 'string', default: '0.9' },
      state: { type: 'string' },
      results: { type: 'string', default: join(root, 'bench', 'results') },
    },
  })
  const size = {
    events: wholeOf('events', values.events),
    customEvents: wholeOf('custom-events', values['custom-events']),
    profiles: wholeOf('profiles', values.profiles),
  }
  const [rounds, requests] = [wholeOf('rounds', values.rounds), wholeOf('requests', values.requests)]
  const connections = wholeOf('connections', values.connections)
  const targets = { single: Number(values['min-single']), batch: Number(values['min-batch']), filled: Number(values['min-filled']) }
  const work = mkdtempSync(join(tmpdir(), 'milepost-bench-'))
  // A folder that is named is kept, so that the next measurement need not fill it again. It is copied, never written to.
  const state = values.state ? resolve(values.state) : join(work, 'filled')
  const empty = join(work, 'empty')
  for (const folder of [state, empty]) mkdirSync(folder, { recursive: true })
  const running: Contender[] = []
  try {
    const scripts = await bundleAll(work)
    await fillState(state, size, scripts)
    await fillState(empty, { ...size, events: 0, profiles: 0 }, scripts)
    running.push(...(await startAll(scripts, empty, join(work, 'on-empty'))))
    running.push(...(await startAll(scripts, state, join(work, 'on-filled'))))
    const check = await checkStock(running)
    const figures = []
    for (const { batch, share } of batches) {
      const asked = { rounds, batch, connections, requests: Math.max(1, Math.round(requests * share)) }
      figures.push(figuresOf(batch, await takeRounds(running, asked)))
      await check(batch * asked.requests * (rounds + 1))
    }
    return keepResult(
      {
        name: 'collector',
        title: 'What the collector stores',
        settings: { ...size, rounds, requests, connections },
        subject: 'Requests and database',
        columns: figuresColumns,
        rows: figuresRows(figures, size.events),
        targets: figuresTargets(figures, targets),
      },
      values.results,
    )
  } finally {
    await Promise.all(running.map((worker) => worker.end()))
    rmSync(work, { recursive: true, force: true })
  }
}
