/** One event of a request with what it is counted by. */
export interface CountedEvent {
  /** In lower case; `null` or left out when it has none that is valid, or none to be looked for. */
  readonly id?: string | null
  readonly discriminator: string | null
  /** `null` when it names none that is valid. */
  readonly source: string | null
  /** Brought by those of which the request does not tell it. */
  readonly receivedAt?: string
}

/** Events of one verdict, unless an event with their ID is stored already: then each is a duplicate. Whether one is, only the database knows. */
export interface Counted {
  readonly verdict: 'accepted' | 'duplicate' | 'rejected'
  readonly events: readonly CountedEvent[]
}

/** An event that would be accepted, with where it comes from. */
export interface PlacedEvent {
  readonly id: string
  readonly discriminator: string
  readonly version: number
  readonly host: string
  readonly path: string
  /** Brought by those of which the request does not tell it. */
  readonly receivedAt?: string
}

const KNOWN = '(select 1 from events where section_id = ?1 and events.id = sent.value)'

// The LIMIT, which limits nothing, keeps SQLite from making the text of an entry anew for every value that is read out of it.
const ENTRIES = '(select value from json_each(?2) limit -1)'

// A verdict counts in six rows: two grains, and all, its custom event, its source. Events alike come as one row with a list of IDs, so
// that a request costs few rows however many events it has. An event that names a custom event that is not there counts under none.
const COUNT_VERDICTS = `
  insert into rollups (section_id, grain, dimension, at, key, verdict, count)
  with alike as materialized (
    select value ->> 0 as verdict, value ->> 1 as discriminator, value ->> 2 as source, value ->> 3 as at, value ->> 4 as sent,
      (select count(*) from json_each(entry.value -> 5) sent where exists ${KNOWN}) as known
    from ${ENTRIES} entry
  ), verdicts as (
    select verdict, discriminator, source, at, sent - known as count from alike
    union all select 'duplicate', discriminator, source, at, known from alike where ?3
  )
  select ?1, grain.column1, dimension.column1, substr(at, 1, grain.column2),
    case dimension.column1
      when 'all' then ''
      when 'source' then source
      else coalesce((select c.discriminator from custom_events c where c.section_id = ?1 and c.discriminator = verdicts.discriminator), '')
    end as key, verdict, sum(count)
  from verdicts join (values ('hour', 13), ('day', 10)) grain join (values ('all'), ('custom_event'), ('source')) dimension
  where count > 0 and (dimension.column1 <> 'source' or source is not null)
  group by 2, 3, 4, 5, 6
  on conflict do update set count = count + excluded.count`

/**
 * Counts the verdicts of a request. Must run before its events are stored, in the same batch.
 * @param receivedAt of the events that bring none of their own
 * @param duplicates whether duplicates count: not when events are replayed, since nobody sent them again
 */
export function countVerdicts(
  d1: D1Database,
  sectionId: string,
  receivedAt: string,
  counted: readonly Counted[],
  { duplicates = true } = {},
): D1PreparedStatement {
  const rows = counted.flatMap(({ verdict, events }) =>
    alike(events, ({ discriminator, source, receivedAt: own = receivedAt }) => [verdict, discriminator, source, own.slice(0, 13)]),
  )
  return d1.prepare(COUNT_VERDICTS).bind(sectionId, JSON.stringify(rows), Number(duplicates))
}

const COUNT_INSTALLATIONS = `
  insert into installations (section_id, discriminator, version, host, path, count, first_seen_at, last_seen_at)
  select ?1, discriminator, version, host, path, added, at, at from (
    select value ->> 0 as discriminator, value ->> 1 as version, value ->> 2 as host, value ->> 3 as path, value ->> 4 as at,
      value ->> 5 - (select count(*) from json_each(entry.value -> 6) sent where exists ${KNOWN}) as added
    from ${ENTRIES} entry
  ) where added > 0
  on conflict do update set count = count + excluded.count,
    first_seen_at = min(first_seen_at, excluded.first_seen_at), last_seen_at = max(last_seen_at, excluded.last_seen_at)`

