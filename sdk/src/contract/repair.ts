import { type FieldTypeName, fieldTypeOf, isOfType } from './fields/index.js'

/** One change to the fields of an event that was rejected, so that it can be sent again. */
export type Repair =
  /** Moves a value to another key, unless that key has a value. */
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  /** Writes a value as another type, where there is one way to; any other value stays as it is, and fails again. */
  | { readonly kind: 'convert'; readonly field: string; readonly to: FieldTypeName }
  /** Gives a field a value where none was sent. */
  | { readonly kind: 'default'; readonly field: string; readonly value: unknown }
  /** Removes a field. */
  | { readonly kind: 'drop'; readonly field: string }

/** Names of all kinds of repairs, in the order that menus show them. */
export const repairKinds = ['rename', 'convert', 'default', 'drop'] as const satisfies readonly Repair['kind'][]

/**
 * Applies repairs to the fields of an event, in the order given, and returns the repaired event. Pure, and never throws: an event that has no
 * fields to repair comes back as it is. Nothing is guessed, so a repaired event has to be checked like any other.
 * @example
 * applyRepairs({ fields: { totl: '129.5' } }, [
 *   { kind: 'rename', from: 'totl', to: 'total' },
 *   { kind: 'convert', field: 'total', to: 'decimal' },
 * ]) // { fields: { total: 129.5 } }
 */
export function applyRepairs(event: unknown, repairs: readonly Repair[]): unknown {
  if (!isRecord(event)) return event
  const { fields } = event
  if (fields != null && !isRecord(fields)) return event
  // A map, so that a key called `__proto__` is one like any other.
  let values = new Map<string, unknown>(Object.entries(fields ?? {}))
  for (const repair of repairs) values = applyRepair(values, repair)
  return values.size || fields != null ? Object.fromEntries([...Object.entries(event), ['fields', Object.fromEntries(values)]]) : event
}

/** Changes the values in place where it can: they are as many as fit into a body, and only moving one to another key takes them all. */
function applyRepair(values: Map<string, unknown>, repair: Repair): Map<string, unknown> {
  switch (repair.kind) {
    case 'rename': {
      const { from, to } = repair
      // What is not there cannot be moved, and what is there is not overwritten: which of two values is meant would be a guess.
      if (values.get(from) == null || values.get(to) != null) return values
      return new Map([...values].filter(([key]) => key !== to).map(([key, value]) => [key === from ? to : key, value]))
    }
    case 'convert':
      return values.has(repair.field) ? values.set(repair.field, convert(values.get(repair.field), repair.to)) : values
    case 'default':
      return values.get(repair.field) == null && repair.value != null ? values.set(repair.field, repair.value) : values
    case 'drop':
      values.delete(repair.field)
      return values
    default:
      // A kind that a later version knows.
      return values
  }
}

/** Writes a value as another type; one that has it already, or cannot be written as it, comes back as it is. */
function convert(value: unknown, to: FieldTypeName): unknown {
  const type = fieldTypeOf(to)
  if (!type || value == null || isOfType(type, value)) return value
  const converted = type.convert(value)
  return isOfType(type, converted) ? converted : value
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value == 'object' && value !== null && !Array.isArray(value)
