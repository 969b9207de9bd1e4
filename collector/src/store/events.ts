import type { Issue } from '@milepost/sdk/contract'
import { packRows, rowsFrom } from './pack-rows.js'

/** A valid event, ready to be stored. */
export interface ValidEvent {
  /** In lower case. */
  readonly id: string
  readonly discriminator: string
  readonly version: number
  readonly occurredAt: string
  readonly senderOccurredAt: string
  readonly clamped: boolean
  readonly visitorId: string | null
  /** JSON text. */
  readonly page: string | null
  /** JSON text. */
  readonly fields: string
}

/** A rejected event, ready to be kept. */
export interface RejectedEvent {
  readonly hash: string
  /** In lower case; `null` when it has none that is valid. */
  readonly id: string | null
  readonly discriminator: string | null
  readonly issues: readonly Issue[]
  /** JSON text. */
  readonly event: string
}

/** One judged request. */
export interface JudgedBatch {
  readonly sectionId: string
  readonly sentAt: string | null
  readonly receivedAt: string
  readonly valid: readonly ValidEvent[]
  readonly rejected: readonly RejectedEvent[]
  readonly dropped: ReadonlyMap<string, number>
}

/** What was found and done. All IDs are in lower case. */
export interface StoredBatch {
  /** Of the valid events, those that are new. */
  readonly added: ReadonlySet<string>
  /** Of the rejected events, those that are stored already, accepted earlier. */
  readonly storedBefore: ReadonlySet<string>
}

/**
 * Stores a request's events in one atomic batch, whose number of statements does not depend on the number of events.
 * A rejected event whose ID is stored already is not kept: it is a late resend of one whose definition has been hidden since.
 * @throws what D1 throws; nothing is stored then
 */
export async function storeBatch(d1: D1Database, batch: JudgedBatch): Promise<StoredBatch> {
  const { sectionId, valid, rejected, dropped } = batch
  const rejectedIds = JSON.stringify(rejected.flatMap(({ id }) => id ?? []))
  const statements = [
    d1.prepare('select id from events where section_id = ?1 and id in (select value from json_each(?2))').bind(sectionId, rejectedIds),
    keepRejected(d1, batch),
    addValid(d1, batch),
  ]
  if (dropped.size) statements.unshift(countDropped(d1, batch))
  const results = await d1.batch<{ id: string }>(statements)
  const [before, , added] = results.slice(dropped.size ? 1 : 0)
  const ids = (result: D1Result<{ id: string }> | undefined) => new Set(result?.results.map(({ id }) => id))
  return { storedBefore: ids(before), added: valid.length ? ids(added) : new Set() }
}

const ADD_VALID = `
  insert into events (section_id, id, discriminator, version, occurred_at, sender_occurred_at, sent_at, received_at, clamped, visitor_id, page, fields)
  select ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ?2, ?3, value ->> 5, value ->> 6, value ->> 7, value ->> 8
  from ${rowsFrom(4)} where true
  on conflict (section_id, id) do nothing returning id`

function addValid(d1: D1Database, { sectionId, sentAt, receivedAt, valid }: JudgedBatch): D1PreparedStatement {
  const rows = valid.map((event) => [
    event.id,
    event.discriminator,
    event.version,
    event.occurredAt,
    event.senderOccurredAt,
    Number(event.clamped),
    event.visitorId,
    event.page,
    event.fields,
  ])
  return d1.prepare(ADD_VALID).bind(sectionId, sentAt, receivedAt, ...packRows(rows))
}

const KEEP_REJECTED = `
  insert into quarantine (section_id, hash, event_id, discriminator, issues, event, count, first_received_at, received_at)
  select ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, 1, ?2, ?2
  from ${rowsFrom(3)} where not exists (select 1 from events where section_id = ?1 and id = value ->> 1)
  on conflict (section_id, hash) do update set count = count + 1, issues = excluded.issues, received_at = excluded.received_at`

function keepRejected(d1: D1Database, { sectionId, receivedAt, rejected }: JudgedBatch): D1PreparedStatement {
  const rows = rejected.map(({ hash, id, discriminator, issues, event }) => [hash, id, discriminator, JSON.stringify(issues), event])
  return d1.prepare(KEEP_REJECTED).bind(sectionId, receivedAt, ...packRows(rows))
}

// A request that is sent again, because its answer was lost, tells the same losses again: they count only if any of its events is new here.
const COUNT_DROPPED = `
  insert into dropped (section_id, reason, hour, count)
  select ?1, key, ?2, value from json_each(?3)
  where exists (select 1 from json_each(?4) sent where not exists (select 1 from events where section_id = ?1 and id = sent.value))
     or exists (select 1 from json_each(?5) sent where not exists (select 1 from quarantine where section_id = ?1 and hash = sent.value))
  on conflict (section_id, reason, hour) do update set count = count + excluded.count`

function countDropped(d1: D1Database, { sectionId, receivedAt, valid, rejected, dropped }: JudgedBatch): D1PreparedStatement {
  const ids = valid.map(({ id }) => id)
  const hashes = rejected.map(({ hash }) => hash)
  return d1
    .prepare(COUNT_DROPPED)
    .bind(sectionId, receivedAt.slice(0, 13), JSON.stringify(Object.fromEntries(dropped)), JSON.stringify(ids), JSON.stringify(hashes))
}
