import { fieldTypeOf } from './fields/index.js'
import { type Issue, kindOf } from './issue.js'
import { MAX_ISSUES_PER_EVENT, MAX_KEY_LENGTH, MAX_SOURCE_LENGTH, MAX_TEXT_LENGTH } from './limits.js'

/**
 * Words the issues of one event for people, where there is room for it: a page names types and kinds only, this says them in full
 * (`total must be a number with decimals, received text`; `items must be a whole number, received decimal`).
 * Codes and fields stay as they are. Keeps an answer in proportion to its request: at most 20 issues, no field name longer than a key may be.
 * @param fields the values of the event
 */
export function explainIssues(issues: readonly Issue[], fields?: unknown): Issue[] {
  return issues.slice(0, MAX_ISSUES_PER_EVENT).map((entry) => {
    const { code, field } = entry
    if (!field || !/^(field|source)_/.test(code)) return entry
    const value = isObject(fields) && Object.hasOwn(fields, field) ? fields[field] : undefined
    const { expected, received } = inFull(entry, value)
    const name = field.length > MAX_KEY_LENGTH ? `${[...field].slice(0, MAX_KEY_LENGTH).join('')}…` : field
    return {
      code,
      field: name,
      expected,
      received,
      message: `${name} must be ${fieldTypeOf(expected)?.phrase ?? expected}, received ${received}`,
    }
  })
}

function inFull({ code, expected = '' }: Issue, value: unknown): { expected: string; received: string } {
  const kind = kindOf(value)
  const length = typeof value == 'string' ? `${[...value].length} characters` : kind
  if (code == 'field_too_long') return { expected: `at most ${MAX_TEXT_LENGTH} characters`, received: length }
  if (code == 'source_missing' || code == 'source_invalid') {
    return { expected: `text of 1 to ${MAX_SOURCE_LENGTH} characters`, received: kind == 'text' ? length : kind }
  }
  return { expected, received: kind }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value == 'object' && value !== null
