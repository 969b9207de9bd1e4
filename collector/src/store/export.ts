import { versionId } from '@milepost/sdk/contract'
import { type Belonging, belongings, prepareFor } from './belongings.js'
import { belongingTo, type Target } from './erase.js'

/** One row of what is stored of a profile, in the words of the API. */
export interface Exported {
  readonly belonging: Belonging
  readonly item: Readonly<Record<string, unknown>>
}

/** Rows, and characters of their largest columns, that are in memory at once: an isolate has 128 MB. */
const CHUNK = { rows: 500, characters: 1_000_000 }

type Row = Readonly<Record<string, string | number | null>>

const json = (text: unknown): unknown => (typeof text === 'string' ? JSON.parse(text) : null)

const ID_OF = (column: string): string => `(select p.id from profiles p where p.seq = ${column})`

/** How each kind of row is read and told: the key that its rows are numbered by, what is large in it, its columns. */
const readings: Readonly<
  Record<
    Belonging,
    { readonly key?: string; readonly large?: string; readonly columns: string; readonly itemOf: (row: Row) => Exported['item'] }
  >
> = {
  parts: {
    columns: `id, created_at, ${ID_OF('profiles.merged_into')} as merged_into`,
    itemOf: (row) => ({ id: row.id, createdAt: row.created_at, mergedInto: row.merged_into }),
  },
  identifiers: {
    columns: `kind, value, created_at, ${ID_OF('profile_seq')} as part`,
    itemOf: (row) => ({ kind: row.kind, value: row.value, createdAt: row.created_at, part: row.part }),
  },
  merges: {
    columns: `id, ${ID_OF('target_seq')} as target, ${ID_OF('source_seq')} as source, merged_at, undone_at`,
    itemOf: (row) => ({ id: row.id, target: row.target, source: row.source, mergedAt: row.merged_at, undoneAt: row.undone_at }),
  },
  identifications: {
    columns: 'id, visitor_id, kind, value, occurred_at, received_at, consent',
    itemOf: (row) => ({
      id: row.id,
      visitorId: row.visitor_id,
      identify: { [String(row.kind)]: row.value },
      occurredAt: row.occurred_at,
      receivedAt: row.received_at,
      consent: json(row.consent),
    }),
  },
  usedProofs: {
    columns: 'nonce, visitor_id, expires_at',
    itemOf: (row) => ({ nonce: row.nonce, visitorId: row.visitor_id, expiresAt: row.expires_at }),
  },
  events: {
    large: "octet_length(fields) + octet_length(coalesce(page, ''))",
    columns: `id, discriminator, version, occurred_at, sender_occurred_at, sent_at, received_at, clamped, via, visitor_id, page, fields, consent,
      ${ID_OF('profile_seq')} as part`,
    itemOf: (row) => ({
      id: row.id,
      version: versionId(String(row.discriminator), Number(row.version)),
      occurredAt: row.occurred_at,
      senderOccurredAt: row.sender_occurred_at,
      sentAt: row.sent_at,
      receivedAt: row.received_at,
      clamped: row.clamped === 1,
      via: row.via,
      visitorId: row.visitor_id,
      page: json(row.page),
      fields: json(row.fields),
      consent: json(row.consent),
      part: row.part,
    }),
  },
  quarantine: {
    large: 'octet_length(event) + octet_length(issues)',
    columns: 'event_id, subject, channel, issues, event, count, first_received_at, received_at, sent_at, repaired_at',
    itemOf: (row) => ({
      id: row.event_id,
      subject: row.subject,
      channel: row.channel,
      issues: json(row.issues),
      event: json(row.event),
      count: row.count,
      firstReceivedAt: row.first_received_at,
      receivedAt: row.received_at,
      sentAt: row.sent_at,
      repairedAt: row.repaired_at,
    }),
  },
}

/** The order of an export: first who it is, then what they did. */
export const exportOrder = Object.keys(readings) as readonly Belonging[]

/**
 * Reads all that erasing a target would remove, piece by piece: which rows there are first, all at one moment, then a few of them at a time. What is
 * erased meanwhile is left out.
 */
export async function exportProfile(d1: D1Database, sectionId: string, target: Target): Promise<AsyncGenerator<readonly Exported[]>> {
  const found = belongingTo(sectionId, target)
  // The rows of `identifiers` have no number. There are few of them.
  const numbered = exportOrder.filter((belonging) => belonging !== 'identifiers')
  const lists = await d1.batch<{ key: number; size: number }>(
    numbered.map((belonging) => {
      const { table, where } = belongings[belonging]
      return prepareFor(
        d1,
        `select rowid as key, ${readings[belonging].large ?? '0'} as size from ${table} where ${where} order by rowid`,
        found,
      )
    }),
  )
  return readPieces(d1, found, new Map(numbered.map((belonging, index) => [belonging, lists[index]?.results ?? []])))
}

type Keys = readonly { readonly key: number; readonly size: number }[]

async function* readPieces(
  d1: D1Database,
  found: readonly string[],
  keysOf: ReadonlyMap<Belonging, Keys>,
): AsyncGenerator<readonly Exported[]> {
  for (const belonging of exportOrder) {
    const { columns, itemOf } = readings[belonging]
    const { table, where } = belongings[belonging]
    const read = async (condition: string, values: readonly string[]) => {
      const { results } = await prepareFor(d1, `select ${columns} from ${table} where ${condition}`, values).all<Row>()
      return results.map((row) => ({ belonging, item: itemOf(row) }))
    }
    if (belonging === 'identifiers') yield await read(`${where} order by kind, value`, found)
    else {
      for (const keys of chunksOf(keysOf.get(belonging) ?? []))
        yield await read('rowid in (select value from json_each(?1)) order by rowid', [JSON.stringify(keys)])
    }
  }
}

/** Cuts rows into pieces that fit into memory; one that is larger than a piece is one by itself. */
function* chunksOf(rows: Keys): Generator<number[]> {
  let keys: number[] = []
  let characters = 0
  for (const { key, size } of rows) {
    if (keys.length && (keys.length === CHUNK.rows || characters + size > CHUNK.characters)) {
      yield keys
      keys = []
      characters = 0
    }
    keys.push(key)
    characters += size
  }
  if (keys.length) yield keys
}

/** Whether anything at all belongs to a target. */
export async function hasAnything(d1: D1Database, sectionId: string, target: Target): Promise<boolean> {
  if (target.root !== null) return true
  const sql = `select 1 from quarantine where ${belongings.quarantine.where} limit 1`
  return (await prepareFor(d1, sql, belongingTo(sectionId, target)).first()) !== null
}
