import { type FieldCheck, type FieldType, ruleOf } from '../field-type.js'

export const check: FieldCheck<'decimal', number> = {
  type: 'decimal',
  accepts: Number.isFinite,
}

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
  check,
}
