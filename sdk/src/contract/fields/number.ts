import { type FieldType, fieldRule } from '../field-type.js'

/** Number: a whole number that JavaScript and SQLite both hold exactly, ±(2^53 − 1). */
export const number = /* @__PURE__ */ fieldRule<'number', number>('number', 'a whole number', Number.isSafeInteger)

export const numberType: FieldType<'number', number> = {
  type: 'number',
  order: 3,
  name: 'Number',
  jsonSchema: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
  example: 3,
  typescript: 'number',
  input: 'number',
  includes: [],
  check: /* @__PURE__ */ number(),
}
