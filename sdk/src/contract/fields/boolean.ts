import { type FieldCheck, type FieldType, ruleOf } from '../field-type.js'

export const check: FieldCheck<'boolean', boolean> = ['boolean', (value) => typeof value == 'boolean']

/** True/False: `true` or `false`, never `0`, `1` or a word. */
export const boolean = /* @__PURE__ */ ruleOf(check)

export const booleanType: FieldType<'boolean', boolean> = {
  type: 'boolean',
  order: 2,
  name: 'True/False',
  phrase: 'true or false',
  jsonSchema: { type: 'boolean' },
  example: true,
  typescript: 'boolean',
  input: 'checkbox',
  includes: [],
  convert: (value) => (value === 'true' ? true : value === 'false' ? false : undefined),
  check,
}
