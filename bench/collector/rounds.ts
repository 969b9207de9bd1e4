import { cpuMsOf } from '../support/process-cpu.ts'
import type { Contender } from './contenders.ts'
import { bodiesOf } from './requests.ts'
import { send } from './send.ts'

/** What one contender did in one round. */
export interface Round {
  readonly eventsPerSecond: number
  /** CPU time of its workerd, the database in it included; `undefined` where that cannot be told. */
  readonly cpuMsPerEvent: number | undefined
}

/**
 * Sends the very same requests to one contender after the other, round by round, so that whatever else the machine does hits all of them alike.
 * The first round is not counted: nothing is warm in it.
 * @returns the rounds of each, in the order of the contenders
 */
export async function takeRounds(
  all: readonly Contender[],
  { rounds, requests, batch, connections }: { rounds: number; requests: number; batch: number; connections: number },
): Promise<Round[][]> {
  const taken: Round[][] = all.map(() => [])
  for (let round = 0; round <= rounds; round++) {
    const now = Date.now()
    const bodies = bodiesOf(requests, batch, `v-${batch}-${now.toString(36)}`, now)
    // Each time another one is the first.
    for (let turn = 0; turn < all.length; turn++) {
      const place = (turn + round) % all.length
      const { url, pid } = all[place] as Contender
      const before = cpuMsOf(pid)
      const elapsedMs = await send(new URL('/v1/events', url), bodies, batch, connections)
      const after = cpuMsOf(pid)
      const events = requests * batch
      const cpuMsPerEvent = before === undefined || after === undefined ? undefined : (after - before) / events
      if (round) taken[place]?.push({ eventsPerSecond: (events / elapsedMs) * 1000, cpuMsPerEvent })
    }
  }
  return taken
}
