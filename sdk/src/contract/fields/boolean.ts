import { type FieldType, fieldRule } from '../field-type.js'

/** True/False: `true` or `false`, never `0`, `1` or a word. */
export const boolean = /* @__PURE__ */ fieldRule<'boolean', boolean>('boolean', 'true or false', (value) => typeof value == 'boolean')

export const booleanType: FieldType<'boolean', boolean> = {
  type: 'boolean',
  order: 2,
  name: 'True/False',
  jsonSchema: { type: 'boolean' },
  example: true,
  typescript: 'boolean',
  input: 'checkbox',
  includes: [],
  check: /* @__PURE__ */ boolean(),
}
