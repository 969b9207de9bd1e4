import { type Field, fieldKeyOf } from './definition.js'
import { type FieldTypeName, fieldTypeNames, fieldTypeOf } from './fields/index.js'
import { isWellFormed, kindOf } from './issue.js'
import { MAX_FIELDS, MAX_KEY_LENGTH, MAX_NAME_LENGTH } from './limits.js'

/** A field as a person enters it; the key is derived from the name when it is left out. */
export interface FieldInput {
  readonly name: string
  readonly type: string
  readonly key?: string | undefined
  readonly required?: boolean | undefined
}

/** Why a definition cannot be published. */
export interface DefinitionIssue {
  readonly code: 'fields_too_many' | 'name_invalid' | 'key_invalid' | 'key_reserved' | 'key_duplicate' | 'type_unknown'
  /** Where it is, as a path from the definition: `name`, `fields`, `fields.2.key`. */
  readonly field: string
  readonly expected: string
  readonly received: string
  readonly message: string
}

const KEY = /^[a-z][A-Za-z0-9]{0,63}$/

// `source` is the field that every event has; the others are names that JavaScript gives a meaning to.
const RESERVED_KEYS: readonly string[] = ['source', 'constructor', 'prototype']

/**
 * Turns the fields that a person entered into the fields of a definition version, or says everything that is wrong with them.
 * A field without a key gets one from its name (`Order ID` → `orderId`), or from its place where the name has no Latin letters (`field3`).
 */
export function checkDefinition(input: readonly FieldInput[]): { fields: Field[]; issues: DefinitionIssue[] } {
  const issues: DefinitionIssue[] = []
  const refuse = (code: DefinitionIssue['code'], field: string, expected: string, received: string) =>
    issues.push({ code, field, expected, received, message: `${field} must be ${expected}, received ${received}` })
  if (input.length > MAX_FIELDS)
    refuse('fields_too_many', 'fields', `at most ${MAX_FIELDS} fields besides source`, `${input.length} fields`)
  const seen = new Map<string, number>()
  const fields = input.slice(0, MAX_FIELDS).map((entry, index): Field => {
    const path = `fields.${index}`
    const key = entry.key ?? (fieldKeyOf(entry.name) || `field${index + 1}`)
    const earlier = seen.get(key)
    const name = checkName(entry.name)
    if (name) refuse('name_invalid', `${path}.name`, name.expected, name.received)
    if (!KEY.test(key)) refuse('key_invalid', `${path}.key`, `a camelCase key of at most ${MAX_KEY_LENGTH} letters and digits`, quote(key))
    else if (RESERVED_KEYS.includes(key))
      refuse(
        'key_reserved',
        `${path}.key`,
        key == 'source' ? 'another key, every event has its source field already' : 'another key, this one is reserved',
        quote(key),
      )
    else if (earlier !== undefined)
      refuse('key_duplicate', `${path}.key`, `a key that no other field has (fields.${earlier} has it)`, quote(key))
    if (!fieldTypeOf(entry.type)) refuse('type_unknown', `${path}.type`, `one of ${fieldTypeNames.join(', ')}`, quote(entry.type))
    seen.set(key, earlier ?? index)
    return { key, name: entry.name.trim(), type: entry.type as FieldTypeName, required: entry.required ?? false }
  })
  return { fields, issues }
}

/** Says what is wrong with a name of a section, a custom event or a field; `undefined` when nothing is. */
export function checkName(name: string): { expected: string; received: string } | undefined {
  const length = [...name.trim()].length
  if (isWellFormed(name) && length > 0 && length <= MAX_NAME_LENGTH && !/\p{Cc}/u.test(name)) return undefined
  const received = !isWellFormed(name) ? kindOf(name) : /\p{Cc}/u.test(name) ? 'text with control characters' : `${length} characters`
  return { expected: `1 to ${MAX_NAME_LENGTH} characters on one line`, received }
}

const quote = (text: string): string =>
  JSON.stringify([...text].length > MAX_KEY_LENGTH + 1 ? `${[...text].slice(0, MAX_KEY_LENGTH).join('')}…` : text)
