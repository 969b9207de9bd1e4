import { placeOf } from '../ingest/page-place.js'
import type { ValidBatch } from './events.js'
import type { SubjectKind } from './tables.js'

/** What only the database knows of an event that was stored just now. */
export interface Landed {
  readonly id: string
  readonly seq: number
  /** Public ID of the part of a profile that it is stored on; `null` when it named nobody. */
  readonly profile_id: string | null
  readonly category: string
}

/** SQL for the members of `Landed`, told of rows of `events` that are added. `?1` is the section. */
export const LANDED = `id, seq, (select p.id from profiles p where p.seq = profile_seq) as profile_id,
  (select c.category from custom_events c where c.section_id = ?1 and c.discriminator = events.discriminator) as category`

/** A stored event as the lake gets it. */
export interface LakeEvent {
  readonly seq: number
  readonly sectionId: string
  readonly id: string
  readonly discriminator: string
  readonly version: number
  readonly category: string
  /** By what it named its profile. */
  readonly via: SubjectKind | null
  readonly profileId: string | null
  readonly source: string
  readonly occurredAt: string
  readonly receivedAt: string
  readonly clamped: boolean
  readonly host: string
  readonly path: string
  /** JSON text. */
  readonly consent: string | null
  /** JSON text. */
  readonly fields: string
}

/** A batch as far as the lake gets it. */
export type LandedBatch = Pick<ValidBatch, 'sectionId' | 'receivedAt' | 'valid'>

/** The events of a batch that are new, in the order in which they are stored. */
export function landedEvents({ sectionId, receivedAt, valid }: LandedBatch, landed: readonly Landed[]): LakeEvent[] {
  const byId = new Map(valid.map((event) => [event.id, event]))
  return landed
    .flatMap(({ id, seq, profile_id, category }) => {
      const event = byId.get(id)
      return event ? [{ receivedAt, ...event, via: event.subject?.kind ?? null, seq, sectionId, profileId: profile_id, category }] : []
    })
    .sort((a, b) => a.seq - b.seq)
}

// Until the cron trigger has run, the lake begins with the earliest event that was to go there, whichever comes first to say so.
const BEGIN = `
  insert into lake_progress (id, start_seq, done_seq, seen_seq) values (1, ?1 - 1, ?1 - 1, ?1 - 1)
  on conflict (id) do update set start_seq = excluded.start_seq, done_seq = excluded.done_seq, seen_seq = excluded.seen_seq
  where excluded.start_seq < start_seq and seen_seq = start_seq`

/** Notes that the lake begins with this event, unless it has begun. */
export const beginLake = (d1: D1Database, seq: number): Promise<unknown> => d1.prepare(BEGIN).bind(seq).run()

const NOTE_RANGE = `
  insert into lake_sent (first_seq, last_seq) values (coalesce((select first_seq from lake_sent where last_seq = ?1 - 1), ?1), ?2)
  on conflict (first_seq) do update set last_seq = max(last_seq, excluded.last_seq)`

const COUNT_HOURS = `
  insert into lake_hours (section_id, hour, sent) select value ->> 0, value ->> 1, value ->> 2 from json_each(?1) where true
  on conflict (section_id, hour) do update set sent = sent + excluded.sent`

function countHours(d1: D1Database, events: readonly LakeEvent[]): D1PreparedStatement {
  const hours = Map.groupBy(events, ({ sectionId, receivedAt }) => JSON.stringify([sectionId, receivedAt.slice(0, 13)]))
  const rows = [...hours].map(([key, list]) => [...(JSON.parse(key) as string[]), list.length])
  return d1.prepare(COUNT_HOURS).bind(JSON.stringify(rows))
}

/** Notes that events of one batch went out, which stand one after the other. */
export async function noteSent(d1: D1Database, events: readonly LakeEvent[]): Promise<void> {
  const [first, last] = [events[0]?.seq ?? 0, events.at(-1)?.seq ?? 0]
  await d1.batch([d1.prepare(BEGIN).bind(first), d1.prepare(NOTE_RANGE).bind(first, last), countHours(d1, events)])
}

/** Notes that these events, before which there are none now that did not, went out later. */
export async function noteSentLater(d1: D1Database, events: readonly LakeEvent[]): Promise<void> {
  const done = d1.prepare('update lake_progress set done_seq = ?1').bind(events.at(-1)?.seq ?? 0)
  await d1.batch([countHours(d1, events), done])
}

/**
 * Lists, once there is a lake, under which IDs it has events of somebody who is being erased. Must run while their profile is there, after the entry
 * of the journal, in the same batch.
 */
