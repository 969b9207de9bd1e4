import type { JournalEntry } from '../schema/forget.js'
import type { Page } from '../schema/list.js'
import { pageOf, positionOf } from './paging.js'

interface Row {
  readonly seq: number
  readonly section_id: string
  readonly id: string
  readonly erased_at: string
  readonly erased_by: string
  readonly hashes: string
  readonly receipt: string
}

/** Lists the erasure journal of all sections, oldest first, so that what is added meanwhile comes last. */
export async function listErasures(
  d1: D1Database,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<JournalEntry>> {
  const [after] = cursor ? positionOf(cursor, ['number']) : [0]
  const { results } = await d1
    .prepare('select * from erasures where seq > ?1 order by seq limit ?2')
    .bind(after, limit + 1)
    .all<Row>()
  return pageOf(
    results,
    limit,
    (row) => ({
      sectionId: row.section_id,
      id: row.id,
      erasedAt: row.erased_at,
      erasedBy: row.erased_by,
      hashes: JSON.parse(row.hashes),
      receipt: JSON.parse(row.receipt),
    }),
    ({ seq }) => [seq],
  )
}

/** Puts entries back into the journal, and suppresses what they name, as far as their sections are there. Those that are there stay as they are. */
export async function restoreErasures(d1: D1Database, entries: readonly JournalEntry[]): Promise<void> {
  const list = JSON.stringify(entries)
  const known = `json_each(?1) e where exists (select 1 from sections s where s.id = e.value ->> 'sectionId')`
  await d1.batch([
    d1
      .prepare(
        `insert into suppressions (section_id, hash, erased_at)
         select value ->> 'sectionId', hash, max(value ->> 'erasedAt') from (
           select e.value, h.value as hash from json_each(?1) e join json_each(e.value, '$.hashes') h
         ) where exists (select 1 from sections s where s.id = value ->> 'sectionId') group by 1, 2
         on conflict (section_id, hash) do update set erased_at = max(erased_at, excluded.erased_at)`,
      )
      .bind(list),
    d1
      .prepare(
        `insert into erasures (section_id, id, erased_at, erased_by, hashes, receipt)
         select e.value ->> 'sectionId', e.value ->> 'id', e.value ->> 'erasedAt', e.value ->> 'erasedBy', e.value -> 'hashes', e.value -> 'receipt'
         from ${known} on conflict (id) do nothing`,
      )
      .bind(list),
  ])
}
