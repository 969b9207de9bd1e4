/** Randomness that comes again with the same seed. */
export interface Random {
  readonly seed: number
  /** A whole number from 0 to `limit` − 1. */
  below(limit: number): number
  pick<Item>(list: readonly Item[]): Item
}

/** Seed of this run, which a failure tells and `MILEPOST_SEED` brings back. */
export const SEED = Number(process.env.MILEPOST_SEED ?? Date.now() % 1_000_000_007)

/** Makes a source of randomness. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  const below = (limit: number) => {
    // mulberry32: small, and good enough to choose by.
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
  return { seed, below, pick: <Item>(list: readonly Item[]) => list[below(list.length)] as Item }
}

/** So many different whole numbers below `size`, spread over all of it; every number there is when that is not enough. */
export function spread(count: number, size: number, { below }: Random): number[] {
  if (count >= size) return Array.from({ length: size }, (_, index) => index)
  const [step, offset] = [size / count, below(size)]
  return Array.from({ length: count }, (_, index) => (offset + Math.floor(index * step)) % size)
}
