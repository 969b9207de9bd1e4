import { onTestFailed } from 'vitest'

/**
 * Chance that can be repeated: numbers from 0 up to 1, the same for the same seed, by mulberry32. When the test fails it tells the seed.
 * @param seed to repeat a run, by MILEPOST_SEED
 */
export function seededRandom(seed: number = Number(process.env.MILEPOST_SEED) || Date.now() % 1_000_000): () => number {
  onTestFailed(() => console.error(`By chance of MILEPOST_SEED=${seed}`))
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
