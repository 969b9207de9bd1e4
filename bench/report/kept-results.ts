import type { BenchResult } from '../support/result.ts'
import { measurements } from './measurements.ts'

/** Results by the names of their measurements. */
export type Results = Readonly<Partial<Record<string, BenchResult>>>

/** Where a result is kept that documents quote, from the root of the repository. */
export const keptAt = (name: string): string => `docs/benchmarks/${name}.json`

/**
 * Reads a result.
 * @param path where the text is from
 * @throws when it is none, as those of older measurements are, naming the path
 */
export function parseResult(path: string, text: string): BenchResult {
  const { columns, rows, targets, machine }: Partial<BenchResult> = JSON.parse(text)
  if (!Array.isArray(columns) || !Array.isArray(rows) || !Array.isArray(targets) || !machine)
    throw new Error(`${path} is no result: measure again`)
  return JSON.parse(text)
}

/** What is kept of every measurement. @param read gives a file's text by its path from the root, `undefined` when there is none */
export function keptResults(read: (path: string) => string | undefined): Results {
  return Object.fromEntries(
    measurements.flatMap(({ name }) => {
      const text = read(keptAt(name))
      return text === undefined ? [] : [[name, parseResult(keptAt(name), text)]]
    }),
  )
}
