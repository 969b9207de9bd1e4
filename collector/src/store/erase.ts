import { Problem, STORAGE_RETRY_SECONDS } from '../problem.js'
import type { Subject } from '../profiles/identifier.js'
import type { Reference } from '../profiles/reference.js'
import { suppressionHashes } from '../profiles/suppression.js'
import { belongings, countOf, type Receipt } from './belongings.js'
import { randomId } from './ids.js'
import { listErasedOfLake } from './lake.js'
import { partOf, withParts } from './profile-tree.js'

/** What is to be exported or erased, as it stood when it was read. */
export interface Target {
  /** `null` for an identifier that no profile has: rejected events may name it, and queues hold events of it. */
  readonly root: number | null
  /** Its public ID. */
  readonly id: string | null
  /** The root, and all that was merged into it. */
  readonly parts: readonly number[]
  /** All that it is found by. */
  readonly subjects: readonly Subject[]
}

/** Finds what there is of a profile; `undefined` when there is none that has this ID. */
export async function findTarget(d1: D1Database, sectionId: string, reference: Reference): Promise<Target | undefined> {
  const read = (select: string) => d1.prepare(`${withParts(partOf(reference))} ${select}`).bind(sectionId, reference.value)
  const [parts, subjects] = (await d1.batch([
    read('select parts.seq, p.id from parts join profiles p on p.seq = parts.seq'),
    read('select i.kind, i.value from parts join identifiers i on i.profile_seq = parts.seq'),
  ])) as [D1Result<{ seq: number; id: string }>, D1Result<Subject>]
  const [root] = parts.results
  if (root) return { root: root.seq, id: root.id, parts: parts.results.map(({ seq }) => seq), subjects: subjects.results }
  const { kind, value } = reference
  return kind === 'id' ? undefined : { root: null, id: null, parts: [], subjects: [{ kind, value }] }
}

/** The parameters by which `belongings` finds what belongs to a target. */
export const belongingTo = (sectionId: string, { parts, subjects }: Pick<Target, 'parts' | 'subjects'>): [string, string, string] => [
  sectionId,
  JSON.stringify(parts),
  JSON.stringify(subjects.map(({ kind, value }) => [kind, value])),
]

/** Says when, by whom and how much was erased. */
export interface Erasure {
  readonly id: string
  readonly erasedAt: string
  readonly removed: Receipt
}

interface EraseOptions {
  readonly sectionId: string
  readonly reference: Reference
  readonly erasedAt: string
  /** Actor text. */
  readonly erasedBy: string
}

/** Between reading and erasing lie milliseconds: whoever has failed so often meets something other than chance. */
const MAX_ATTEMPTS = 10

/**
 * Removes all that is stored of a profile, and suppresses what it is found by, in one atomic batch. What arrives or is merged between reading it,
 * which takes the Worker since it makes the hashes, and writing is seen, and all is read again.
 * @returns `undefined` when there is nothing to forget: no such profile, and the identifier has been erased already
 */
export async function eraseProfile(d1: D1Database, options: EraseOptions): Promise<Erasure | undefined> {
  const { sectionId, reference } = options
  const key = await d1.prepare('select suppression_key as key from sections where id = ?1').bind(sectionId).first<string>('key')
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const target = await findTarget(d1, sectionId, reference)
    if (!target) return undefined
    const hashes = await suppressionHashes(key ?? '', target.subjects)
    if (target.root === null && (await isForgotten(d1, sectionId, target, hashes))) return undefined
    const erasure = await eraseTarget(d1, { ...options, target, hashes })
    if (erasure) return erasure
  }
  throw new Problem('storage_unavailable', {
    detail: 'The profile changed whenever it was to be erased; nothing was removed',
    retryAfterSeconds: STORAGE_RETRY_SECONDS,
  })
}

/** Whether an identifier that no profile has is suppressed, and rejected events do not name it either. */
async function isForgotten(d1: D1Database, sectionId: string, target: Target, hashes: readonly string[]): Promise<boolean> {
  const row = await d1
    .prepare(
      `select exists (select 1 from suppressions where section_id = ?1 and hash = ?4)
         and not exists (select 1 from quarantine where ${belongings.quarantine.where}) as forgotten`,
    )
    .bind(...belongingTo(sectionId, target), hashes[0])
    .first<{ forgotten: number }>()
  return row?.forgotten === 1
}

// Nothing was merged into or out of it, and it got no identifier. Parts and identifiers are never changed, and their numbers never given again.
const UNCHANGED = `iif(?8 is null,
  not exists (select 1 from json_each(?3) s cross join identifiers i on i.section_id = ?1 and i.kind = s.value ->> 0 and i.value = s.value ->> 1),
  exists (select 1 from profiles where seq = ?8 and root is null)
    and (select count(*) from profiles where seq = ?8 or root = ?8) = json_array_length(?2)
    and not exists (select 1 from profiles where (seq = ?8 or root = ?8) and seq not in (select value from json_each(?2)))
    and (select count(*) from identifiers where profile_seq in (select value from json_each(?2))) = json_array_length(?3))`

const COUNT = countOf(Object.fromEntries(Object.entries(belongings).map(([name, { where }]) => [name, where])))

/** @returns `undefined` when the target has changed since it was read; nothing is removed then */
async function eraseTarget(
  d1: D1Database,
  options: EraseOptions & { readonly target: Target; readonly hashes: readonly string[] },
): Promise<Erasure | undefined> {
  const { sectionId, target, hashes, erasedAt, erasedBy } = options
  const id = randomId()
  const found = belongingTo(sectionId, target)
  const list = JSON.stringify(hashes)
  const [receipt] = await d1.batch<{ receipt: string }>([
    // The entry of the journal is written first, and whatever removes asks for it: so all of it happens, or nothing.
    d1
      .prepare(
        `insert into erasures (section_id, id, erased_at, erased_by, hashes, receipt)
         select ?1, ?4, ?5, ?6, ?7, ${COUNT} where ${UNCHANGED} returning receipt`,
      )
      .bind(...found, id, erasedAt, erasedBy, list, target.root),
    d1
      .prepare(
        `insert into suppressions (section_id, hash, erased_at) select ?1, value, ?3 from json_each(?2)
         where exists (select 1 from erasures where id = ?4)
         on conflict (section_id, hash) do update set erased_at = max(erased_at, excluded.erased_at)`,
      )
      .bind(sectionId, list, erasedAt, id),
    listErasedOfLake(d1, found, erasedAt, id),
    ...Object.values(belongings).map(({ table, where }) =>
      d1.prepare(`delete from ${table} where ${where} and exists (select 1 from erasures where id = ?4)`).bind(...found, id),
    ),
  ])
  const [entry] = receipt?.results ?? []
  return entry && { id, erasedAt, removed: JSON.parse(entry.receipt) }
}
