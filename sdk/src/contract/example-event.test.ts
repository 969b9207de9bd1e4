import { expect, test } from 'vitest'
import { checkFields } from './check-fields.js'
import { rulesOf } from './check-fields-of.js'
import type { Field } from './definition.js'
import { exampleFields } from './example-event.js'
import { fieldTypeNames } from './fields/index.js'

test('an example has a valid value for every field, the source first', () => {
  const fields = fieldTypeNames.map((type): Field => ({ key: `${type}Field`, name: type, type, required: true }))
  const example = exampleFields({ fields })
  expect(Object.keys(example)).toEqual(['source', ...fields.map(({ key }) => key)])
  expect(example.source).toBe('Website')
  expect(exampleFields({ fields: [] }, 'Checkout')).toEqual({ source: 'Checkout' })
  expect(checkFields(rulesOf({ id: 'a@1', fields }), example)).toEqual([])
})

test('a field of a type that this release does not know has no example', () => {
  expect(exampleFields({ fields: [{ key: 'a', name: 'A', type: 'money' as Field['type'], required: true }] })).toEqual({
    source: 'Website',
  })
})
