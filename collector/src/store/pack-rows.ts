/** D1 takes 2,000,000 bytes per value; a little less leaves room for the brackets. */
const MAX_PARAMETER_BYTES = 1_900_000

/**
 * Parameters over which a statement spreads its rows. A body of 512 KiB grows to at most about 6 MB on its way here: twice by being JSON in JSON,
 * `1e20` to 21 digits, and 20 issues for each of 500 events.
 */
const PARAMETERS = 8

// Of a UTF-16 code unit in UTF-8.
const MAX_UNIT_BYTES = 3

/** Packs rows into the parameters that `rowsFrom` reads. Each is a JSON list; those that are not needed are empty ones. */
export function packRows(rows: readonly unknown[]): string[] {
  // Nearly always all of them fit, and that is known without counting.
  const all = JSON.stringify(rows)
  if (all.length * MAX_UNIT_BYTES <= MAX_PARAMETER_BYTES) return [all, ...Array<string>(PARAMETERS - 1).fill('[]')]
  const encoder = new TextEncoder()
  const parameters: string[][] = [[]]
  let bytes = 0
  for (const row of rows) {
    const text = JSON.stringify(row)
    const size = encoder.encode(text).length + 1
    if (bytes + size > MAX_PARAMETER_BYTES) {
      parameters.push([])
      bytes = 0
    }
    bytes += size
    parameters.at(-1)?.push(text)
  }
  return Array.from({ length: Math.max(PARAMETERS, parameters.length) }, (_, index) => `[${parameters[index]?.join(',') ?? ''}]`)
}

/**
 * SQL that yields the packed rows, in order, as `value`. The parameters are numbered from `first` on.
 * By VALUES, because D1 allows five SELECTs in a compound one at most. The LIMIT, which limits nothing, keeps SQLite from making the text of a row
 * anew for every column that is read out of it.
 */
export function rowsFrom(first: number): string {
  const parameters = Array.from({ length: PARAMETERS }, (_, index) => `(?${first + index})`)
  return `(select row.value from (values ${parameters.join(', ')}) packed join json_each(packed.column1) row limit -1)`
}