export const listErasedOfLake = (
  d1: D1Database,
  [sectionId, parts]: readonly [sectionId: string, parts: string, subjects: string],
  erasedAt: string,
  erasureId: string,
): D1PreparedStatement =>
  d1
    .prepare(
      `insert into lake_erased (section_id, profile_id, erased_at)
       select ?1, p.id, ?3 from json_each(?2) part join profiles p on p.seq = part.value
       where exists (select 1 from lake_progress) and exists (select 1 from erasures where id = ?4) on conflict do nothing`,
    )
    .bind(sectionId, parts, erasedAt, erasureId)

/** How far the lake has got. */
export interface LakeProgress {
  readonly start: number
  readonly done: number
  readonly seen: number
  /** Number of the newest event that is stored. */
  readonly newest: number
}

/** Reads how far the lake has got; `undefined` while nothing was to go there. */
export async function readProgress(d1: D1Database): Promise<LakeProgress | undefined> {
  const row = await d1
    .prepare(
      `select start_seq as start, done_seq as done, seen_seq as seen, max(seen_seq, coalesce((select max(seq) from events), 0)) as newest from lake_progress`,
    )
    .first<LakeProgress>()
  return row ?? undefined
}

// What lies between the ranges, each part by its number and no further than is asked for.
const UNSENT = `
  with sent (first_seq, last_seq) as (
    select first_seq, last_seq from lake_sent where last_seq > ?1 and first_seq <= ?2
    union all values (?2 + 1, ?2 + 1)
  ), gaps (after, until) as (
    select coalesce(max(last_seq) over (order by first_seq rows between unbounded preceding and 1 preceding), ?1), first_seq from sent
  ), due (seq) as materialized (
    select e.seq from gaps cross join events e on e.seq in (
      select seq from events where seq > gaps.after and seq < gaps.until order by seq limit ?3
    ) where gaps.until > gaps.after + 1 order by e.seq limit ?3
  )
  select e.seq, e.section_id as sectionId, e.id, e.discriminator, e.version, c.category, e.via, p.id as profileId, e.fields ->> 'source' as source,
    e.occurred_at as occurredAt, e.received_at as receivedAt, e.clamped, e.page ->> 'url' as url, e.consent, e.fields
  from due cross join events e on e.seq = due.seq
  cross join custom_events c on c.section_id = e.section_id and c.discriminator = e.discriminator
  left join profiles p on p.seq = e.profile_seq
  order by due.seq`

/** Reads the first of the events after `done`, up to `seen`, that did not get to the lake. Who was erased meanwhile is not among them. */
export async function readUnsent(d1: D1Database, { done, seen }: LakeProgress, limit: number): Promise<LakeEvent[]> {
  type Row = Omit<LakeEvent, 'clamped' | 'host' | 'path'> & { readonly clamped: number; readonly url: string | null }
  const { results } = await d1.prepare(UNSENT).bind(done, seen, limit).all<Row>()
  return results.map(({ clamped, url, ...event }) => ({ ...event, ...placeOf(url), clamped: clamped === 1 }))
}

/** Hours that lack events in the lake, and how many events these are. */
export interface Shortage {
  readonly hours: number
  readonly events: number
}

const SHORT = `
  select count(*) as hours, coalesce(sum(stored - sent), 0) as events from (
    select stored.count as stored, coalesce(h.sent, 0) as sent from (
      select e.section_id, substr(e.received_at, 1, 13) as hour, count(*) as count
      from sections s cross join events e on e.section_id = s.id and e.received_at >= ?1 and e.seq > ?2 and e.seq <= ?3 group by 1, 2
    ) stored left join lake_hours h on h.section_id = stored.section_id and h.hour = stored.hour
  ) where stored > sent`

/**
 * Closes a run: keeps how far the lake has got, forgets what that makes needless, and compares the hours since `since` with what is stored.
 * @param since hours that begin no earlier are compared
 * @param countedSince counts of earlier hours are forgotten
 * @see LakeProgress `done` and `seen` as they are from now on; what was stored after the former `seen` may still be on its way, and is not compared
 */
export async function closeRun(
  d1: D1Database,
  { start, done, seen, newest }: LakeProgress,
  { since, countedSince }: { readonly since: string; readonly countedSince: string },
): Promise<Shortage> {
  const results = await d1.batch<Shortage>([
    d1.prepare('update lake_progress set done_seq = ?1, seen_seq = ?2').bind(done, newest),
    d1.prepare('delete from lake_sent where last_seq <= ?1').bind(done),
    d1.prepare('delete from lake_hours where section_id in (select id from sections) and hour < ?1').bind(countedSince.slice(0, 13)),
    d1.prepare(SHORT).bind(since.slice(0, 13), start, seen),
  ])
  return results[3]?.results[0] ?? { hours: 0, events: 0 }
}
