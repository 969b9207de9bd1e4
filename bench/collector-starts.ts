import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../scripts/settings.ts'
import { bundleAll, fillState } from './collector/contenders.ts'
import { startsColumns, startsRows, timeStarts } from './collector/starts.ts'
import { keepResult } from './support/result.ts'
import { wholeOf } from './support/whole-of.ts'

/**
 * Measures how soon the collector answers that was not running, and how soon it has stored its first event, beside the two bare Workers of the
 * measurement `collector`. Prints a table and writes it to `bench/results/collector-starts.json`.
 * @returns `true`: it is held against nothing
 */
export async function run(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'custom-events': { type: 'string', default: '5000' },
      starts: { type: 'string', default: '7' },
      results: { type: 'string', default: join(root, 'bench', 'results') },
    },
  })
  const [customEvents, starts] = [wholeOf('custom-events', values['custom-events']), wholeOf('starts', values.starts)]
  const work = mkdtempSync(join(tmpdir(), 'milepost-bench-'))
  const state = join(work, 'empty')
  mkdirSync(state)
  try {
    const scripts = await bundleAll(work)
    await fillState(state, { customEvents, events: 0, profiles: 0 }, scripts)
    return keepResult(
      {
        name: 'collector-starts',
        title: 'Starting the collector',
        settings: { customEvents, starts },
        subject: 'Worker',
        columns: startsColumns,
        rows: startsRows(await timeStarts(starts, scripts, state, work)),
        targets: [],
      },
      values.results,
    )
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
