import type { FieldRules } from './check-fields.js'
import type { FieldRule } from './field-type.js'
import { MAX_SOURCE_LENGTH } from './limits.js'

interface Checks {
  readonly byKey: ReadonlyMap<string, FieldRule>
  /** How many fields must be sent, `source` among them. */
  readonly required: number
}

const checks = new WeakMap<FieldRules, Checks>()

/**
 * Whether `checkFields` would find nothing, for those who have the room to prepare for it: the same checks, several times as fast, since nothing is put
 * together to say what is wrong. A page has no such room.
 * @param rules prepared once per object, which must not change
 */
export function acceptsFields(rules: FieldRules, values: object): boolean {
  const { byKey, required } = checks.get(rules) ?? prepared(rules)
  let sent = 0
  for (const key of Object.keys(values)) {
    const value: unknown = values[key as never]
    if (value == null) continue
    if (key == 'source') {
      if (!isSource(value)) return false
      sent++
      continue
    }
    const rule = byKey.get(key)
    if (!rule?.[1](value)) return false
    if (rule[2]) sent++
  }
  return sent == required
}

/** Whether a value can be the source of an event: 1 to 255 characters of well-formed Unicode. */
export const isSource = (value: unknown): value is string => typeof value == 'string' && SOURCE.test(value)

const SOURCE = new RegExp(`^\\P{Cs}{1,${MAX_SOURCE_LENGTH}}$`, 'u')

function prepared(rules: FieldRules): Checks {
  const byKey = new Map(Object.entries(rules))
  const made = { byKey, required: 1 + [...byKey.values()].filter(([, , missing]) => missing).length }
  checks.set(rules, made)
  return made
}
