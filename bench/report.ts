import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../scripts/settings.ts'
import { keptAt, parseResult } from './report/kept-results.ts'
import { measurements } from './report/measurements.ts'
import { reportFiles } from './report/report-files.ts'

/**
 * Keeps the results of all measurements in `docs/benchmarks`, and writes README, docs and charts from what is kept there. Of a measurement
 * without a result in the folder, what was kept before stays; which these are is told.
 * @returns `true`: a target that is missed is told in the documents
 */
export async function run(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      results: { type: 'string', default: join(root, 'bench', 'results') },
      into: { type: 'string', default: root },
    },
  })
  const read = (path: string) => (existsSync(join(values.into, path)) ? readFileSync(join(values.into, path), 'utf8') : undefined)
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(values.into, path)), { recursive: true })
    writeFileSync(join(values.into, path), text)
  }
  for (const { name } of measurements) {
    const file = join(values.results, `${name}.json`)
    if (existsSync(file)) {
      const result = parseResult(file, readFileSync(file, 'utf8'))
      write(keptAt(name), `${JSON.stringify(result, null, 2)}\n`)
      console.log(`${name}: measured at ${result.measuredAt}`)
    } else {
      const before = read(keptAt(name))
      const kept =
        before === undefined ? 'nor was it kept before' : `what was measured at ${parseResult(keptAt(name), before).measuredAt} stays`
      console.log(`${name}: ${file} is missing, ${kept}`)
    }
  }
  for (const [path, text] of reportFiles(read)) {
    if (read(path) === text) continue
    write(path, text)
    console.log(`${path}: written`)
  }
  return true
}
