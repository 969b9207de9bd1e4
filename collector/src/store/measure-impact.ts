import { checkFields, type DefinitionVersion, type Field, type FieldRules, fieldTypeOf, rulesOf } from '@milepost/sdk/contract'
import type { Measured } from '../schema/preview.js'
import type { CustomEventId } from './custom-events.js'

/** Stored events that a change is tried on, and how many of their fields may be looked at: what a person waits for without noticing. */
const MAX_EVENTS = 10_000
const MAX_VALUES = 100_000

/** No type but text takes a longer value, and a text that stays text is not looked at. */
const MAX_VALUE_LENGTH = 400

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

// Events that look alike, as far as it matters here, come as one row, so that little travels however many there are. What was not sent is null.
const SHAPES = `
  select shape, count(*) as count from (
    select (
      select '[' || group_concat(case
          when json_type(newest.fields, look.value ->> 0) is null then 'null'
          when not look.value ->> 1 then '1'
          when length(newest.fields -> (look.value ->> 0)) > ${MAX_VALUE_LENGTH} then '""'
          else newest.fields -> (look.value ->> 0)
        end) || ']' from json_each(?4) look
    ) as shape
    from (select fields from events where section_id = ?1 and discriminator = ?2 order by received_at desc, seq desc limit ?3) newest
  ) group by shape`

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
  const { results } = await d1
    .prepare(SHAPES)
    .bind(sectionId, discriminator, limit, JSON.stringify(looks.map(([key, what]) => [`$.${key}`, Number(what === 'value')])))
    .all<{ shape: string; count: number }>()
  const rules = rulesFor(proposed, new Map(looks))
  const issues = new Map<string, Measured['issues'][number]>()
  let [events, failing] = [0, 0]
  for (const { shape, count } of results) {
    const values: unknown[] = JSON.parse(shape)
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
    Object.entries(rules).map(([key, rule]) => [key, looks.get(key) === 'value' ? rule : { ...rule, accepts: () => true }]),
  )
}