/**
 * Counts where new events come from. Must run before they are stored, in the same batch.
 * @param receivedAt of the events that bring none of their own
 */
export function countInstallations(
  d1: D1Database,
  sectionId: string,
  receivedAt: string,
  events: readonly PlacedEvent[],
): D1PreparedStatement {
  const rows = alike(events, ({ discriminator, version, host, path, receivedAt: own = receivedAt }) => [
    discriminator,
    version,
    host,
    path,
    own,
  ])
  return d1.prepare(COUNT_INSTALLATIONS).bind(sectionId, JSON.stringify(rows))
}

// The same where all events are known to be new, so that nothing has to be looked up and what counts is ready.

const ADD_VERDICTS = `
  insert into rollups (section_id, grain, dimension, at, key, verdict, count)
  select ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, 'accepted', value ->> 4 from json_each(?2) where true
  on conflict do update set count = count + excluded.count`

/** Counts new events of existing custom events, all received in the same hour. */
export function addVerdicts(d1: D1Database, sectionId: string, receivedAt: string, events: readonly NewEvent[]): D1PreparedStatement {
  const counts = [
    ['all', '', events.length],
    ...tally(events, 'discriminator').map(([key, count]) => ['custom_event', key, count]),
    ...tally(events, 'source').map(([key, count]) => ['source', key, count]),
  ]
  const [hour, day] = [receivedAt.slice(0, 13), receivedAt.slice(0, 10)]
  const rows = counts.flatMap(([dimension, key, count]) => [
    ['hour', dimension, hour, key, count],
    ['day', dimension, day, key, count],
  ])
  return d1.prepare(ADD_VERDICTS).bind(sectionId, JSON.stringify(rows))
}

const ADD_INSTALLATIONS = `
  insert into installations (section_id, discriminator, version, host, path, count, first_seen_at, last_seen_at)
  select ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ?2, ?2 from json_each(?3) where true
  on conflict do update set count = count + excluded.count,
    first_seen_at = min(first_seen_at, excluded.first_seen_at), last_seen_at = max(last_seen_at, excluded.last_seen_at)`

/** Counts where new events come from. */
export function addInstallations(d1: D1Database, sectionId: string, receivedAt: string, events: readonly NewEvent[]): D1PreparedStatement {
  const rows = alike(events, ({ discriminator, version, host, path }) => [discriminator, version, host, path]).map((row) => row.slice(0, 5))
  return d1.prepare(ADD_INSTALLATIONS).bind(sectionId, receivedAt, JSON.stringify(rows))
}

/** What a new event is counted by. */
export type NewEvent = Omit<PlacedEvent, 'receivedAt'> & { readonly source: string }

function tally(events: readonly NewEvent[], by: 'discriminator' | 'source'): [string, number][] {
  const counts = new Map<string, number>()
  for (const event of events) counts.set(event[by], (counts.get(event[by]) ?? 0) + 1)
  return [...counts]
}

type Values = readonly (string | number | null)[]

interface Group {
  readonly values: Values
  count: number
  readonly ids: string[]
}

/** Puts events that share all values into one row: the values, how many events there are, and the IDs that they have. */
function alike<Event extends { readonly id?: string | null }>(events: readonly Event[], valuesOf: (event: Event) => Values): unknown[][] {
  const groups = new Map<string, Group>()
  let group: Group | undefined
  for (const event of events) {
    const values = valuesOf(event)
    // Events that follow one another mostly are alike.
    if (!group?.values.every((value, index) => value === values[index])) {
      const key = JSON.stringify(values)
      group = groups.get(key) ?? { values, count: 0, ids: [] }
      groups.set(key, group)
    }
    group.count++
    if (event.id != null) group.ids.push(event.id)
  }
  return [...groups.values()].map(({ values, count, ids }) => [...values, count, ids])
}
