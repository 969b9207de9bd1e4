import type { IdentifierKind } from '@milepost/sdk/contract'
import type { Reference } from '../profiles/reference.js'
import { MAX_TOLD, type Merge } from '../schema/profile.js'
import { toldActor } from './audit.js'
import { partOf, rootOf } from './profile-tree.js'

/** A merge as `MERGE_COLUMNS` reads it. */
export interface MergeRow {
  readonly id: string
  readonly merged_at: string
  readonly merged_by: string
  readonly merged_name: string | null
  readonly undone_at: string | null
  readonly undone_by: string | null
  readonly undone_name: string | null
  readonly target: string
  readonly source: string
  readonly identifiers: string
}

/** Who an actor is. A merge has two, which one join could not tell. */
const nameOf = (actor: string): string =>
  `case when ${actor} glob 'person:*' then (select who.name from users who where who.id = substr(${actor}, 8))
     when ${actor} glob 'key:*' then (select who.name from integration_keys who where who.id = substr(${actor}, 5)) end`

// What was merged into the source, and into that, goes with it.
const SUBTREE = (source: string) =>
  `with recursive subtree (seq) as (select ${source} union select p.seq from subtree cross join profiles p on p.merged_into = subtree.seq)`

/** Columns of a merge `m`, with what is told of its two profiles. */
export const MERGE_COLUMNS = `m.id, m.merged_at, m.merged_by, ${nameOf('m.merged_by')} as merged_name,
  m.undone_at, m.undone_by, ${nameOf('m.undone_by')} as undone_name,
  (select t.id from profiles t where t.seq = m.target_seq) as target, (select s.id from profiles s where s.seq = m.source_seq) as source,
  (select json_group_array(json_object('kind', kind, 'value', value)) from (
    ${SUBTREE('m.source_seq')}
    select i.kind, i.value from subtree cross join identifiers i on i.profile_seq = subtree.seq where i.kind <> 'visitor'
    order by i.created_at, i.kind, i.value limit ${MAX_TOLD}
  )) as identifiers`

/** A merge as it is told. */
export const mergeOf = (row: MergeRow): Merge => ({
  id: row.id,
  mergedAt: row.merged_at,
  mergedBy: toldActor(row.merged_by, row.merged_name),
  target: { id: row.target },
  source: { id: row.source, identifiers: JSON.parse(row.identifiers) as { kind: IdentifierKind; value: string }[] },
  undoneAt: row.undone_at,
  undoneBy: row.undone_by === null ? null : toldActor(row.undone_by, row.undone_name),
})

interface NewMerge {
  readonly id: string
  readonly target: Reference
  readonly source: Reference
  readonly at: string
  /** Actor text. */
  readonly by: string
}

/** What came of a merge: the IDs of both profiles as they were before; `null` for one that is not known. */
export interface Merged {
  readonly target: string | null
  readonly source: string | null
}

/**
 * Merges the profile of one identifier into that of another, and notes it. Which they are is looked up in the same transaction, so that of
 * simultaneous merges the later one sees what the earlier one made: two that cross give one tree, never a circle.
 */
export async function mergeProfiles(d1: D1Database, sectionId: string, { id, target, source, at, by }: NewMerge): Promise<Merged> {
  const [targetRoot, sourceRoot] = [rootOf(partOf(target, '?2')), rootOf(partOf(source, '?3'))]
  const [found] = (await d1.batch([
    d1
      .prepare(
        `select (select id from profiles where seq = (${targetRoot})) as target, (select id from profiles where seq = (${sourceRoot})) as source`,
      )
      .bind(sectionId, target.value, source.value),
    d1
      .prepare(
        `insert into merges (section_id, id, target_seq, source_seq, merged_at, merged_by)
         select ?1, ?4, t.seq, s.seq, ?5, ?6 from profiles t join profiles s
         where t.seq = (${targetRoot}) and s.seq = (${sourceRoot}) and t.seq <> s.seq`,
      )
      .bind(sectionId, target.value, source.value, id, at, by),
    d1
      .prepare(
        `update profiles set root = m.target_seq, merged_into = iif(profiles.seq = m.source_seq, m.target_seq, profiles.merged_into)
         from merges m where m.section_id = ?1 and m.id = ?2 and (profiles.seq = m.source_seq or profiles.root = m.source_seq)`,
      )
      .bind(sectionId, id),
  ])) as [D1Result<Merged>]
  return found.results[0] ?? { target: null, source: null }
}

/** Reads a merge; `undefined` when there is none. */
const readMerge = (d1: D1Database, sectionId: string, id: string): D1PreparedStatement =>
  d1.prepare(`select ${MERGE_COLUMNS} from merges m where m.section_id = ?1 and m.id = ?2`).bind(sectionId, id)

/**
 * Undoes a merge: what became of the source leaves with it, and nothing else. Events and identifiers have stayed at their parts, so whatever
 * was written meanwhile goes where it would have gone.
 * @returns the merge as it is now, and whether it was undone now; `undefined` when there is none
 */
export async function undoMerge(
  d1: D1Database,
  sectionId: string,
  id: string,
  { at, by }: { at: string; by: string },
): Promise<{ merge: Merge; done: boolean } | undefined> {
  const [, undone, read] = (await d1.batch([
    d1
      .prepare(
        `${SUBTREE('source_seq from merges where section_id = ?1 and id = ?2 and undone_at is null')}
         update profiles set root = iif(profiles.seq = m.source_seq, null, m.source_seq),
           merged_into = iif(profiles.seq = m.source_seq, null, profiles.merged_into)
         from merges m where m.section_id = ?1 and m.id = ?2 and profiles.seq in (select seq from subtree)`,
      )
      .bind(sectionId, id),
    d1
      .prepare('update merges set undone_at = ?3, undone_by = ?4 where section_id = ?1 and id = ?2 and undone_at is null returning id')
      .bind(sectionId, id, at, by),
    readMerge(d1, sectionId, id),
  ])) as [D1Result, D1Result<{ id: string }>, D1Result<MergeRow>]
  const [row] = read.results
  return row && { merge: mergeOf(row), done: undone.results.length > 0 }
}
