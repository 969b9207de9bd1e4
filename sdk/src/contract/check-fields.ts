import type { FieldRule } from './field-type.js'
import { type Issue, issue } from './issue.js'
import { MAX_TEXT_LENGTH } from './limits.js'

/** The fields of one definition version by key, without the source field, which every event has. */
export type FieldRules = Readonly<Record<string, FieldRule>>

/**
 * Checks the values of one event against the fields of its definition version and returns every issue, none when all is well.
 * `null` and `undefined` mean "not sent". Values are never coerced. This is the code that both the page and the edge run;
 * it throws only what reading the values throws, which parsed JSON never does.
 */
export function checkFields(rules: FieldRules, values: object): Issue[] {
  const source: FieldRule = [
    'text',
    (value) => typeof value == 'string' && /^\P{Cs}{1,255}$/u.test(value),
    'source_missing',
    'source_invalid',
  ]
  // Without a prototype, so that a field called `toString` is found only where there is one.
  const known: Record<string, FieldRule | undefined> = { __proto__: null, source, ...rules } as never
  return Object.entries<unknown>({ ...known, ...values }).flatMap(([field, value]) => {
    const [type, accepts, missing, invalid] = known[field] || ['absent']
    // A field that was not sent has its rule in the place of a value.
    const nothing = value == null || value === known[field]
    const code = nothing
      ? missing
      : !accepts
        ? 'field_unknown'
        : !accepts(value) && (invalid || ((value as string)[MAX_TEXT_LENGTH] ? 'field_too_long' : 'field_type'))
    const received = nothing
      ? 'nothing'
      : typeof value == 'string'
        ? 'text'
        : typeof value == 'number' && value % 1
          ? 'decimal'
          : typeof value
    return code ? issue(code, field, type, received) : []
  })
}
