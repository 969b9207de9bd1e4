import { type FieldCheck, type FieldType, ruleOf } from '../field-type.js'

export const check: FieldCheck<'decimal', number> = ['decimal', Number.isFinite]

/** Number with decimals: any finite IEEE 754 double; a whole number is fine. */
export const decimal = /* @__PURE__ */ ruleOf(check)

export const decimalType: FieldType<'decimal', number> = {
  type: 'decimal',
  order: 4,
  name: 'Number with decimals',
  phrase: 'a number with decimals',
  jsonSchema: { type: 'number' },
  example: 129.5,
  typescript: 'number',
  input: 'number',
  includes: ['number'],
  // As in JSON, so that a number in a text is the same number as outside of it. `12,5` may be twelve and a half, or not.
  convert: (value) => (typeof value == 'string' && /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value) ? Number(value) : undefined),
  check,
}
