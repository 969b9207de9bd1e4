import { type Category, type IdentifierKind, parseVersionId, versionId } from '@milepost/sdk/contract'
import { instantOf } from '../clock.js'
import { millisecondsOf } from '../ingest/occurred-at.js'
import type { Reference } from '../profiles/reference.js'
import type { Page } from '../schema/list.js'
import type { ProfileEvent } from '../schema/profile.js'
import { pageOf, positionOf } from './paging.js'
import { partOf, withParts } from './profile-tree.js'
import { NOT_HIDDEN } from './recent.js'
import type { SubjectKind } from './tables.js'

export interface TimelineOptions {
  readonly cursor?: string | undefined
  readonly limit: number
  readonly customEvent?: string | undefined
  /** A version's ID. */
  readonly version?: string | undefined
  /** RFC 3339 instants: from the first on, and before the second. */
  readonly since?: string | undefined
  readonly until?: string | undefined
  /** Only what integrations may read by this. */
  readonly readBy?: IdentifierKind | undefined
}

/** A row that `timelinePage` reads. */
export interface EventRow {
  readonly seq: number
  readonly id: string
  readonly discriminator: string
  readonly version: number
  readonly name: string
  readonly category: Category
  readonly occurred_at: string
  readonly received_at: string
  readonly via: SubjectKind
  readonly visitor_id: string | null
  readonly page: string | null
  readonly fields: string
  readonly consent: string | null
}

function eventOf(row: EventRow): ProfileEvent {
  const fields: Record<string, unknown> = JSON.parse(row.fields)
  return {
    id: row.id,
    version: versionId(row.discriminator, row.version),
    name: row.name,
    category: row.category,
    source: String(fields.source),
    occurredAt: row.occurred_at,
    receivedAt: row.received_at,
    via: row.via,
    visitorId: row.visitor_id,
    page: row.page === null ? null : JSON.parse(row.page),
    fields,
    consent: row.consent === null ? null : JSON.parse(row.consent),
  }
}

/** Sorts after every instant. */
const AFTER_ALL = '~'
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z')

/** An instant as it is stored. One after the year 9999 would not sort as it reads. */
const storedInstant = (text: string): string => instantOf(Math.min(millisecondsOf(text), LAST_INSTANT))

/**
 * Asked of each event by itself: a section may have thousands of custom events, and a page has few events. Looked for as text, since spreading the
 * list takes several times as long.
 */
const mayBeRead = (kind: IdentifierKind): string => `exists (
  select 1 from custom_events o where o.section_id = ?1 and o.discriminator = e.discriminator
    and instr(o.allowed_operations -> '$.${kind}', '"read"')
)`

/** The statement that reads a page of a profile's timeline, and what makes a page of its rows. */
export function timelinePage(d1: D1Database, sectionId: string, reference: Reference, options: TimelineOptions) {
  const { cursor, limit, customEvent, since, until, readBy } = options
  const version = parseVersionId(options.version)
  const [at, seq] = cursor ? positionOf(cursor, ['string', 'number']) : [AFTER_ALL, 0]
  const values: unknown[] = [sectionId, reference.value]
  const add = (value: unknown) => `?${values.push(value)}`
  const wanted = [
    `(e.occurred_at, e.seq) < (${add(at)}, ${add(seq)})`,
    ...(since === undefined ? [] : [`e.occurred_at >= ${add(storedInstant(since))}`]),
    ...(until === undefined ? [] : [`e.occurred_at < ${add(storedInstant(until))}`]),
    ...(customEvent === undefined ? [] : [`e.discriminator = ${add(customEvent)}`]),
    ...(version ? [`e.discriminator = ${add(version.discriminator)}`, `e.version = ${add(version.number)}`] : []),
    `e.discriminator ${NOT_HIDDEN}`,
    ...(readBy ? [mayBeRead(readBy)] : []),
  ]
  const rows = add(limit + 1)
  // Each part is read by its index and cut to the page's size, before all are put in order. A cross join is joined in the order that is written.
  const statement = d1
    .prepare(
      `${withParts(partOf(reference))}, page as materialized (
         select own.seq, own.occurred_at from parts cross join events own on own.seq in (
           select e.seq from events e where e.profile_seq = parts.seq and ${wanted.join(' and ')}
           order by e.occurred_at desc, e.seq desc limit ${rows}
         ) order by own.occurred_at desc, own.seq desc limit ${rows}
       )
       select own.seq, own.id, own.discriminator, own.version, c.name, c.category, own.occurred_at, own.received_at, own.via, own.visitor_id, own.page,
         own.fields, own.consent
       from page cross join events own on own.seq = page.seq
       cross join custom_events c on c.section_id = own.section_id and c.discriminator = own.discriminator
       order by page.occurred_at desc, page.seq desc`,
    )
    .bind(...values)
  const page = (result: D1Result<EventRow>): Page<ProfileEvent> =>
    pageOf(result.results, limit, eventOf, (row) => [row.occurred_at, row.seq])
  return { statement, page }
}

/** Lists the events of a profile, the newest first; `undefined` when there is no such profile. */
export async function listTimeline(
  d1: D1Database,
  sectionId: string,
  reference: Reference,
  options: TimelineOptions,
): Promise<Page<ProfileEvent> | undefined> {
  const { statement, page } = timelinePage(d1, sectionId, reference, options)
  const [found, events] = (await d1.batch([d1.prepare(partOf(reference)).bind(sectionId, reference.value), statement])) as [
    D1Result,
    D1Result<EventRow>,
  ]
  return found.results.length ? page(events) : undefined
}
