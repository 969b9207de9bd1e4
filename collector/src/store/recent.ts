import { parseVersionId, versionId } from '@milepost/sdk/contract'
import { instantOf } from '../clock.js'
import { MAX_SEARCHED_EVENTS, type Quarantined, RECENT_DAYS, type Recent } from '../schema/event.js'
import type { Page } from '../schema/list.js'
import { pageOf, positionOf } from './paging.js'
import { type QuarantineRow, quarantinedOf, toldEvent } from './quarantined.js'

interface ListOptions {
  readonly cursor?: string | undefined
  readonly limit: number
  /** Only the events of this custom event. */
  readonly customEvent?: string | undefined
}

interface RecentOptions extends ListOptions {
  readonly verdict?: 'accepted' | 'rejected' | undefined
  /** A version's ID. */
  readonly version?: string | undefined
  readonly source?: string | undefined
  readonly host?: string | undefined
}

/** Sorts after every instant. */
const AFTER_ALL = '~'

/** Hidden custom events are in no list. `?1` is the section. */
export const NOT_HIDDEN = 'not in (select h.discriminator from custom_events h where h.section_id = ?1 and h.hidden_at is not null)'

/** Numbers the parameters of a statement as it is put together. The section is the first. */
function parameters(sectionId: string) {
  const values: unknown[] = [sectionId]
  return { values, add: (value: unknown) => `?${values.push(value)}` }
}

/** Lists a section's rejected events, the newest first. One that was sent again moves to the front. */
export async function listQuarantine(
  d1: D1Database,
  sectionId: string,
  { cursor, limit, customEvent }: ListOptions,
): Promise<Page<Quarantined>> {
  const [at, seq] = cursor ? positionOf(cursor, ['string', 'number']) : [AFTER_ALL, 0]
  const { values, add } = parameters(sectionId)
  const until = add(at)
  const { results } = await d1
    .prepare(
      `with page as materialized (
         select seq, received_at, octet_length(event) as bytes from quarantine
         where section_id = ?1 ${customEvent === undefined ? '' : `and discriminator = ${add(customEvent)}`}
           and (discriminator is null or discriminator ${NOT_HIDDEN})
           and received_at <= ${until} and (received_at < ${until} or seq < ${add(seq)})
         order by received_at desc, seq desc limit ${add(limit + 1)}
       ), placed as (select seq, sum(bytes) over (order by received_at desc, seq desc) as total from page)
       select q.seq, event_id, issues, ${toldEvent('total')} as event, count, first_received_at, received_at, repaired_at
       from placed join quarantine q on q.seq = placed.seq order by received_at desc, q.seq desc`,
    )
    .bind(...values)
    .all<QuarantineRow>()
  return pageOf(results, limit, quarantinedOf, (row) => [row.received_at, row.seq])
}

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
  readonly profile_id: string | null
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
    profileId: row.profile_id,
    page: row.page === null ? null : JSON.parse(row.page),
    fields,
  }
}

/** What a search reads of either kind of event. Of a rejected one only where it is no larger than an event may be, or nearly. */
const searched = {
  events: { version: 'version', source: "fields ->> 'source'", url: "page ->> 'url'" },
  quarantine: {
    version: '(select g.version from quarantine_groups g where g.seq = group_id)',
    source: "iif(octet_length(event) <= 65536, event ->> '$.fields.source', null)",
    url: "iif(octet_length(event) <= 65536, event ->> '$.page.url', null)",
  },
} as const

const columns = {
  events: `id as event_id, discriminator, version, occurred_at, sender_occurred_at, sent_at, clamped, visitor_id, profile_seq, page, fields,
    null as issues, 0 as bytes, null as count, null as first_received_at, null as repaired_at`,
  quarantine: `event_id, discriminator, null as version, null as occurred_at, null as sender_occurred_at, null as sent_at, null as clamped,
    null as visitor_id, null as profile_seq, null as page, null as fields, issues, octet_length(event) as bytes, count, first_received_at, repaired_at`,
} as const

/** Lists a section's newest events, of the last `RECENT_DAYS`, accepted and rejected ones together, the newest first. */
export async function listRecent(d1: D1Database, sectionId: string, options: RecentOptions, nowMs: number): Promise<Page<Recent>> {
  const { cursor, limit, verdict, source, host } = options
  const version = parseVersionId(options.version)
  const [at, kind, seq] = cursor ? positionOf(cursor, ['string', 'number', 'number']) : [AFTER_ALL, 1, 0]
  const { values, add } = parameters(sectionId)
  const since = add(instantOf(nowMs - RECENT_DAYS * 86_400_000))
  const position = { at: add(at), kind: add(kind), seq: add(seq), limit: add(limit + 1) }
  const named = [options.customEvent, version?.discriminator]
    .filter((name) => name !== undefined)
    .map((name) => `discriminator = ${add(name)}`)
  const wanted = {
    ...(version && { version: add(version.number) }),
    ...(source !== undefined && { source: add(source) }),
    ...(host !== undefined && { host: add(host.toLowerCase()) }),
  }

  // Each half is read by its own index and cut to the page's size before both are merged.
  const half = (kind: number, table: keyof typeof columns) => {
    const shown = [
      'section_id = ?1',
      `received_at >= ${since}`,
      ...named,
      table === 'events' ? `discriminator ${NOT_HIDDEN}` : `(discriminator is null or discriminator ${NOT_HIDDEN})`,
    ].join(' and ')
    const { version, source, url } = searched[table]
    const rest = `lower(substr(${url}, instr(${url}, '://') + 3))`
    const found = [
      ...('version' in wanted ? [`${version} = ${wanted.version}`] : []),
      ...('source' in wanted ? [`${source} = ${wanted.source}`] : []),
      ...('host' in wanted
        ? [
            `substr(${rest}, 1, length(${wanted.host})) = ${wanted.host} and substr(${rest}, length(${wanted.host}) + 1, 1) in ('', '/', '?', '#')`,
          ]
        : []),
    ]
    const from = found.length
      ? `(select * from ${table} where ${shown} order by received_at desc, seq desc limit ${MAX_SEARCHED_EVENTS}) newest`
      : table
    return `select * from (select ${kind} as kind, seq, received_at, ${columns[table]} from ${from}
      where ${(found.length ? found : [shown]).join(' and ')}
        and received_at <= ${position.at} and (received_at, ${kind}, seq) < (${position.at}, ${position.kind}, ${position.seq})
      order by received_at desc, seq desc limit ${position.limit})`
  }
  const halves = [...(verdict === 'rejected' ? [] : [half(1, 'events')]), ...(verdict === 'accepted' ? [] : [half(0, 'quarantine')])]
  const order = 'order by received_at desc, kind desc, seq desc'
  const { results } = await d1
    .prepare(
      `with page as materialized (${halves.join(' union all ')} ${order} limit ${position.limit}),
         placed as (select *, sum(bytes) over (${order}) as total from page)
       select *, iif(kind = 0, (select ${toldEvent('total')} from quarantine q where q.seq = placed.seq), null) as event,
         (select r.id from profiles p cross join profiles r on r.seq = coalesce(p.root, p.seq) where p.seq = placed.profile_seq) as profile_id
       from placed ${order}`,
    )
    .bind(...values)
    .all<RecentRow>()
  return pageOf(results, limit, recentOf, (row) => [row.received_at, row.kind, row.seq])
}
