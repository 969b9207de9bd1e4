import type { Verdict } from '../contract/check-event.js'
import { MAX_BODY_BYTES, MAX_EVENTS_PER_REQUEST } from '../contract/limits.js'
import type { PreparedEvent } from './prepare-event.js'
import type { Request } from './request.js'
import { ENVELOPE_BYTES } from './server-limits.js'

/** An event that may leave. */
export type ReadyEvent = Extract<PreparedEvent, { readonly json: string }>

/** Sends events, in as many requests as they need, one after the other. @returns their verdicts, in order */
export async function sendEvents(request: Request, events: readonly ReadyEvent[], signal?: AbortSignal): Promise<Verdict[]> {
  const verdicts: Verdict[] = []
  for (const batch of batchesOf(events)) {
    const list = batch.map(({ json }) => json).join()
    verdicts.push(
      ...(await request({
        path: '/v1/integrations/events',
        body: () => `{"sentAt":"${new Date().toISOString()}","events":[${list}]}`,
        signal,
        read: (answer) => verdictsOn(batch, answer),
      })),
    )
  }
  return verdicts
}

/** Whether one more event still fits into a request. */
export const fits = (count: number, bytes: number): boolean =>
  count <= MAX_EVENTS_PER_REQUEST && bytes + count + ENVELOPE_BYTES <= MAX_BODY_BYTES

function batchesOf(events: readonly ReadyEvent[]): ReadyEvent[][] {
  const batches: ReadyEvent[][] = []
  let batch: ReadyEvent[] = []
  let bytes = 0
  for (const event of events) {
    bytes += event.bytes
    if (!batch.length || !fits(batch.length + 1, bytes)) {
      batch = []
      bytes = event.bytes
      batches.push(batch)
    }
    batch.push(event)
  }
  return batches
}

/** The verdicts in an answer, if there is one on each event. */
function verdictsOn(events: readonly ReadyEvent[], answer: unknown): Verdict[] | undefined {
  const { verdicts } = (answer ?? {}) as { verdicts?: unknown }
  if (!Array.isArray(verdicts) || verdicts.length !== events.length) return undefined
  return events.every(({ id }, index) => id === verdicts[index]?.id) ? verdicts : undefined
}
