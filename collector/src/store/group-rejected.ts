import type { Issue } from '@milepost/sdk/contract'
import { packRows, rowsFrom } from './pack-rows.js'

/** What the group of a rejected event is known by, beside its section. */
export interface GroupKey {
  /** Of the version it named; `null` when it named none. */
  readonly discriminator: string | null
  /** 0 when it named none. */
  readonly version: number
  /** By `signatureOf`. */
  readonly signature: string
}

/** A rejected event on its way to its group. */
export interface GroupedEvent extends GroupKey {
  readonly hash: string
  readonly id: string | null
  /** Where the batch does not tell it. */
  readonly receivedAt?: string
}

/** What rejected events have in common: JSON list of `[code, field]`, each once, sorted. */
export function signatureOf(issues: readonly Issue[]): string {
  const pairs = issues.map(({ code, field }) => JSON.stringify([code, field ?? '']))
  return `[${[...new Set(pairs)].sort().join(',')}]`
}

/** SQL for the group's number, of columns or expressions for its parts. */
export const groupOf = (discriminator: string, version: string, signature: string): string =>
  `(select g.seq from quarantine_groups g where g.section_id = ?1 and g.discriminator = coalesce(${discriminator}, '')
     and g.version = ${version} and g.signature = ${signature})`

// An event that is new here counts in its group. One that was here before and fails otherwise now moves: one less in the group it was in,
// which is the second half. One that was repaired stays where it was. A group's values are read out of its JSON once, not once per event.
const GROUP_REJECTED = `
  insert into quarantine_groups (section_id, discriminator, version, signature, count, held, first_received_at, received_at)
  with groups as materialized (
    select value ->> 0 as discriminator, value ->> 1 as version, value ->> 2 as signature, value -> 3 as events,
      coalesce(value ->> 4, ?2) as first_at, coalesce(value ->> 5, ?2) as last_at
    from ${rowsFrom(3)}
  ), incoming as materialized (
    select groups.discriminator, groups.version, groups.signature, groups.first_at, groups.last_at, sent.value ->> 0 as hash
    from groups join json_each(groups.events) sent
    where not exists (select 1 from events where section_id = ?1 and id = sent.value ->> 1)
  ), placed as materialized (
    select incoming.*, q.seq is not null as kept, q.repaired_at, o.seq as old, o.discriminator as old_discriminator, o.version as old_version,
      o.signature as old_signature,
      o.seq is not null and (o.discriminator, o.version, o.signature) = (incoming.discriminator, incoming.version, incoming.signature) as same
    from incoming
      left join quarantine q on q.section_id = ?1 and q.hash = incoming.hash
      left join quarantine_groups o on o.seq = q.group_id
  )
  select ?1, discriminator, version, signature, sum(not same), sum(not same), first_at, last_at
    from placed where same or repaired_at is null group by 2, 3, 4
  union all
  select ?1, old_discriminator, old_version, old_signature, -count(*), -count(*), ?2, ''
    from placed where old is not null and not same and repaired_at is null group by old
  on conflict (section_id, discriminator, version, signature) do update set
    count = count + excluded.count, held = held + excluded.held, received_at = max(received_at, excluded.received_at)`

/** Counts rejected events in their groups. Must run before they are kept, in the same batch. */
export function groupRejected(
  d1: D1Database,
  { sectionId, receivedAt, rejected }: { sectionId: string; receivedAt: string; rejected: readonly GroupedEvent[] },
): D1PreparedStatement {
  // The same event twice in a request is one event here.
  const distinct = [...new Map(rejected.map((event) => [event.hash, event])).values()]
  const groups = Map.groupBy(distinct, ({ discriminator, version, signature }) => JSON.stringify([discriminator ?? '', version, signature]))
  const rows = [...groups].map(([key, events]) => {
    const instants = events.flatMap((event) => event.receivedAt ?? []).sort()
    return [...JSON.parse(key), events.map(({ hash, id }) => [hash, id]), ...(instants.length ? [instants[0], instants.at(-1)] : [])]
  })
  return d1.prepare(GROUP_REJECTED).bind(sectionId, receivedAt, ...packRows(rows))
}
