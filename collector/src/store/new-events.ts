import type { Subject } from '../profiles/identifier.js'
import { addInstallations, addVerdicts } from './counts.js'
import type { JudgedBatch, StoredBatch, ValidEvent } from './events.js'
import { randomId } from './ids.js'
import { LANDED, type Landed } from './lake.js'

// The way of nearly all requests: valid events of one visitor, all of them new. Nothing is looked up that the tables would not find out by themselves,
// and where an event turns out to be stored already, the whole batch fails and `storeBatch` goes the careful way.

const ADD_PROFILE = `
  insert into profiles (section_id, id, created_at)
  select ?1, ?2, ?3 where not exists (select 1 from identifiers where section_id = ?1 and kind = ?4 and value = ?5)`

const ADD_IDENTIFIER = `
  insert into identifiers (section_id, kind, value, profile_seq, created_at)
  select ?1, ?4, ?5, seq, ?3 from profiles where section_id = ?1 and id = ?2`

// The profile is looked up once, and so is whether the subject was erased since: then what is no JSON takes the whole batch back.
const ADD_EVENTS = `
  insert into events (
    section_id, id, discriminator, version, occurred_at, sender_occurred_at, sent_at, received_at, clamped, visitor_id, page, fields, consent, via,
    profile_seq
  )
  select ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ?2, ?3, value ->> 5, iif(?4 = 'visitor', ?5, null), value ->> 6, value ->> 7,
    value ->> 8, ?4, (select profile_seq from identifiers where section_id = ?1 and kind = ?4 and value = ?5)
  from (select value from json_each(?8) limit -1)
  where json(iif(exists (select 1 from suppressions where section_id = ?1 and hash = ?6 and erased_at >= ?7), '', '1'))`

/** Characters of the rows that one parameter surely takes: D1 allows 2,000,000 bytes. */
const MAX_CHARACTERS = 600_000

/**
 * Stores the events of a request in one atomic batch, if they are all of one subject, or of none, and nothing else is in it.
 * @returns what is new, or `undefined` when nothing was stored, because there is more to it or an event is stored already
 * @throws what else D1 throws, also when the subject was erased; nothing is stored then
 */
export async function storeNew(d1: D1Database, batch: JudgedBatch): Promise<Pick<StoredBatch, 'added' | 'landed'> | undefined> {
  const { sectionId, receivedAt, sentAt, valid, guarded, forLake } = batch
  const subject = onlySubject(batch)
  if (subject === undefined) return undefined
  const rows = JSON.stringify(valid.map(rowOf))
  if (rows.length > MAX_CHARACTERS) return undefined
  const { kind = null, value = null } = subject ?? {}
  const [[hash, at] = ['', '']] = guarded
  const part = subject ? [sectionId, randomId(), receivedAt, kind, value] : []
  try {
    const results = await d1.batch<Landed>([
      addVerdicts(d1, sectionId, receivedAt, valid),
      addInstallations(d1, sectionId, receivedAt, valid),
      ...(subject ? [ADD_PROFILE, ADD_IDENTIFIER].map((sql) => d1.prepare(sql).bind(...part)) : []),
      d1
        .prepare(forLake ? `${ADD_EVENTS} returning ${LANDED}` : ADD_EVENTS)
        .bind(sectionId, sentAt, receivedAt, kind, value, hash, at, rows),
    ])
    return { added: new Set(valid.map(({ id }) => id)), landed: (forLake && results.at(-1)?.results) || [] }
  } catch (error) {
    if (isStoredAlready(error)) return undefined
    throw error
  }
}

/** Whose events all of them are; `undefined` when there are several subjects, or something else to be stored or counted. */
function onlySubject(batch: JudgedBatch): Subject | null | undefined {
  const [first] = batch.valid
  const { rejected, refused, repeated, identifications, losses } = batch
  if (!first || [rejected, refused, repeated, identifications, losses].some(({ length }) => length)) return undefined
  const { subject } = first
  const same = (event: JudgedBatch['valid'][number]) =>
    event.receivedAt === undefined && event.subject?.value === subject?.value && event.subject?.kind === subject?.kind
  return batch.valid.every(same) ? subject : undefined
}

const rowOf = ({ id, discriminator, version, occurredAt, senderOccurredAt, clamped, page, fields, consent }: ValidEvent) => [
  id,
  discriminator,
  version,
  occurredAt,
  senderOccurredAt,
  Number(clamped),
  page,
  fields,
  consent,
]

const isStoredAlready = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('UNIQUE constraint failed: events.section_id, events.id')
