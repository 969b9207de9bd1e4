import { MAX_TEXT_LENGTH } from '../limits.js'
import { isWellFormed } from '../issue.js'
import { type FieldType, fieldRule } from '../field-type.js'

/** Text: a string of well-formed Unicode, at most 4,096 code points (a longer one is `field_too_long`). */
export const text = /* @__PURE__ */ fieldRule<'text', string>('text', 'text', (value) => typeof value == 'string' && isWellFormed(value))

export const textType: FieldType<'text', string> = {
  type: 'text',
  order: 1,
  name: 'Text',
  jsonSchema: { type: 'string', maxLength: MAX_TEXT_LENGTH },
  example: 'A-1',
  typescript: 'string',
  input: 'text',
  includes: ['date', 'timestamp'],
  check: /* @__PURE__ */ text(),
}
