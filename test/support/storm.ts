import type { DeliveryReport } from '@milepost/sdk'
import { vi } from 'vitest'
import type { Ledger } from './conservation.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** Starts one client, which has its own storage, and gives back what tracks one event there: its ID, or nothing when it was not taken. */
export type StartClient = (onReport: (report: DeliveryReport) => void) => () => string | undefined

export interface StormOptions {
  readonly clients: number
  readonly startClient: StartClient
  /** How long the collector answers 503. */
  readonly seconds: number
  /** What it sends as `Retry-After` meanwhile. */
  readonly retryAfterSeconds?: number | undefined
  /** Each client tracks one event in this time. */
  readonly eventEverySeconds: number
  /** Whether all clients track at the same instants, as when something happens that they all show. */
  readonly together?: boolean
}

/** Requests per second, and where the events are. */
export interface Storm {
  /** Mean of a minute before it. */
  readonly before: number
  /** Mean of all of it. */
  readonly during: number
  /** Mean of it after its first 10 seconds. */
  readonly later: number
  /** Mean from its end until the last event that was tracked before its end is stored. */
  readonly recovery: number
  /** The most in one second of the recovery. */
  readonly peak: number
  /** Seconds of the recovery. */
  readonly recoverySeconds: number
  /** Events that waited when it ended. */
  readonly backlog: number
  readonly ledger: Ledger
}

const WARM_UP_SECONDS = 120
/** An answer is on its way for so long. */
const LATENCY_MS = 50

/** A collector in memory, which answers as the real one does and counts what comes in each second. */
function collector(clock: VirtualClock) {
  const perSecond: number[] = []
  const stored: string[] = []
  const known = new Set<string>()
  const state: { down: boolean; retryAfter: string | null } = { down: false, retryAfter: null }
  const answerTo = (events: readonly { readonly id: string }[]) => {
    if (state.down) return { status: 503, headers: { get: () => state.retryAfter }, json: async () => ({ code: 'storage_unavailable' }) }
    const verdicts = events.map(({ id }) => ({ id, status: known.has(id) ? 'duplicate' : 'accepted' }))
    for (const { id, status } of verdicts) {
      if (status === 'accepted') stored.push(id)
      known.add(id)
    }
    return { status: 200, headers: { get: () => null }, json: async () => ({ verdicts }) }
  }
  vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
    const second = Math.floor(clock.seconds)
    perSecond[second] = (perSecond[second] ?? 0) + 1
    const answer = answerTo(JSON.parse(body).events)
    await new Promise((resolve) => setTimeout(resolve, LATENCY_MS))
    return answer
  })
  const between = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => perSecond[from + index] ?? 0)
  return { state, stored, known, between }
}

/** The same numbers in every run, between 0 and 1. @see https://en.wikipedia.org/wiki/Xorshift */
export function chance(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

const mean = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0) / counts.length

/** Lets clients track at a steady rate before, during and after a time in which the collector answers 503. */
export async function runStorm(clock: VirtualClock, options: StormOptions): Promise<Storm> {
  const { clients, startClient, seconds, retryAfterSeconds, eventEverySeconds, together } = options
  const { state, stored, known, between } = collector(clock)
  const taken: string[] = []
  const dropped: Record<string, number> = {}
  let tracking = true
  for (let index = 0; index < clients; index++) {
    const track = startClient(({ status }) => {
      if (status !== 'accepted' && status !== 'duplicate') dropped[status] = (dropped[status] ?? 0) + 1
    })
    const next = () => {
      const id = tracking && track()
      if (id) taken.push(id)
      if (tracking) setTimeout(next, eventEverySeconds * 1000)
    }
    setTimeout(next, together ? 0 : Math.random() * eventEverySeconds * 1000)
  }

  await clock.pass(WARM_UP_SECONDS)
  const begin = clock.seconds
  Object.assign(state, { down: true, retryAfter: retryAfterSeconds === undefined ? null : String(retryAfterSeconds) })
  await clock.pass(seconds)
  const end = clock.seconds
  state.down = false
  const waiting = taken.filter((id) => !known.has(id))
  // A client that has given up would be waited for in vain.
  while (waiting.some((id) => !known.has(id)) && clock.seconds < end + 3600) await clock.pass(1)
  const drained = clock.seconds
  tracking = false
  await clock.pass(600)

  const recovery = between(end, drained)
  return {
    before: mean(between(begin - 60, begin)),
    during: mean(between(begin, end)),
    later: mean(between(begin + 10, end)),
    recovery: mean(recovery),
    peak: Math.max(...recovery),
    recoverySeconds: drained - end,
    backlog: waiting.length,
    ledger: { taken, stored, dropped },
  }
}
