import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildRooms } from './build-rooms.ts'
import { type Count, countRun, type Report } from './closing-line.ts'
import { provideBrowser } from './provide-browser.ts'
import { startTool } from './tool.ts'

/**
 * Builds and type-checks everything, finds a browser and runs the tests of every room in one run.
 * @param args passed on to vitest: names of files, `-t`, …
 * @throws when the types are wrong or no browser is there
 */
export async function runTests(state: string, args: readonly string[]): Promise<Count> {
  await buildRooms()
  const browser = provideBrowser()
  mkdirSync(state, { recursive: true })
  const file = join(state, `test-report-${process.pid}.json`)
  try {
    // A person sees the files go by; a log gets what has failed and no more. A long run also tells what it has counted.
    const terminal = process.stdout.isTTY
    const long = process.env.MILEPOST_LONG_RUN === 'true'
    const options = [
      `--reporter=${terminal || long ? 'default' : 'minimal'}`,
      ...(long ? [] : ['--silent=passed-only']),
      '--reporter=json',
      `--outputFile.json=${file}`,
      // Most tests wait for a browser or a collector, and on two processors the default is one file at a time. What a long run counts in a second is
      // not to be another file's doing.
      ...(args.some((arg) => arg.startsWith('--maxWorkers')) ? [] : [`--maxWorkers=${long ? 1 : '100%'}`]),
    ]
    const child = startTool('vitest', ['run', ...options, ...args], {
      env: { ...process.env, MILEPOST_CHROMIUM: browser, WRANGLER_SEND_METRICS: 'false', ...(terminal ? {} : { NO_COLOR: '1' }) },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    const [code] = await once(child, 'exit')
    return countRun(reportIn(file), code)
  } finally {
    rmSync(file, { force: true })
  }
}

/** The report, unless the run crashed before it was written. */
function reportIn(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
