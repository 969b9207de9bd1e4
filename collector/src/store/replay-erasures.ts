import { isInstant } from '@milepost/sdk/contract'
import { correctInstant } from '../ingest/occurred-at.js'
import type { Subject } from '../profiles/identifier.js'
import { suppressionHashes } from '../profiles/suppression.js'
import type { JournalEntry, ReplayStep } from '../schema/forget.js'
import { belongings, countOf, prepareFor, type Receipt } from './belongings.js'
import { restoreErasures } from './erasures.js'
import { cursorOf, positionOf } from './paging.js'

/** What one step does at most: identifiers and rejected events that it hashes, which takes the Worker's own time, and matches that it acts on. */
const STEP = { looked: 1000, matched: 20 }

const [IDENTIFIERS, REJECTED] = [0, 1]

/** Where a replay stands: in which section, whether among identifiers or rejected events, and behind which of these. */
interface Place {
  readonly sectionId: string
  readonly phase: number
  readonly after: readonly [string, string]
}

const START: Place['after'] = ['', '']

/** What a step did, and in which section by which entries. */
export interface Replayed extends ReplayStep {
  readonly sectionId?: string
  readonly entries: readonly string[]
}

const NOTHING: Receipt = {
  ...{ events: 0, identifications: 0, usedProofs: 0, quarantine: 0, merges: 0, identifiers: 0, visitors: 0, parts: 0 },
}

/**
 * Erases again, step by step, what a restored database has brought back. An identifier that was there before its erasure cannot be there after it, so
 * its part of a profile goes whole; whoever came after it stays, but for what had happened before. The first step suppresses what all entries name,
 * so that nothing else comes back meanwhile. Doing it twice, or again from the start, does no harm.
 */
export async function replayErasures(d1: D1Database, entries: readonly JournalEntry[], cursor: string | undefined): Promise<Replayed> {
  const ids = JSON.stringify([...new Set(entries.map(({ sectionId }) => sectionId))])
  const { results: sections } = await d1
    .prepare('select id, suppression_key as key from sections where id in (select value from json_each(?1)) order by id')
    .bind(ids)
    .all<{ id: string; key: string }>()
  const place = cursor === undefined ? undefined : placeOf(cursor)
  if (!place) await restoreErasures(d1, entries)
  const section = place ? sections.find(({ id }) => id === place.sectionId) : sections[0]
  if (!section) return { checked: 0, removed: NOTHING, nextCursor: null, entries: [] }
  const erased = erasedBy(entries.filter(({ sectionId }) => sectionId === section.id))
  const { phase, after } = place ?? { phase: IDENTIFIERS, after: START }
  const step = { d1, sectionId: section.id, key: section.key, erased, after }
  const { checked, removed, matched, last } = await (phase === IDENTIFIERS ? replayIdentifiers(step) : replayRejected(step))
  const following = sections[sections.indexOf(section) + 1]
  const next: Place | undefined = last
    ? { sectionId: section.id, phase, after: last }
    : phase === IDENTIFIERS
      ? { sectionId: section.id, phase: REJECTED, after: START }
      : following && { sectionId: following.id, phase: IDENTIFIERS, after: START }
  const nextCursor = next ? cursorOf([next.sectionId, next.phase, ...next.after]) : null
  return { checked, removed, nextCursor, sectionId: section.id, entries: [...new Set(matched.map(({ id }) => id))] }
}

function placeOf(cursor: string): Place {
  const [sectionId, phase, first, second] = positionOf(cursor, ['string', 'number', 'string', 'string'])
  return { sectionId: String(sectionId), phase: Number(phase), after: [String(first), String(second)] }
}

/** By hash, the last entry that names it. */
function erasedBy(entries: readonly JournalEntry[]): ReadonlyMap<string, JournalEntry> {
  const inOrder = entries.toSorted((a, b) => (a.erasedAt < b.erasedAt ? -1 : 1))
  return new Map(inOrder.flatMap((entry) => entry.hashes.map((hash) => [hash, entry] as const)))
}

interface Step {
  readonly d1: D1Database
  readonly sectionId: string
  readonly key: string
  readonly erased: ReadonlyMap<string, JournalEntry>
  readonly after: Place['after']
}

