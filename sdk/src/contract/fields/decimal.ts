import { type FieldType, fieldRule } from '../field-type.js'

/** Number with decimals: any finite IEEE 754 double; a whole number is fine. */
export const decimal = /* @__PURE__ */ fieldRule<'decimal', number>('decimal', 'a number with decimals', Number.isFinite)

export const decimalType: FieldType<'decimal', number> = {
  type: 'decimal',
  order: 4,
  name: 'Number with decimals',
  jsonSchema: { type: 'number' },
  example: 129.5,
  typescript: 'number',
  input: 'number',
  includes: ['number'],
  check: /* @__PURE__ */ decimal(),
}
