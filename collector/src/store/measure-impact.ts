import {
  checkFields,
  type DefinitionVersion,
  type Field,
  type FieldRule,
  type FieldRules,
  fieldTypeOf,
  rulesOf,
} from '@milepost/sdk/contract'
import type { Measured } from '../schema/preview.js'
import type { CustomEventId } from './custom-events.js'

/** Stored events that a change is tried on, and how many of their fields may be looked at: what a person waits for without noticing. */
const MAX_EVENTS = 10_000
const MAX_VALUES = 100_000

/** No type but text takes a longer value, and a text that stays text is not looked at. */
const MAX_VALUE_LENGTH = 100

/** What has to be known of a field of stored events: its value, or only whether it was sent. */
type Looks = ReadonlyMap<string, 'value' | 'presence'>

/**
 * Finds the fields by which an event that was valid under one of the versions can fail under the proposed fields. Every other field was
 * checked when the event arrived, by the same rules.
 */
export function looksOf(versions: readonly Pick<DefinitionVersion, 'fields'>[], proposed: readonly Field[]): Looks {
  const looks = new Map<string, 'value' | 'presence'>()
  const now = new Map(proposed.map((field) => [field.key, field]))
  for (const { fields } of versions) {
    const before = new Map(fields.map((field) => [field.key, field]))
    for (const { key, type } of fields) {
      const to = now.get(key)
      if (!to) looks.set(key, looks.get(key) ?? 'presence')
      else if (to.type !== type && !fieldTypeOf(to.type)?.includes.includes(type)) looks.set(key, 'value')
    }
    for (const { key, required } of proposed) {
      if (required && !before.get(key)?.required) looks.set(key, looks.get(key) ?? 'presence')
    }
  }
  return looks
}

/**
 * SQL for what has to be known of one field, as JSON; null where it was not sent. Of a value that no check could accept, whatever it is, only
 * the kind is told: then more events look alike, and less travels.
 */
function lookAt(key: string, what: 'value' | 'presence', to: Field | undefined): string {
  // Part of a statement: `checkDefinition` lets no other key through.
  if (!/^[a-z][A-Za-z0-9]*$/.test(key)) throw new Error('a key is none')
  const [value, kind] = [`fields -> '$.${key}'`, `json_type(fields, '$.${key}')`]
  if (what === 'presence') return `iif(${kind} is null, 'null', '1')`
  if (fieldTypeOf(to?.type ?? '')?.jsonSchema.type !== 'string') return `iif(${kind} = 'text', '""', coalesce(${value}, 'null'))`
  return `case when ${kind} <> 'text' then '0' when length(${value}) > ${MAX_VALUE_LENGTH} then '""' else coalesce(${value}, 'null') end`
}

/** Joins texts by commas, as a tree: SQLite takes expressions of a hundred levels. */
function joined(parts: readonly string[]): string {
  if (parts.length < 2) return parts[0] ?? "''"
  const middle = parts.length >> 1
  return `(${joined(parts.slice(0, middle))} || ',' || ${joined(parts.slice(middle))})`
}

// Events that look alike, as far as it matters here, come as one, and a thousand of those as one row, since every row costs.
const shapesOf = (looks: readonly string[]): string => `
  select '[' || group_concat('[' || shape || ',' || count || ']') || ']' as shapes from (
    select shape, count, row_number() over () as place from (
      select shape, count(*) as count from (
        select '[' || ${joined(looks)} || ']' as shape
        from (select fields from events where section_id = ?1 and discriminator = ?2 order by received_at desc, seq desc limit ?3) newest
      ) group by shape
    )
  ) group by place / 1000`

const COUNT = 'select count(*) as count from (select 1 from events where section_id = ?1 and discriminator = ?2 limit ?3)'

/** Checks the newest stored events of a custom event against proposed fields: how many would no longer be accepted, and why. */
export async function measureImpact(
  d1: D1Database,
  { sectionId, discriminator }: CustomEventId,
  versions: readonly Pick<DefinitionVersion, 'fields'>[],
  proposed: readonly Field[],
): Promise<Measured> {
  const looks = [...looksOf(versions, proposed)]
  const limit = Math.min(MAX_EVENTS, Math.floor(MAX_VALUES / Math.max(1, looks.length)))
  if (!looks.length) {
    const row = await d1.prepare(COUNT).bind(sectionId, discriminator, limit).first<{ count: number }>()
    return { events: row?.count ?? 0, failing: 0, issues: [] }
  }
  const now = new Map(proposed.map((field) => [field.key, field]))
  const { results } = await d1
    .prepare(shapesOf(looks.map(([key, what]) => lookAt(key, what, now.get(key)))))
    .bind(sectionId, discriminator, limit)
    .all<{ shapes: string }>()
  const rules = rulesFor(proposed, new Map(looks))
  const issues = new Map<string, Measured['issues'][number]>()
  let [events, failing] = [0, 0]
  for (const [values, count] of results.flatMap(({ shapes }) => JSON.parse(shapes) as [unknown[], number][])) {
    const found = checkFields(rules, { ...Object.fromEntries(looks.map(([key], index) => [key, values[index]])), source: 'x' })
    events += count
    if (found.length) failing += count
    for (const { code, field = '' } of found) {
      const name = `${code} ${field}`
      issues.set(name, { code, field, count: (issues.get(name)?.count ?? 0) + count })
    }
  }
  return {
    events,
    failing,
    issues: [...issues.entries()].sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1)).map(([, issue]) => issue),
  }
}

/** The contract's own rules for the fields that are looked at; of those whose presence alone is known, any value will do. */
function rulesFor(proposed: readonly Field[], looks: Looks): FieldRules {
  const rules = rulesOf({ id: '', fields: proposed.filter(({ key }) => looks.has(key)) })
  return Object.fromEntries(
    Object.entries(rules).map(([key, rule]): [string, FieldRule] => {
      const [type, , missing] = rule
      if (looks.get(key) === 'value') return [key, rule]
      return [key, missing ? [type, () => true, missing] : [type, () => true]]
    }),
  )
}
