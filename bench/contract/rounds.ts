import type { Values } from './events.ts'

/** Events, and the check that they are given to. */
export interface Work {
  readonly check: (values: Values) => boolean
  readonly events: readonly Values[]
}

/**
 * Gives each its events, one after the other, round by round. It is the CPU time of the whole process that counts, that of clearing up memory included,
 * so that it makes no difference what else the machine does, or what is left for later. The first round is not counted: nothing is warm in it.
 * @param leastMs CPU time of each in a round, at least
 * @returns checks per second of CPU time, for each by round
 */
export function takeRounds(all: readonly Work[], rounds: number, leastMs: number): number[][] {
  const taken: number[][] = all.map(() => [])
  for (let round = 0; round <= rounds; round++) {
    // Each time another one is the first.
    for (let turn = 0; turn < all.length; turn++) {
      const place = (turn + round) % all.length
      const perSecond = speedOf(all[place] as Work, leastMs)
      if (round) taken[place]?.push(perSecond)
    }
  }
  return taken
}

function speedOf({ check, events }: Work, leastMs: number): number {
  const start = cpuMs()
  let checked = 0
  let elapsedMs = 0
  do {
    for (const values of events) check(values)
    checked += events.length
    elapsedMs = cpuMs() - start
  } while (elapsedMs < leastMs)
  return (checked / elapsedMs) * 1000
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
