import type { Row } from '../support/result.ts'

/** A measurement that the report tells of. */
export interface Measurement {
  /** Its file in `bench/`, and that of its result. */
  readonly name: string
  /** What of its table the README shows; left out: nothing. */
  readonly short?: Short
}

export interface Short {
  /** Keys of columns; left out: all. */
  readonly columns?: readonly string[]
  /** Which rows; left out: all. */
  readonly rows?: (row: Row) => boolean
}

/** The pages of the editor that are open all day, and what they are compared with. */
const READ_ALL_DAY = ['baseline: /healthz', 'recent', 'groups', 'overview, 24 hours', 'overview, 7 days', 'overview, 30 days', 'profile']

/** All of them, in the order of `docs/benchmarks.md`. */
export const measurements: readonly Measurement[] = [
  { name: 'size', short: { columns: ['brotli', 'gzip', 'ratio'] } },
  { name: 'page', short: { columns: ['start', 'perEvent', 'requests', 'bytes', 'left', 'keeps'] } },
  { name: 'contract', short: { columns: ['mixed6', 'toAjv6', 'mixed100', 'toAjv100'] } },
  { name: 'collector', short: { columns: ['perSecond', 'barePerSecond', 'toBare', 'toEmpty'] } },
  { name: 'collector-starts' },
  { name: 'read-side', short: { columns: ['p50', 'p95', 'toBaseline'], rows: ({ name }) => READ_ALL_DAY.includes(name) } },
  { name: 'editor-pages' },
]
