import { type Issue, versionId } from '@milepost/sdk/contract'
import type { Quarantined, Recent } from '../schema/event.js'
import type { Page } from '../schema/list.js'
import { pageOf, positionOf } from './paging.js'

interface ListOptions {
  readonly cursor?: string | undefined
  readonly limit: number
  /** Only the events of this custom event. */
  readonly customEvent?: string | undefined
}

interface QuarantineRow {
  readonly seq: number
  readonly event_id: string | null
  readonly issues: string
  readonly event: string
  readonly count: number
  readonly first_received_at: string
  readonly received_at: string
}

const quarantinedOf = (row: QuarantineRow): Quarantined => ({
  id: row.event_id,
  issues: JSON.parse(row.issues) as Issue[],
  event: JSON.parse(row.event) as unknown,
  count: row.count,
  firstReceivedAt: row.first_received_at,
  receivedAt: row.received_at,
})

/** Lists a section's rejected events, the newest first. One that was sent again moves to the front. */
export async function listQuarantine(
  d1: D1Database,
  sectionId: string,
  { cursor, limit, customEvent }: ListOptions,
): Promise<Page<Quarantined>> {
  const [at, seq] = cursor ? positionOf(cursor, ['string', 'number']) : [AFTER_ALL, 0]
  const { results } = await d1
    .prepare(
      `select * from quarantine where section_id = ?1 ${customEvent === undefined ? '' : 'and discriminator = ?5'}
         and received_at <= ?2 and (received_at < ?2 or seq < ?3)
       order by received_at desc, seq desc limit ?4`,
    )
    .bind(...[sectionId, at, seq, limit + 1], ...(customEvent === undefined ? [] : [customEvent]))
    .all<QuarantineRow>()
  return pageOf(results, limit, quarantinedOf, (row) => [row.received_at, row.seq])
}

/** Sorts after every instant. */
const AFTER_ALL = '~'

interface RecentRow extends QuarantineRow {
  /** 1 for an accepted event, 0 for a rejected one. */
  readonly kind: number
  readonly discriminator: string
  readonly version: number
  readonly occurred_at: string
  readonly sender_occurred_at: string
  readonly sent_at: string | null
  readonly clamped: number
  readonly visitor_id: string | null
  readonly page: string | null
  readonly fields: string
}

function recentOf(row: RecentRow): Recent {
  if (!row.kind) return { status: 'rejected', ...quarantinedOf(row) }
  const fields: Record<string, unknown> = JSON.parse(row.fields)
  return {
    status: 'accepted',
    id: row.event_id ?? '',
    version: versionId(row.discriminator, row.version),
    source: String(fields.source),
    occurredAt: row.occurred_at,
    senderOccurredAt: row.sender_occurred_at,
    sentAt: row.sent_at,
    receivedAt: row.received_at,
    clamped: row.clamped === 1,
    visitorId: row.visitor_id,
    page: row.page === null ? null : JSON.parse(row.page),
    fields,
  }
}

/** Lists a section's newest events, accepted and rejected ones together, the newest first. */
export async function listRecent(d1: D1Database, sectionId: string, { cursor, limit, customEvent }: ListOptions): Promise<Page<Recent>> {
  const [at, kind, seq] = cursor ? positionOf(cursor, ['string', 'number', 'number']) : [AFTER_ALL, 1, 0]
  // Each half is read by its own index and cut to the page's size before both are merged.
  const half = (kind: number, table: string, columns: string) =>
    `select * from (select ${kind} as kind, seq, received_at, ${columns} from ${table}
       where section_id = ?1 ${customEvent === undefined ? '' : 'and discriminator = ?6'} and received_at <= ?2 and (received_at, ${kind}, seq) < (?2, ?3, ?4)
       order by received_at desc, seq desc limit ?5)`
  const accepted = half(
    1,
    'events',
    `id as event_id, discriminator, version, occurred_at, sender_occurred_at, sent_at, clamped, visitor_id, page, fields,
     null as issues, null as event, null as count, null as first_received_at`,
  )
  const rejected = half(
    0,
    'quarantine',
    `event_id, discriminator, null as version, null as occurred_at, null as sender_occurred_at, null as sent_at, null as clamped, null as visitor_id,
     null as page, null as fields, issues, event, count, first_received_at`,
  )
  const { results } = await d1
    .prepare(`${accepted} union all ${rejected} order by received_at desc, kind desc, seq desc limit ?5`)
    .bind(...[sectionId, at, kind, seq, limit + 1], ...(customEvent === undefined ? [] : [customEvent]))
    .all<RecentRow>()
  return pageOf(results, limit, recentOf, (row) => [row.received_at, row.kind, row.seq])
}
