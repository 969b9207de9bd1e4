import type { LakeEvent } from '../store/lake.js'

/**
 * One event as it stands in the lake: flat, with no member that is `null`. Its columns are those of `collector/lake/events-stream.schema.json`; a
 * stream's schema cannot be changed once it is made, so a column that is added later needs a new stream.
 * @see https://developers.cloudflare.com/basin-pipelines/streams/manage-streams/
 */
export type EventRecord = {
  /** The sender's UUID in lower case. With the section it is what duplicates are known by. */
  readonly id: string
  readonly section_id: string
  /** Its discriminator. */
  readonly custom_event: string
  readonly version: number
  readonly category: string
  readonly channel: 'web' | 'integration'
  readonly source: string
  /** The part of a profile that it is stored on, for ever. Absent when it named nobody. */
  readonly profile_id?: string
  /** Absent where it is before `FIRST_YEAR`. */
  readonly occurred_at?: string
  readonly received_at: string
  /** Whether `occurred_at` is `received_at` because the sender's clock told nothing. */
  readonly clock_clamped: boolean
  /** Absent for an event without a page. */
  readonly page_host?: string
  /** Without query, and with `:id` for what looks like one. */
  readonly page_path?: string
  /** JSON text. */
  readonly consent?: string
  /** JSON text of all values, `source` among them. */
  readonly fields: string
}

/** Engines that count nanoseconds have no earlier instants, and drop a row that has one. */
const FIRST_YEAR = '1678'

/** Writes an event as a record: neither visitor ID nor identifier, and of its page only what installations are counted by. */
export function recordOf(event: LakeEvent): EventRecord {
  const { id, sectionId, discriminator, version, category, via, profileId, source, occurredAt, receivedAt, clamped, host, path } = event
  return {
    id,
    section_id: sectionId,
    custom_event: discriminator,
    version,
    category,
    channel: via === null || via === 'visitor' ? 'web' : 'integration',
    source,
    ...(profileId !== null && { profile_id: profileId }),
    ...(occurredAt >= FIRST_YEAR && { occurred_at: occurredAt }),
    received_at: receivedAt,
    clock_clamped: clamped,
    ...(host && { page_host: host, page_path: path }),
    ...(event.consent !== null && { consent: event.consent }),
    fields: event.fields,
  }
}
