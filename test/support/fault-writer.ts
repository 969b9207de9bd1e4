import { setTimeout as pause } from 'node:timers/promises'
import type { Verdict } from '@milepost/sdk/contract'

/** A sender as a page or a server is one: it keeps what it was given until a verdict has come, and sends it again until then. */
export interface FaultWriter {
  /** IDs of what it was given. */
  readonly taken: ReadonlySet<string>
  /** Verdicts that have arrived, by ID, in order. */
  readonly verdicts: ReadonlyMap<string, readonly Verdict['status'][]>
  /** Requests that were answered 200, and those that failed or were answered something else. */
  readonly requests: { answered: number; failed: number }
  /** What the latter were answered, where they were. */
  readonly refusals: readonly Refusal[]
  /** Takes nothing new, and settles when everything that was taken has its verdict. */
  finish(): Promise<void>
}

/** An answer other than 200. */
export interface Refusal {
  readonly status: number
  readonly code: string
  /** `Retry-After`, in seconds. */
  readonly retryAfter: number
}

interface WriterOptions {
  /** Where the collector listens now. */
  url(): string
  readonly writeKey: string
  /** Makes the next entry. */
  next(): { readonly id: string }
  /** From 0 to below 1. */
  random(): number
  /** How many events leave together at most. @default 20 */
  readonly maxBatch?: number
  /** How long it waits for an answer before it sends again. @default 15,000 */
  readonly answeredWithinMs?: number
}

const MAX_QUEUE = 100

/** Starts a writer. What leaves together differs with every attempt, as that of a page does. */
export function startWriter(options: WriterOptions): FaultWriter {
  const { url, writeKey, next, random, maxBatch = 20, answeredWithinMs = 15_000 } = options
  const taken = new Set<string>()
  const verdicts = new Map<string, Verdict['status'][]>()
  const requests = { answered: 0, failed: 0 }
  const refusals: Refusal[] = []
  let queue: { readonly id: string }[] = []
  let isFinishing = false

  async function send(events: readonly { readonly id: string }[]): Promise<void> {
    const response = await fetch(`${url()}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ writeKey, sentAt: new Date().toISOString(), events }),
      signal: AbortSignal.timeout(answeredWithinMs),
    })
    const body = await response.text()
    if (response.status !== 200) {
      const { code } = JSON.parse(body) as { code: string }
      refusals.push({ status: response.status, code, retryAfter: Number(response.headers.get('retry-after')) })
      throw new Error(`${response.status} ${body}`)
    }
    const answer: { verdicts: Verdict[] } = JSON.parse(body)
    for (const [index, { status }] of answer.verdicts.entries()) {
      const id = events[index]?.id ?? ''
      verdicts.set(id, [...(verdicts.get(id) ?? []), status])
    }
    const settled = new Set(events.map(({ id }) => id))
    queue = queue.filter(({ id }) => !settled.has(id))
  }

  async function run(): Promise<void> {
    while (!isFinishing || queue.length) {
      const some = 1 + Math.floor(random() * maxBatch)
      for (let made = 0; !isFinishing && made < some && queue.length < MAX_QUEUE; made++) {
        const entry = next()
        taken.add(entry.id)
        queue.push(entry)
      }
      try {
        await send(queue.slice(0, some))
        requests.answered++
      } catch {
        requests.failed++
        await pause(10 + random() * 40)
      }
    }
  }

  const running = run()
  return {
    taken,
    verdicts,
    requests,
    refusals,
    async finish() {
      isFinishing = true
      await running
    },
  }
}

/** The same numbers from 0 to below 1 for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
