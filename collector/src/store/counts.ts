/** One event of a request with what it is counted by. Whether it is new, only the database knows. */
export interface CountedEvent {
  /** Its verdict, unless an event with its ID is stored already: then it is a duplicate. */
  readonly verdict: 'accepted' | 'duplicate' | 'rejected'
  /** In lower case; `null` when it has none that is valid. */
  readonly id: string | null
  readonly discriminator: string | null
  /** `null` when it names none that is valid. */
  readonly source: string | null
  readonly receivedAt: string
}

/** An event that would be accepted, with where it comes from. */
export interface PlacedEvent {
  readonly id: string
  readonly discriminator: string
  readonly version: number
  readonly host: string
  readonly path: string
  readonly receivedAt: string
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
 * @param duplicates whether duplicates count: not when events are replayed, since nobody sent them again
 */
export function countVerdicts(
  d1: D1Database,
  sectionId: string,
  events: readonly CountedEvent[],
  { duplicates = true } = {},
): D1PreparedStatement {
  const rows = alike(events, ({ verdict, discriminator, source, receivedAt }) => [verdict, discriminator, source, receivedAt.slice(0, 13)])
  return d1.prepare(COUNT_VERDICTS).bind(sectionId, JSON.stringify(rows), Number(duplicates))
}

const COUNT_INSTALLATIONS = `
  insert into installations (section_id, discriminator, version, host, path, count, first_seen_at, last_seen_at)
  select ?1, discriminator, version, host, path, added, at, at from (
    select value ->> 0 as discriminator, value ->> 1 as version, value ->> 2 as host, value ->> 3 as path, value ->> 4 as at,
      (select count(*) from json_each(entry.value -> 6) sent where not exists ${KNOWN}) as added
    from ${ENTRIES} entry
  ) where added > 0
  on conflict do update set count = count + excluded.count,
    first_seen_at = min(first_seen_at, excluded.first_seen_at), last_seen_at = max(last_seen_at, excluded.last_seen_at)`

/** Counts where new events come from. Must run before they are stored, in the same batch. */
export function countInstallations(d1: D1Database, sectionId: string, events: readonly PlacedEvent[]): D1PreparedStatement {
  const rows = alike(events, ({ discriminator, version, host, path, receivedAt }) => [discriminator, version, host, path, receivedAt])
  return d1.prepare(COUNT_INSTALLATIONS).bind(sectionId, JSON.stringify(rows))
}

/** Puts events that share all values into one row: the values, how many events there are, and the IDs that they have. */
function alike<Event extends { readonly id: string | null }>(events: readonly Event[], valuesOf: (event: Event) => unknown[]): unknown[][] {
  const groups = Map.groupBy(
    events.map((event) => ({ id: event.id, values: valuesOf(event) })),
    ({ values }) => JSON.stringify(values),
  )
  return [...groups.values()].map((group) => [...(group[0]?.values ?? []), group.length, group.flatMap(({ id }) => id ?? [])])
}
