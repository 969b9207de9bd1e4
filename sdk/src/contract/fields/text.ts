import { type FieldCheck, type FieldType, ruleOf } from '../field-type.js'
import { MAX_TEXT_LENGTH } from '../limits.js'

export const check: FieldCheck<'text', string> = [
  'text',
  // One pattern says both: no lone surrogate, and so many code points.
  (value) => typeof value == 'string' && /^\P{Cs}{0,4096}$/u.test(value),
]

/** Text: a string of well-formed Unicode, at most 4,096 code points (a longer one is `field_too_long`). */
export const text = /* @__PURE__ */ ruleOf(check)

export const textType: FieldType<'text', string> = {
  type: 'text',
  order: 1,
  name: 'Text',
  phrase: 'text',
  jsonSchema: { type: 'string', maxLength: MAX_TEXT_LENGTH },
  example: 'A-1',
  typescript: 'string',
  input: 'text',
  includes: ['date', 'timestamp'],
  convert: (value) => (typeof value == 'boolean' || Number.isFinite(value) ? String(value) : undefined),
  check,
  obvious: (value) => value.length <= MAX_TEXT_LENGTH && hasNoSurrogates(value),
}

/** Whether every UTF-16 code unit of a text is a code point. Engines see at once that it is so where all are of Latin-1. */
export const hasNoSurrogates = (value: string): boolean => !/[\ud800-\udfff]/.test(value)
