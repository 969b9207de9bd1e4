import type { Issue } from '@milepost/sdk/contract'
import type { Channel } from '../ingest/sender.js'
import type { Subject } from '../profiles/identifier.js'
import { countInstallations, countVerdicts } from './counts.js'
import { groupRejected } from './group-rejected.js'
import { identifyingStatements, type JudgedIdentification, type Outcome } from './identifications.js'
import { keepRejected } from './keep-rejected.js'
import { LANDED, type Landed } from './lake.js'
import { storeNew } from './new-events.js'
import { packRows, rowsFrom } from './pack-rows.js'
import { addParts, partsOf } from './parts.js'
import { type GuardedSubject, refuseSuppressed } from './suppressed.js'

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
  /** On whose profile it is stored; `null` when it names nobody. */
  readonly subject: Subject | null
  /** JSON text. */
  readonly consent: string | null
  /** JSON text. */
  readonly page: string | null
  /** JSON text. */
  readonly fields: string
  readonly source: string
  /** Where it comes from, as installations are counted by. */
  readonly host: string
  readonly path: string
}

/** A rejected event, ready to be kept. */
export interface RejectedEvent {
  readonly hash: string
  /** In lower case; `null` when it has none that is valid. */
  readonly id: string | null
  /** Of the version it names; `null` when it names none. */
  readonly discriminator: string | null
  /** Of the version it names; 0 when it names none. */
  readonly version: number
  /** `null` when it names none that is valid. */
  readonly source: string | null
  readonly issues: readonly Issue[]
  /** What its group is known by. */
  readonly signature: string
  /** JSON text. */
  readonly event: string
  /** Whom it is about, as far as that can be read. */
  readonly subject: Subject | null
}

/** What an event is counted by. */
export type Countable = Pick<RejectedEvent, 'id' | 'discriminator' | 'source'>

/** How an event came. Brought only by those of which the batch does not tell it. */
export interface Arrival {
  readonly receivedAt: string
  readonly sentAt: string | null
  readonly channel: Channel
}

/** Valid events to be stored, and the instants of those that bring none of their own. */
export interface ValidBatch {
  readonly sectionId: string
  readonly sentAt: string | null
  readonly receivedAt: string
  readonly valid: readonly (ValidEvent & Partial<Arrival>)[]
  /** Whether `landed` is wanted. @default false */
  readonly forLake?: boolean
}

/** Events that a sender had to give up, told with the events of a request. */
export interface Losses {
  readonly receivedAt: string
  /** By reason. */
  readonly counts: ReadonlyMap<string, number>
  /** What came in the same request: IDs of valid events, hashes of rejected ones, IDs of identifications. */
  readonly with: readonly [ids: readonly string[], hashes: readonly string[], identifications: readonly string[]]
  /** Whether something came with them of which is kept nothing. */
  readonly unknowable: boolean
}

/** Judged entries: those of a request, or of many, whose events then bring their own arrival. */
export interface JudgedBatch extends Arrival {
  readonly sectionId: string
  readonly valid: readonly (ValidEvent & Partial<Arrival>)[]
  readonly rejected: readonly (RejectedEvent & Partial<Arrival>)[]
  /** Rejected events that may not be kept. */
  readonly refused: readonly (Countable & Partial<Arrival>)[]
  /** Events whose ID was valid earlier in the same batch: duplicates, whatever is stored. */
  readonly repeated: readonly (Omit<Countable, 'id'> & Partial<Arrival>)[]
  readonly identifications: readonly JudgedIdentification[]
  readonly losses: readonly Losses[]
  /** Whom it must not be about. */
  readonly guarded: readonly GuardedSubject[]
  /** Whether `landed` is wanted. @default false */
  readonly forLake?: boolean
}

/** What was found and done. All IDs are in lower case. */
export interface StoredBatch {
  /** Of the valid events, those that are new. */
  readonly added: ReadonlySet<string>
  /** Of the rejected events, those that are stored already, accepted earlier. */
  readonly storedBefore: ReadonlySet<string>
  /** The same events as `added`, with what the lake takes of them; empty where that was not asked for. */
  readonly landed: readonly Landed[]
}

/** The same with identifications. */
export interface StoredRequest extends StoredBatch {
  /** Of the identifications, in order. */
  readonly outcomes: readonly Outcome[]
}

/**
 * Stores judged entries in one atomic batch, whose number of statements does not depend on the number of events.
 * A rejected event whose ID is stored already is not kept: it is a late resend of one whose definition has been hidden since.
 * @throws what D1 throws, also when somebody of `guarded` was erased; nothing is stored then
 */
