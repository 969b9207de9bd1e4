import type { Channel } from '../ingest/sender.js'
import { countInstallations, countVerdicts } from './counts.js'
import { addValid, idsIn, knownAmong, type StoredBatch, type ValidEvent } from './events.js'
import type { Landed } from './lake.js'
import { addParts, partsOf } from './parts.js'
import { type GuardedSubject, refuseSuppressed } from './suppressed.js'

/** A rejected event of which no repaired copy is stored. */
export interface HeldEvent {
  readonly seq: number
  readonly hash: string
  readonly event: unknown
  readonly firstReceivedAt: string
  /** As it was sent; `null` when it was not, or was no instant. */
  readonly sentAt: string | null
  /** Which endpoint it came to. */
  readonly channel: Channel
}

/** What one step reads at most: a rejected event can be as large as a whole body, and an isolate has 128 MB. */
const MAX_STEP_CHARACTERS = 4_000_000

interface HeldRow {
  readonly seq: number
  readonly hash: string
  readonly event: string
  readonly first_received_at: string
  readonly sent_at: string | null
  readonly channel: Channel
  readonly more: number
}

/** Reads the next held events of a group, oldest first: at most `limit`, fewer where they are large, but at least one while there is one. */
export async function readHeld(
  d1: D1Database,
  groupId: string,
  { after, limit }: { after: number; limit: number },
): Promise<{ events: HeldEvent[]; more: boolean }> {
  const { results } = await d1
    .prepare(
      `with next as (
         select seq, octet_length(event) as size from quarantine where group_id = ?1 and repaired_at is null and seq > ?2 order by seq limit ?3 + 1
       ), placed as materialized (
         select seq, row_number() over (order by seq) as place, sum(size) over (order by seq) as total from next
       ), step as (select seq, place from placed where place = 1 or (place <= ?3 and total <= ${MAX_STEP_CHARACTERS}))
       select q.seq, q.hash, q.event, q.first_received_at, q.sent_at, q.channel,
         (select count(*) from placed) > (select count(*) from step) as more
       from step join quarantine q on q.seq = step.seq order by step.seq`,
    )
    .bind(Number(groupId), after, limit)
    .all<HeldRow>()
  const events = results.map(({ seq, hash, event, first_received_at, sent_at, channel }) => ({
    seq,
    hash,
    event: JSON.parse(event) as unknown,
    firstReceivedAt: first_received_at,
    sentAt: sent_at,
    channel,
  }))
  return { events, more: results.some(({ more }) => more === 1) }
}

/** One judged step of a repair. */
export interface JudgedReplay {
  readonly sectionId: string
  /** Each with the instants of its original. */
  readonly valid: readonly (ValidEvent & { readonly receivedAt: string; readonly sentAt: string | null })[]
  /** IDs of events that are still not valid: where one is stored, its sender has sent it again, corrected. */
  readonly rejectedIds: readonly string[]
  /** Number in the quarantine, and ID of the repaired event. */
  readonly originals: readonly (readonly [seq: number, id: string])[]
  readonly repairedAt: string
  /** Whom it must not be about. */
  readonly guarded: readonly GuardedSubject[]
  /** Whether `landed` is wanted. */
  readonly forLake: boolean
}

// An original is settled when an event with the ID of its repaired self is stored, whoever has stored it.
const SETTLED = `settled as materialized (
  select q.seq, q.group_id from json_each(?2) entry join quarantine q on q.seq = entry.value ->> 0
  where q.section_id = ?1 and q.repaired_at is null and exists (select 1 from events where section_id = ?1 and id = entry.value ->> 1)
)`

/**
 * Stores repaired events and marks their originals, in one atomic batch. Whatever is replayed twice, or at the same time, is stored once.
 * @throws what D1 throws, also when somebody of `guarded` was erased; nothing is stored then
 */
export async function storeReplay(d1: D1Database, replay: JudgedReplay): Promise<StoredBatch> {
  const { sectionId, valid, rejectedIds, originals, repairedAt, guarded, forLake } = replay
  const pairs = JSON.stringify(originals)
  const parts = partsOf(valid)
  const known = knownAmong(d1, sectionId, rejectedIds)
  const added = addValid(d1, { sectionId, sentAt: null, receivedAt: repairedAt, valid, forLake })
  const statements = [
    ...(guarded.length ? [refuseSuppressed(d1, sectionId, guarded)] : []),
    known,
    countVerdicts(d1, sectionId, repairedAt, [{ verdict: 'accepted', events: valid }], { duplicates: false }),
    countInstallations(d1, sectionId, repairedAt, valid),
    ...(parts.length ? addParts(d1, sectionId, parts, repairedAt) : []),
    added,
    d1
      .prepare(
        `with ${SETTLED} update quarantine_groups set held = held - (select count(*) from settled where settled.group_id = quarantine_groups.seq)
         where seq in (select group_id from settled)`,
      )
      .bind(sectionId, pairs),
    d1
      .prepare(`with ${SETTLED} update quarantine set repaired_at = ?3 where seq in (select seq from settled)`)
      .bind(sectionId, pairs, repairedAt),
  ]
  const results = await d1.batch<Landed>(statements)
  const adding = results[statements.indexOf(added)]
  return { storedBefore: idsIn(results[statements.indexOf(known)]), added: idsIn(adding), landed: (forLake && adding?.results) || [] }
}

/** Which of these IDs are those of stored events. */
export async function storedAmong(d1: D1Database, sectionId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  return idsIn(await knownAmong(d1, sectionId, ids).all<{ id: string }>())
}
