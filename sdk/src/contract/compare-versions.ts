import type { DefinitionVersion, Field } from './definition.js'
import { fieldTypeOf } from './fields/index.js'

/** How many events that are valid under one version would fail under another: none, those that use what changed, or every one. */
export type Impact = 'none' | 'some' | 'all'

/** One difference between two definition versions. */
export interface FieldChange {
  readonly kind: 'added' | 'removed' | 'retyped' | 'required' | 'optional' | 'renamed' | 'moved'
  readonly key: string
  readonly from?: Field
  readonly to?: Field
  readonly impact: Impact
}

/** What changed from one definition version to another, and what that does to events still sent in the older shape. */
export interface VersionComparison {
  readonly changes: readonly FieldChange[]
  /** The worst impact of all changes. */
  readonly impact: Impact
}

type Fields = Pick<DefinitionVersion, 'fields'>

/**
 * Compares two definition versions by field key. A renamed key is a removed and an added field: to events it is one.
 * `impact` speaks of events that are valid under `from` and are checked under `to`.
 */
export function compareVersions({ fields: before }: Fields, { fields: after }: Fields): VersionComparison {
  const old = new Map(before.map((field) => [field.key, field]))
  const now = new Map(after.map((field) => [field.key, field]))
  const changes: FieldChange[] = []
  for (const from of before) {
    if (!now.has(from.key)) changes.push({ kind: 'removed', key: from.key, from, impact: from.required ? 'all' : 'some' })
  }
  const kept = (fields: readonly Field[]) => fields.filter(({ key }) => old.has(key) && now.has(key)).map(({ key }) => key)
  const order = kept(before)
  const place = new Map(kept(after).map((key, index) => [key, index]))
  for (const to of after) {
    const { key } = to
    const from = old.get(key)
    if (!from) {
      changes.push({ kind: 'added', key, to, impact: to.required ? 'all' : 'none' })
      continue
    }
    if (from.type !== to.type) changes.push({ kind: 'retyped', key, from, to, impact: retyped(from, to) })
    if (!from.required && to.required) changes.push({ kind: 'required', key, from, to, impact: 'some' })
    if (from.required && !to.required) changes.push({ kind: 'optional', key, from, to, impact: 'none' })
    if (from.name !== to.name) changes.push({ kind: 'renamed', key, from, to, impact: 'none' })
    if (order[place.get(key) ?? 0] !== key) changes.push({ kind: 'moved', key, from, to, impact: 'none' })
  }
  return { changes, impact: worst(changes) }
}

function retyped(from: Field, to: Field): Impact {
  const [before, after] = [fieldTypeOf(from.type), fieldTypeOf(to.type)]
  if (after?.includes.includes(from.type)) return 'none'
  // Types that JSON tells apart have no value in common; of others some values may still pass.
  const json = [before, after].map((type) => String(type?.jsonSchema.type).replace('integer', 'number'))
  return from.required && json[0] !== json[1] ? 'all' : 'some'
}

function worst(changes: readonly FieldChange[]): Impact {
  const impacts = changes.map(({ impact }) => impact)
  return impacts.includes('all') ? 'all' : impacts.includes('some') ? 'some' : 'none'
}
