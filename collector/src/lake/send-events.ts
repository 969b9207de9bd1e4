import { bytesOf } from '../queue/pack-messages.js'
import { runsOf } from '../queue/runs-of.js'
import type { LakeEvent } from '../store/lake.js'
import { type EventRecord, recordOf } from './event-record.js'

/** A stream of Cloudflare Pipelines, as a Worker is bound to it. */
export interface EventStream {
  /** Resolves once the stream has the records. */
  send(records: EventRecord[]): Promise<void>
}

/**
 * Bytes of JSON in one call. Cloudflare takes 5 MB, and took 1 MB before.
 * @see https://developers.cloudflare.com/basin-pipelines/platform/limits/
 */
export const MAX_SEND_BYTES = 900_000

/**
 * Sends events in order, as many at once as a call takes, and has each call noted that succeeded.
 * @throws what a call or `note` throws; then nothing further was sent
 */
export async function sendEvents(
  stream: EventStream,
  events: readonly LakeEvent[],
  note: (sent: readonly LakeEvent[]) => Promise<void>,
): Promise<void> {
  const sized = events.map((event) => {
    const record = recordOf(event)
    // With the comma behind it.
    return { event, record, bytes: bytesOf(record) + 1 }
  })
  for (const run of runsOf(sized, ({ bytes }) => [bytes], [MAX_SEND_BYTES])) {
    await stream.send(run.map(({ record }) => record))
    await note(run.map(({ event }) => event))
  }
}
