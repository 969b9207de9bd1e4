/**
 * Splits a list, in order, into runs that each stay within limits. What is beyond one by itself is a run of its own.
 * @param sizesOf what an item adds to each of the limits
 */
export function runsOf<Item>(items: readonly Item[], sizesOf: (item: Item) => readonly number[], limits: readonly number[]): Item[][] {
  const runs: Item[][] = []
  let sums: number[] = []
  for (const item of items) {
    const sizes = sizesOf(item)
    const fits = runs.length > 0 && sizes.every((size, index) => (sums[index] ?? 0) + size <= (limits[index] ?? 0))
    sums = fits ? sums.map((sum, index) => sum + (sizes[index] ?? 0)) : [...sizes]
    if (fits) runs.at(-1)?.push(item)
    else runs.push([item])
  }
  return runs
}
