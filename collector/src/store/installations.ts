import type { Page } from '../schema/list.js'
import type { Installation, Sender } from '../schema/preview.js'
import type { CustomEventId } from './custom-events.js'
import { pageOf, positionOf } from './paging.js'

interface Row {
  readonly version: number
  readonly host: string
  readonly path: string
  readonly count: number
  readonly first_seen_at: string
  readonly last_seen_at: string
}

/** Lists from where the versions of a custom event are sent, the most recently seen first. */
export async function listInstallations(
  d1: D1Database,
  { sectionId, discriminator }: CustomEventId,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<Installation>> {
  const [at, version, host, path] = cursor ? positionOf(cursor, ['string', 'number', 'string', 'string']) : ['~', 0, '', '']
  const { results } = await d1
    .prepare(
      `select version, host, path, count, first_seen_at, last_seen_at from installations
       where section_id = ?1 and discriminator = ?2
         and (last_seen_at < ?3 or (last_seen_at = ?3 and (-version, host, path) > (-?4, ?5, ?6)))
       order by last_seen_at desc, version desc, host, path limit ?7`,
    )
    .bind(sectionId, discriminator, at, version, host, path, limit + 1)
    .all<Row>()
  const told = ({ first_seen_at, last_seen_at, ...row }: Row) => ({ ...row, firstSeenAt: first_seen_at, lastSeenAt: last_seen_at })
  return pageOf(results, limit, told, (row) => [row.last_seen_at, row.version, row.host, row.path])
}

interface SenderRow extends Row {
  readonly total: number
  readonly seen: string
}

/** Says which versions are sent, the newest first, and from which pages most. */
export async function readSenders(d1: D1Database, { sectionId, discriminator }: CustomEventId): Promise<Sender[]> {
  const { results } = await d1
    .prepare(
      `select * from (
         select version, host, path, count, last_seen_at, sum(count) over every as total, max(last_seen_at) over every as seen,
           row_number() over (partition by version order by count desc, host, path) as place
         from installations where section_id = ?1 and discriminator = ?2 window every as (partition by version)
       ) where place <= 20 order by version desc, place`,
    )
    .bind(sectionId, discriminator)
    .all<SenderRow>()
  return [...Map.groupBy(results, ({ version }) => version)].map(([version, rows]) => ({
    version,
    count: rows[0]?.total ?? 0,
    lastSeenAt: rows[0]?.seen ?? '',
    pages: rows.map(({ host, path, count, last_seen_at }) => ({ host, path, count, lastSeenAt: last_seen_at })),
  }))
}

/** Says how many events of each version were accepted, and when the last one was. */
export async function countByVersion(
  d1: D1Database,
  { sectionId, discriminator }: CustomEventId,
): Promise<Map<number, { received: number; lastSeenAt: string }>> {
  const { results } = await d1
    .prepare(
      `select version, sum(count) as received, max(last_seen_at) as lastSeenAt from installations
       where section_id = ?1 and discriminator = ?2 group by version`,
    )
    .bind(sectionId, discriminator)
    .all<{ version: number; received: number; lastSeenAt: string }>()
  return new Map(results.map(({ version, ...seen }) => [version, seen]))
}