interface Done {
  readonly checked: number
  readonly removed: Receipt
  readonly matched: readonly JournalEntry[]
  /** The last one that was looked at; `undefined` when there are no more. */
  readonly last: Place['after'] | undefined
}

/** Finds those of the rows that entries name. When there are many, the step ends with the last one that it acts on. */
async function matchesOf<Row extends Subject>({ key, erased }: Step, rows: readonly Row[]) {
  const hashes = await suppressionHashes(key, rows)
  const found = rows.flatMap((row, index) => {
    const entry = erased.get(hashes[index] ?? '')
    return entry ? [{ row, entry, index }] : []
  })
  const matches = found.slice(0, STEP.matched)
  const cut = found.length > matches.length ? (matches.at(-1)?.index ?? 0) + 1 : rows.length
  return { matches, looked: rows.slice(0, cut), more: cut < rows.length || rows.length === STEP.looked }
}

interface IdentifierRow extends Subject {
  readonly part: number
  readonly created_at: string
}

async function replayIdentifiers(step: Step): Promise<Done> {
  const { d1, sectionId, after } = step
  const { results } = await d1
    .prepare(
      `select kind, value, profile_seq as part, created_at from identifiers
       where section_id = ?1 and (kind, value) > (?2, ?3) order by kind, value limit ${STEP.looked}`,
    )
    .bind(sectionId, ...after)
    .all<IdentifierRow>()
  const { matches, looked, more } = await matchesOf(step, results)
  const back = matches.filter(({ row, entry }) => row.created_at <= entry.erasedAt).map(({ row }) => row)
  const later = matches.filter(({ row, entry }) => row.created_at > entry.erasedAt)
  const last = looked.at(-1)
  return {
    checked: looked.length,
    removed: matches.length
      ? await eraseAgain(
          d1,
          sectionId,
          back,
          later.map(({ row, entry }) => [row.part, row.kind, row.value, entry.erasedAt]),
        )
      : NOTHING,
    matched: matches.map(({ entry }) => entry),
    last: more && last ? [last.kind, last.value] : undefined,
  }
}

// What is left of a tree from which parts are taken: below those, each that hung on one of them is a root of its own now.
const TAKE_OUT = `
  with recursive gone (seq) as materialized (select value from json_each(?2)),
  kept (seq, top) as (
    select p.seq, p.seq from gone join profiles p on p.merged_into = gone.seq where p.seq not in (select seq from gone)
    union all
    select p.seq, kept.top from kept join profiles p on p.merged_into = kept.seq where p.seq not in (select seq from gone)
  )
  update profiles set root = iif(kept.top = profiles.seq, null, kept.top), merged_into = iif(kept.top = profiles.seq, null, merged_into)
  from kept where profiles.seq = kept.seq`

// Of whoever came after the erasure, what had happened before. `?4` is a JSON list of `[part, kind, value, erasedAt]`.
const EARLIER = {
  events: `seq in (
    select e.seq from json_each(?4) l cross join events e on e.profile_seq = l.value ->> 0
    where e.via = l.value ->> 1 and (e.occurred_at <= l.value ->> 3 or e.clamped))`,
  identifications: `rowid in (
    select i.rowid from json_each(?4) l cross join identifications i on i.section_id = ?1 and i.kind = l.value ->> 1 and i.value = l.value ->> 2
    where i.occurred_at <= l.value ->> 3
    union select i.rowid from json_each(?4) l cross join identifications i on i.profile_seq = l.value ->> 0
    where l.value ->> 1 = 'visitor' and i.visitor_id = l.value ->> 2 and i.occurred_at <= l.value ->> 3)`,
}

const WHOLE = ['events', 'identifications', 'usedProofs', 'merges', 'identifiers', 'parts'] as const

// A part that came after the erasure with nothing but what had happened before. `?5` is a JSON list of those from which something is removed.
const BARE = `(
  select t.value from json_each(?5) t where not exists (select 1 from events where profile_seq = t.value)
    and not exists (select 1 from identifications where profile_seq = t.value)
    and not exists (select 1 from profiles where merged_into = t.value) and not exists (select 1 from profiles where root = t.value)
    and not exists (select 1 from merges where target_seq = t.value) and not exists (select 1 from merges where source_seq = t.value))`

