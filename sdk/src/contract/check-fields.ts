import type { FieldRule } from './field-type.js'
import { text } from './fields/text.js'
import { type Issue, type IssueCode, issue, kindOf } from './issue.js'
import { MAX_SOURCE_LENGTH, MAX_TEXT_LENGTH } from './limits.js'

/** The fields of one definition version by key, without the source field, which every event has. */
export type FieldRules = Readonly<Record<string, FieldRule>>

const sourceRule: FieldRule = /* @__PURE__ */ text({ required: true })

/**
 * Checks the values of one event against the fields of its definition version and returns every issue, none when all is well.
 * `null` and `undefined` mean "not sent". Values are never coerced. This is the code that both the page and the edge run.
 */
export function checkFields(rules: FieldRules, values: object): Issue[] {
  const issues: Issue[] = []
  // Without a prototype, so that a field called `toString` is neither found where there is none nor hidden where there is one.
  const known: Record<string, FieldRule | undefined> = { __proto__: null, source: sourceRule, ...rules } as never
  const sent: Record<string, unknown> = { __proto__: null, ...values } as never
  for (const key of Object.keys({ ...known, ...sent })) {
    const rule = known[key]
    const value = sent[key]
    const isSource = key == 'source'
    const refuse = (code: IssueCode, expected: string, received = kindOf(value), phrase = expected) =>
      issues.push(isSource ? issue(value == null ? 'source_missing' : 'source_invalid', key, `text of 1 to ${MAX_SOURCE_LENGTH} characters`, received) : issue(code, key, expected, received, phrase))
    if (value == null) {
      if (rule?.required) refuse('field_required', rule.type, undefined, rule.phrase)
    } else if (!rule) refuse('field_unknown', 'absent')
    else if (!rule.accepts(value)) refuse('field_type', rule.type, undefined, rule.phrase)
    else if (rule.type == 'text') {
      const length = [...(value as string)].length
      const max = isSource ? MAX_SOURCE_LENGTH : MAX_TEXT_LENGTH
      if (length > max || (isSource && !length)) refuse('field_too_long', `at most ${max} characters`, `${length} characters`)
    }
  }
  return issues
}
