import type { Subject } from '../profiles/identifier.js'
import { randomId } from './ids.js'
import { packRows, rowsFrom } from './pack-rows.js'

/** A subject of valid entries: it gets a profile only if one of them is new. */
export interface NewPart {
  readonly subject: Subject
  /** Of events. */
  readonly eventIds: readonly string[]
  readonly identifications: readonly { readonly id: string; readonly nonce: string | null }[]
}

const ADD_PROFILES = `
  insert into profiles (section_id, id, created_at)
  select ?1, entry.value ->> 0, ?2 from ${rowsFrom(3)} entry
  where not exists (select 1 from identifiers k where k.section_id = ?1 and k.kind = entry.value ->> 1 and k.value = entry.value ->> 2)
    and (
      exists (
        select 1 from json_each(entry.value -> 3) sent where not exists (select 1 from events where section_id = ?1 and events.id = sent.value)
      ) or exists (
        select 1 from json_each(entry.value -> 4) sent
        where not exists (select 1 from identifications i where i.section_id = ?1 and i.id = sent.value ->> 0)
          and (sent.value ->> 1 is null or exists (
            select 1 from used_proofs u where u.section_id = ?1 and u.nonce = sent.value ->> 1 and u.visitor_id = entry.value ->> 2
          ))
      )
    )`

// Only a profile that was made just now has an ID that was made up just now. A CROSS JOIN, so that SQLite does not try all profiles of the section.
const ADD_IDENTIFIERS = `
  insert into identifiers (section_id, kind, value, profile_seq, created_at)
  select ?1, entry.value ->> 1, entry.value ->> 2, p.seq, ?2 from ${rowsFrom(3)} entry
  cross join profiles p on p.section_id = ?1 and p.id = entry.value ->> 0`

/**
 * Makes a profile for every subject that has none yet. Must run before what belongs to them is stored, and after proofs are marked as used, in
 * the same batch.
 */
export function addParts(d1: D1Database, sectionId: string, parts: readonly NewPart[], receivedAt: string): D1PreparedStatement[] {
  const rows = packRows(
    parts.map(({ subject: { kind, value }, eventIds, identifications }) => [
      randomId(),
      kind,
      value,
      eventIds,
      identifications.map(({ id, nonce }) => [id, nonce]),
    ]),
  )
  return [ADD_PROFILES, ADD_IDENTIFIERS].map((sql) => d1.prepare(sql).bind(sectionId, receivedAt, ...rows))
}

/** Gathers the subjects of valid entries, each once. */
export function partsOf(
  events: readonly { readonly id: string; readonly subject: Subject | null }[],
  identifications: readonly { readonly id: string; readonly visitorId: string; readonly nonce: string | null }[] = [],
): NewPart[] {
  const parts = new Map<string, { subject: Subject; eventIds: string[]; identifications: { id: string; nonce: string | null }[] }>()
  const partOf = (subject: Subject) => {
    const key = `${subject.kind}:${subject.value}`
    const part = parts.get(key) ?? { subject, eventIds: [], identifications: [] }
    parts.set(key, part)
    return part
  }
  for (const { id, subject } of events) if (subject) partOf(subject).eventIds.push(id)
  for (const { id, visitorId, nonce } of identifications) partOf({ kind: 'visitor', value: visitorId }).identifications.push({ id, nonce })
  return [...parts.values()]
}
