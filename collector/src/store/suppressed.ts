/** A subject of a request, hashed, with the earliest instant at which something of it happened; empty when that cannot be told. */
export type GuardedSubject = readonly [hash: string, at: string]

// D1 has no RAISE outside of triggers: text that is no JSON is an error all the same, and takes the whole batch back. A CROSS JOIN, so that
// SQLite looks up what is asked for and does not go through all that were erased.
const REFUSE_SUPPRESSED = `
  select json(iif(exists (
    select 1 from json_each(?2) entry
    cross join suppressions s on s.section_id = ?1 and s.hash = entry.value ->> 0 where s.erased_at >= entry.value ->> 1
  ), '', '0'))`

/**
 * Makes a batch fail when somebody in it was erased after it happened. Looked up in the batch itself, so that no erasure comes in between, and
 * nobody waits for a question that is almost always answered no.
 */
export const refuseSuppressed = (d1: D1Database, sectionId: string, guarded: readonly GuardedSubject[]): D1PreparedStatement =>
  d1.prepare(REFUSE_SUPPRESSED).bind(sectionId, JSON.stringify(guarded))

/** Whether a batch failed because of that: nothing else here is text that is no JSON. */
export const isRefusal = (error: unknown): boolean => error instanceof Error && /\bmalformed JSON\b/.test(error.message)

/** Finds which of these hashes are those of subjects that were erased, and when. */
export async function readSuppressed(d1: D1Database, sectionId: string, hashes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { results } = await d1
    .prepare('select hash, erased_at from suppressions where section_id = ?1 and hash in (select value from json_each(?2))')
    .bind(sectionId, JSON.stringify(hashes))
    .all<{ hash: string; erased_at: string }>()
  return new Map(results.map(({ hash, erased_at }) => [hash, erased_at]))
}