/** Removes the parts of these identifiers, and of the later ones what had happened before, in one atomic batch. */
async function eraseAgain(
  d1: D1Database,
  sectionId: string,
  back: readonly IdentifierRow[],
  later: readonly (readonly [part: number, kind: string, value: string, erasedAt: string])[],
): Promise<Receipt> {
  const parts = JSON.stringify([...new Set(back.map(({ part }) => part))])
  const subjects = JSON.stringify(back.map(({ kind, value }) => [kind, value]))
  const bound = [sectionId, parts, subjects, JSON.stringify(later)]
  const touched = await prepareFor(
    d1,
    `select profile_seq as part from events where ${EARLIER.events} union select profile_seq from identifications where ${EARLIER.identifications}`,
    bound,
  ).all<{ part: number }>()
  bound.push(JSON.stringify(touched.results.map(({ part }) => part)))
  const conditions = Object.fromEntries(
    WHOLE.map((name) => {
      const more = name === 'events' || name === 'identifications' ? ` or ${EARLIER[name]}` : ''
      return [name, `(${belongings[name].where}${more})`]
    }),
  ) as Record<(typeof WHOLE)[number], string>
  const [counted, ...done] = await d1.batch<{ counts: string; kind: string }>(
    [
      `select ${countOf(conditions)} as counts`,
      `delete from events where ${conditions.events}`,
      `delete from identifications where ${conditions.identifications}`,
      `delete from used_proofs where ${conditions.usedProofs}`,
      `delete from merges where ${conditions.merges}`,
      TAKE_OUT,
      `delete from identifiers where ${conditions.identifiers}`,
      `delete from profiles where ${conditions.parts}`,
      `delete from identifiers where profile_seq in ${BARE} returning kind`,
      `delete from profiles where seq in ${BARE} returning 'part' as kind`,
    ].map((sql) => prepareFor(d1, sql, bound)),
  )
  const removed: Receipt = { ...NOTHING, ...JSON.parse(counted?.results[0]?.counts ?? '{}') }
  const kinds = done.flatMap(({ results }) => results.map(({ kind }) => kind))
  const count = (is: (kind: string) => boolean) => kinds.filter(is).length
  return {
    ...removed,
    parts: removed.parts + count((kind) => kind === 'part'),
    visitors: removed.visitors + count((kind) => kind === 'visitor'),
    identifiers: removed.identifiers + count((kind) => kind !== 'part' && kind !== 'visitor'),
  }
}

interface RejectedRow extends Subject {
  readonly seq: number
  readonly subject: string
  readonly occurred_at: string | null
  readonly sent_at: string | null
  readonly first_received_at: string
}

async function replayRejected(step: Step): Promise<Done> {
  const { d1, sectionId, after } = step
  const { results } = await d1
    .prepare(
      `select seq, subject, substr(subject, 1, instr(subject, ':') - 1) as kind, substr(subject, instr(subject, ':') + 1) as value,
         iif(octet_length(event) <= 65536, event ->> '$.occurredAt', null) as occurred_at, sent_at, first_received_at
       from quarantine where section_id = ?1 and subject is not null and (subject, seq) > (?2, ?3) order by subject, seq limit ${STEP.looked}`,
    )
    .bind(sectionId, after[0], Number(after[1]))
    .all<RejectedRow>()
  const { matches, looked, more } = await matchesOf(step, results)
  const back = matches.filter(({ row, entry }) => happenedAt(row) <= entry.erasedAt)
  const last = looked.at(-1)
  if (back.length)
    await d1
      .prepare('delete from quarantine where section_id = ?1 and seq in (select value from json_each(?2))')
      .bind(sectionId, JSON.stringify(back.map(({ row }) => row.seq)))
      .run()
  return {
    checked: looked.length,
    removed: { ...NOTHING, quarantine: back.length },
    matched: back.map(({ entry }) => entry),
    last: more && last ? [last.subject, String(last.seq)] : undefined,
  }
}

/** When a rejected event happened, by the collector's clock; as early as can be where that cannot be told. */
function happenedAt({ occurred_at, sent_at, first_received_at }: RejectedRow): string {
  if (!isInstant(occurred_at)) return ''
  const { occurredAt, clamped } = correctInstant(String(occurred_at), sent_at, Date.parse(first_received_at))
  return clamped ? '' : occurredAt < first_received_at ? occurredAt : first_received_at
}
