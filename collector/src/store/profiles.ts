import type { IdentifierKind } from '@milepost/sdk/contract'
import type { Reference } from '../profiles/reference.js'
import { MAX_TOLD, type Profile } from '../schema/profile.js'
import { MERGE_COLUMNS, type MergeRow, mergeOf } from './merges.js'
import { partOf, withParts } from './profile-tree.js'
import { NOT_HIDDEN } from './recent.js'

interface Head {
  readonly id: string
  readonly created_at: string
  readonly visitor_count: number
  readonly first_seen_at: string | null
  readonly last_seen_at: string | null
}
interface Given {
  readonly kind: IdentifierKind
  readonly value: string
  readonly createdAt: string
}

/** Of each part by its index, so that the time does not grow with the events. What is hidden is not told by its instant either. */
const seen = (order: '' | 'desc') =>
  `(select ${order ? 'max' : 'min'}(at) from (select (
     select e.occurred_at from events e where e.profile_seq = parts.seq and e.discriminator ${NOT_HIDDEN}
     order by e.occurred_at ${order}, e.seq ${order} limit 1
   ) as at from parts))`

/** Reads a profile by anything that is its own, even the ID of a part; `undefined` when there is none. */
export async function readProfile(d1: D1Database, sectionId: string, reference: Reference): Promise<Profile | undefined> {
  const parts = withParts(partOf(reference))
  const read = (sql: string) => d1.prepare(`${parts} ${sql}`).bind(sectionId, reference.value)
  const given = 'i.kind, i.value, i.created_at as createdAt from parts cross join identifiers i on i.profile_seq = parts.seq'
  const [head, identifiers, visitors, merges] = (await d1.batch([
    read(`select p.id, p.created_at, ${seen('')} as first_seen_at, ${seen('desc')} as last_seen_at,
      (select count(*) from parts cross join identifiers i on i.profile_seq = parts.seq where i.kind = 'visitor') as visitor_count
      from whole cross join profiles p on p.seq = whole.root`),
    read(`select ${given} where i.kind <> 'visitor' order by i.created_at, i.kind, i.value limit ${MAX_TOLD}`),
    read(`select ${given} where i.kind = 'visitor' order by i.created_at desc, i.value limit ${MAX_TOLD}`),
    read(`, newest as materialized (
        select seq from (
          select t.seq from parts cross join merges t on t.target_seq = parts.seq
          union select s.seq from parts cross join merges s on s.source_seq = parts.seq
        ) order by seq desc limit ${MAX_TOLD}
      ) select ${MERGE_COLUMNS} from newest cross join merges m on m.seq = newest.seq order by m.seq desc`),
  ])) as [D1Result<Head>, D1Result<Given>, D1Result<Given>, D1Result<MergeRow>]
  const [profile] = head.results
  return (
    profile && {
      id: profile.id,
      createdAt: profile.created_at,
      identifiers: identifiers.results,
      visitors: visitors.results.map(({ value, createdAt }) => ({ visitorId: value, createdAt })),
      visitorCount: profile.visitor_count,
      merges: merges.results.map(mergeOf),
      firstSeenAt: profile.first_seen_at,
      lastSeenAt: profile.last_seen_at,
    }
  )
}
