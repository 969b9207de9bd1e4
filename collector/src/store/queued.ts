/** What a message holds that shows whether it was stored. */
export interface Delivered {
  readonly receivedAt: string
  /** Of its valid events, in lower case. */
  readonly ids: readonly string[]
  /** Of its rejected events that are kept. */
  readonly hashes: readonly string[]
}

/** The suppression keys of these sections, those that exist. */
export async function readSuppressionKeys(d1: D1Database, sectionIds: Iterable<string>): Promise<ReadonlyMap<string, string>> {
  const { results } = await d1
    .prepare('select id, suppression_key as key from sections where id in (select value from json_each(?1))')
    .bind(JSON.stringify([...sectionIds]))
    .all<{ id: string; key: string }>()
  return new Map(results.map(({ id, key }) => [id, key]))
}

const MISSING = `
  select told.key as place from json_each(?2) told
  where exists (
    select 1 from json_each(told.value -> 1) sent where not exists (select 1 from events where section_id = ?1 and id = sent.value)
  ) or exists (
    select 1 from json_each(told.value -> 2) sent
    where not exists (select 1 from quarantine where section_id = ?1 and hash = sent.value and received_at >= told.value ->> 0)
  )`

/**
 * Finds which of these messages of a section are stored already. Their events are stored all together, so one that is missing shows that none of
 * them came with this message. A message of which nothing is kept cannot tell; it counts as not stored.
 * @returns for each, in order
 */
export async function areStored(d1: D1Database, sectionId: string, delivered: readonly Delivered[]): Promise<boolean[]> {
  const { results } = await d1
    .prepare(MISSING)
    .bind(sectionId, JSON.stringify(delivered.map(({ receivedAt, ids, hashes }) => [receivedAt, ids, hashes])))
    .all<{ place: number }>()
  const missing = new Set(results.map(({ place }) => place))
  return delivered.map(({ ids, hashes }, place) => ids.length + hashes.length > 0 && !missing.has(place))
}

/** The section that was made first; `undefined` while there is none. */
export async function readFirstSection(d1: D1Database): Promise<string | undefined> {
  return (await d1.prepare('select id from sections order by seq limit 1').first<string>('id')) ?? undefined
}
