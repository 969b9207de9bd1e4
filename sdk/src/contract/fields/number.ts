import { type FieldCheck, type FieldType, ruleOf } from '../field-type.js'

export const check: FieldCheck<'number', number> = ['number', Number.isSafeInteger]

/** Number: a whole number that JavaScript and SQLite both hold exactly, ±(2^53 − 1). */
export const number = /* @__PURE__ */ ruleOf(check)

export const numberType: FieldType<'number', number> = {
  type: 'number',
  order: 3,
  name: 'Number',
  phrase: 'a whole number',
  jsonSchema: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
  example: 3,
  typescript: 'number',
  input: 'number',
  includes: [],
  // As in JSON: no sign but minus, and no leading zeros, since `007` is more than the number 7.
  convert: (value) => (typeof value == 'string' && /^-?(?:0|[1-9]\d*)$/.test(value) ? Number(value) : undefined),
  check,
}