export async function storeBatch(d1: D1Database, batch: JudgedBatch): Promise<StoredRequest> {
  const fresh = await storeNew(d1, batch)
  if (fresh) return { storedBefore: new Set(), ...fresh, outcomes: [] }
  const { sectionId, receivedAt, valid, rejected, refused, repeated, identifications, losses, guarded } = batch
  const statements: D1PreparedStatement[] = []
  const add = (statement: D1PreparedStatement) => statements.push(statement) - 1
  // Whatever counts comes before what stores: new is what is not stored yet. What a batch has none of costs no statement.
  if (guarded.length) add(refuseSuppressed(d1, sectionId, guarded))
  if (losses.length) add(countDropped(d1, sectionId, losses))
  if (valid.length || rejected.length || refused.length || repeated.length) {
    const told = ([rejected, refused] as const).map((events) => ({ verdict: 'rejected', events }) as const)
    const twice = { verdict: 'duplicate', events: repeated.map((event) => ({ ...event, id: null })) } as const
    add(countVerdicts(d1, sectionId, receivedAt, [{ verdict: 'accepted', events: valid }, ...told, twice]))
  }
  let [known, stored, identified] = [-1, -1, -1]
  if (rejected.length || refused.length)
    known = add(
      knownAmong(
        d1,
        sectionId,
        [...rejected, ...refused].flatMap(({ id }) => id ?? []),
      ),
    )
  if (rejected.length) {
    add(groupRejected(d1, batch))
    add(keepRejected(d1, batch))
  }
  if (valid.length) add(countInstallations(d1, sectionId, receivedAt, valid))
  const identifying = identifications.length ? identifyingStatements(d1, sectionId, identifications, receivedAt) : undefined
  statements.push(...(identifying?.before ?? []))
  const parts = partsOf(
    valid,
    identifications.flatMap((one) => (one.kind === 'valid' ? [one.identification] : [])),
  )
  if (parts.length) statements.push(...addParts(d1, sectionId, parts, receivedAt))
  if (valid.length) stored = add(addValid(d1, batch))
  for (const statement of identifying?.after ?? []) {
    const place = add(statement)
    if (statement === identifying?.outcomes) identified = place
  }
  const results = await d1.batch<Landed & { outcome: Outcome }>(statements)
  return {
    storedBefore: idsIn(results[known]),
    added: idsIn(results[stored]),
    landed: (batch.forLake && results[stored]?.results) || [],
    outcomes: results[identified]?.results.map(({ outcome }) => outcome) ?? [],
  }
}

/** The IDs that a statement found or added. */
export const idsIn = (result: D1Result<{ id: string }> | undefined): Set<string> => new Set(result?.results.map(({ id }) => id))

/** Finds which of these IDs are those of stored events. */
export const knownAmong = (d1: D1Database, sectionId: string, ids: readonly string[]): D1PreparedStatement =>
  d1.prepare('select id from events where section_id = ?1 and id in (select value from json_each(?2))').bind(sectionId, JSON.stringify(ids))

const ADD_VALID = `
  insert into events (
    section_id, id, discriminator, version, occurred_at, sender_occurred_at, sent_at, received_at, clamped, visitor_id, page, fields, consent, via,
    profile_seq
  )
  select ?1, sent.value ->> 0, sent.value ->> 1, sent.value ->> 2, sent.value ->> 3, sent.value ->> 4, coalesce(sent.value ->> 12, ?2),
    coalesce(sent.value ->> 13, ?3), sent.value ->> 5, sent.value ->> 6, sent.value ->> 7, sent.value ->> 8, sent.value ->> 9, sent.value ->> 10, (
      select k.profile_seq from identifiers k where k.section_id = ?1 and k.kind = sent.value ->> 10 and k.value = sent.value ->> 11
    )
  from ${rowsFrom(4)} sent where true
  on conflict (section_id, id) do nothing returning `

/**
 * Stores valid events that are new on the profiles of their subjects, which have one by now, and answers with their IDs, and for the lake with all of
 * `Landed`. An event that brings instants of its own is stored with these.
 */
export function addValid(d1: D1Database, { sectionId, sentAt, receivedAt, valid, forLake = false }: ValidBatch): D1PreparedStatement {
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
    event.consent,
    event.subject?.kind ?? null,
    event.subject?.value ?? null,
    ...(event.receivedAt === undefined ? [] : [event.sentAt ?? null, event.receivedAt]),
  ])
  return d1.prepare(ADD_VALID + (forLake ? LANDED : 'id')).bind(sectionId, sentAt, receivedAt, ...packRows(rows))
}

// A request that is sent again, because its answer was lost, tells the same losses again: they count only if any of its events is new here.
// What is kept nowhere cannot tell whether it is new, and a loss that counts twice is better than one that is lost.
const COUNT_DROPPED = `
  insert into dropped (section_id, reason, hour, count)
  select ?1, loss.key, told.value ->> 0, loss.value from json_each(?2) told join json_each(told.value -> 1) loss
  where told.value ->> 5
     or exists (
       select 1 from json_each(told.value -> 2) sent where not exists (select 1 from events where section_id = ?1 and id = sent.value)
     ) or exists (
       select 1 from json_each(told.value -> 3) sent where not exists (select 1 from quarantine where section_id = ?1 and hash = sent.value)
     ) or exists (
       select 1 from json_each(told.value -> 4) sent where not exists (select 1 from identifications where section_id = ?1 and id = sent.value)
     )
  on conflict (section_id, reason, hour) do update set count = count + excluded.count`

function countDropped(d1: D1Database, sectionId: string, losses: readonly Losses[]): D1PreparedStatement {
  const rows = losses.map((told) => [told.receivedAt.slice(0, 13), Object.fromEntries(told.counts), ...told.with, Number(told.unknowable)])
  return d1.prepare(COUNT_DROPPED).bind(sectionId, JSON.stringify(rows))
}
