import { capacityBlock, longBlock, shortBlock } from './blocks.ts'
import { chartOf, type Scheme } from './chart.ts'
import { keptResults, type Results } from './kept-results.ts'

type Block = (name: string, results: Results) => string

/** Documents with figures in them, and what stands between `<!-- bench: name -->` and `<!-- /bench: name -->` there. */
const documents: Readonly<Record<string, Block>> = {
  'README.md': (name, results) => shortBlock(name, results[name]),
  'docs/benchmarks.md': (name, results) => longBlock(name, results[name]),
  'docs/scaling.md': (_, results) => capacityBlock(results),
}

/** The charts of the README, as a light and as a dark screen shows them. */
export const chartAt = (scheme: Scheme): string => `docs/images/how-fast-${scheme}.svg`

const MARKED = /(<!-- bench: (\S+) -->)\n[\s\S]*?(<!-- \/bench: \2 -->)/g

/**
 * Everything that is written from the results that are kept: the same files, byte for byte, whenever they are the same results.
 * @param read gives a file's text by its path from the root, `undefined` when there is none
 * @returns texts by paths from the root
 */
export function reportFiles(read: (path: string) => string | undefined): Map<string, string> {
  const results = keptResults(read)
  const files = new Map<string, string>()
  for (const [path, block] of Object.entries(documents)) {
    const text = read(path)
    if (text === undefined) throw new Error(`${path} is missing`)
    files.set(
      path,
      text.replace(MARKED, (_, begin: string, name: string, end: string) => `${begin}\n\n${block(name, results)}\n\n${end}`),
    )
  }
  for (const scheme of ['light', 'dark'] as const) {
    const chart = chartOf(results, scheme)
    if (chart) files.set(chartAt(scheme), chart)
  }
  return files
}
