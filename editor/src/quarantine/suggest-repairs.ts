import { type Field, fieldTypeOf, isOfType, type Repair } from '@milepost/sdk/contract'
import { fieldsOf, isRecord, textAt } from '../parts/record.js'
import { isAlike } from './is-alike.js'

interface GroupIssue {
  readonly code: string
  readonly field?: string | undefined
}

/** A repair to begin with. A default may lack its value: only a person can know it. */
export type Suggestion =
  | Exclude<Repair, { kind: 'default' }>
  | { readonly kind: 'default'; readonly field: string; readonly value?: unknown }

/**
 * Suggests what would mend the events of a group, from what is wrong with them and how the version calls its fields: a misspelt key is renamed,
 * a value of another type is converted where samples show that it can be, what is missing gets a default, what is not known is dropped.
 * @param samples events as they were sent
 */
export function suggestRepairs(issues: readonly GroupIssue[], samples: readonly unknown[], fields: readonly Field[]): Suggestion[] {
  const sent = samples.map(fieldsOf)
  const valuesOf = (key: string) =>
    sent.map((values) => (Object.hasOwn(values, key) ? values[key] : undefined)).filter((value) => value != null)
  const unknown = issues.flatMap(({ code, field }) => (code === 'field_unknown' && field ? [field] : []))
  const free = fields.filter(({ key }) => !valuesOf(key).length)
  const renamed = new Map<string, Field>()
  for (const from of unknown) {
    const to = free.find(({ key }) => isAlike(key, from) && ![...renamed.values()].some((taken) => taken.key === key))
    if (to) renamed.set(from, to)
  }
  const filled = new Set([...renamed.values()].map(({ key }) => key))
  const converts = (values: readonly unknown[], field: Pick<Field, 'type'>) => values.some((value) => isConverted(value, field.type))

  const suggestions: Suggestion[] = [...renamed].map(([from, { key }]) => ({ kind: 'rename', from, to: key }))
  for (const [from, field] of renamed) {
    if (converts(valuesOf(from), field)) suggestions.push({ kind: 'convert', field: field.key, to: field.type })
  }
  for (const { code, field: key } of issues) {
    if (key === undefined) continue
    const field = fields.find((entry) => entry.key === key)
    if (code === 'field_type' && field) {
      if (converts(valuesOf(key), field)) suggestions.push({ kind: 'convert', field: key, to: field.type })
      else if (!field.required) suggestions.push({ kind: 'drop', field: key })
    }
    if (code === 'field_too_long' && field && !field.required) suggestions.push({ kind: 'drop', field: key })
    if (code === 'field_required' && !filled.has(key)) suggestions.push({ kind: 'default', field: key })
    if (code === 'source_missing') {
      // What names a page came from a website; of anything else only its sender knows.
      const fromPages = samples.length > 0 && samples.every((sample) => isRecord(sample) && textAt(sample.page, 'url') !== undefined)
      suggestions.push({ kind: 'default', field: 'source', ...(fromPages && { value: 'Website' }) })
    }
    if (code === 'source_invalid' && converts(valuesOf('source'), { type: 'text' }))
      suggestions.push({ kind: 'convert', field: 'source', to: 'text' })
    if (code === 'field_unknown' && !renamed.has(key)) suggestions.push({ kind: 'drop', field: key })
  }
  return suggestions
}

function isConverted(value: unknown, type: string): boolean {
  const known = fieldTypeOf(type)
  return known !== undefined && !isOfType(known, value) && isOfType(known, known.convert(value))
}
