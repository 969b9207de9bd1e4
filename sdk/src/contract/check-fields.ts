import type { FieldRule } from './field-type.js'
import { check as text } from './fields/text.js'
import { type Issue, issue } from './issue.js'
import { MAX_TEXT_LENGTH } from './limits.js'

/** The fields of one definition version by key, without the source field, which every event has. */
export type FieldRules = Readonly<Record<string, FieldRule>>

const source: FieldRule = { ...text, accepts: (value) => typeof value == 'string' && /^\P{Cs}{1,255}$/u.test(value), required: true }

/**
 * Checks the values of one event against the fields of its definition version and returns every issue, none when all is well.
 * `null` and `undefined` mean "not sent". Values are never coerced. This is the code that both the page and the edge run;
 * it throws only what reading the values throws, which parsed JSON never does.
 */
export function checkFields(rules: FieldRules, values: object): Issue[] {
  const issues: Issue[] = []
  // Without a prototype, so that a field called `toString` is neither found where there is none nor hidden where there is one.
  const known: Record<string, FieldRule> = { __proto__: null, source, ...rules } as never
  const sent: Record<string, unknown> = { __proto__: null, ...values } as never
  for (const field in { ...known, ...sent }) {
    const rule = known[field]
    const value = sent[field]
    const code =
      value == null
        ? rule?.required && 'required'
        : !rule
          ? 'unknown'
          : !rule.accepts(value) && (rule.type == 'text' && (value as string)[MAX_TEXT_LENGTH] ? 'too_long' : 'type')
    if (code) {
      issues.push(
        issue(
          field == 'source' ? (value == null ? 'source_missing' : 'source_invalid') : `field_${code}`,
          field,
          rule ? rule.type : 'absent',
          value == null ? 'nothing' : typeof value == 'string' ? 'text' : typeof value == 'number' && value % 1 ? 'decimal' : typeof value,
        ),
      )
    }
  }
  return issues
}
