import type { IssueCode } from '@milepost/sdk/contract'
import { placeOf } from '../ingest/page-place.js'
import type { Page } from '../schema/list.js'
import type { QuarantineGroup, QuarantineGroupDetail } from '../schema/quarantine-group.js'
import { pageOf, positionOf } from './paging.js'
import { type QuarantineRow, quarantinedOf, toldEvent } from './quarantined.js'
import { NOT_HIDDEN } from './recent.js'

interface GroupRow {
  readonly seq: number
  readonly discriminator: string
  readonly version: number
  readonly signature: string
  readonly count: number
  readonly held: number
  readonly first_received_at: string
  readonly received_at: string
}

const SAMPLES = 20
const PAGES_OF = 500

const groupOf = (row: GroupRow): QuarantineGroup => ({
  id: String(row.seq),
  discriminator: row.discriminator || null,
  version: row.version || null,
  issues: (JSON.parse(row.signature) as [IssueCode, string][]).map(([code, field]) => ({ code, ...(field && { field }) })),
  count: row.count,
  held: row.held,
  firstReceivedAt: row.first_received_at,
  receivedAt: row.received_at,
})

interface ListOptions {
  readonly cursor?: string | undefined
  readonly limit: number
  readonly customEvent?: string | undefined
}

/** Lists groups of rejected events, that with the newest event first. A group that all its events have left is none. */
export async function listQuarantineGroups(
  d1: D1Database,
  sectionId: string,
  { cursor, limit, customEvent }: ListOptions,
): Promise<Page<QuarantineGroup>> {
  const [at, seq] = cursor ? positionOf(cursor, ['string', 'number']) : ['~', 0]
  const { results } = await d1
    .prepare(
      `select * from quarantine_groups where section_id = ?1 ${customEvent === undefined ? '' : 'and discriminator = ?5'}
         and count > 0 and discriminator ${NOT_HIDDEN} and received_at <= ?2 and (received_at < ?2 or seq < ?3)
       order by received_at desc, seq desc limit ?4`,
    )
    .bind(...[sectionId, at, seq, limit + 1], ...(customEvent === undefined ? [] : [customEvent]))
    .all<GroupRow>()
  return pageOf(results, limit, groupOf, (row) => [row.received_at, row.seq])
}

/** Reads a group; `undefined` when there is none, or its custom event is hidden. */
export async function readQuarantineGroup(d1: D1Database, sectionId: string, id: string): Promise<QuarantineGroup | undefined> {
  if (!/^[1-9]\d{0,14}$/.test(id)) return undefined
  const row = await d1
    .prepare(`select * from quarantine_groups where section_id = ?1 and seq = ?2 and count > 0 and discriminator ${NOT_HIDDEN}`)
    .bind(sectionId, Number(id))
    .first<GroupRow>()
  return row ? groupOf(row) : undefined
}

/** Reads a group with its newest events and where they come from; `undefined` like `readQuarantineGroup`. */
export async function readQuarantineGroupDetail(d1: D1Database, sectionId: string, id: string): Promise<QuarantineGroupDetail | undefined> {
  const group = await readQuarantineGroup(d1, sectionId, id)
  if (!group) return undefined
  const newest = (columns: string, limit: number) =>
    `select ${columns} from quarantine where group_id = ?1 order by seq desc limit ${limit}`
  const [samples, urls] = (await d1.batch([
    d1
      .prepare(
        `with newest as materialized (${newest('seq, octet_length(event) as bytes', SAMPLES)}),
           placed as (select seq, sum(bytes) over (order by seq desc) as total from newest)
         select q.seq, event_id, issues, ${toldEvent('total')} as event, count, first_received_at, received_at, repaired_at
         from placed join quarantine q on q.seq = placed.seq order by q.seq desc`,
      )
      .bind(Number(id)),
    d1.prepare(newest("iif(octet_length(event) <= 65536, event ->> '$.page.url', null) as url", PAGES_OF)).bind(Number(id)),
  ])) as [D1Result<QuarantineRow>, D1Result<{ url: unknown }>]
  const pages = Map.groupBy(
    urls.results.map(({ url }) => placeOf(url)),
    (place) => JSON.stringify(place),
  )
  return {
    ...group,
    pages: [...pages].map(([place, { length }]) => ({ ...JSON.parse(place), count: length })).sort((a, b) => b.count - a.count),
    samples: samples.results.map(quarantinedOf),
  }
}
