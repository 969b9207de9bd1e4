import { fieldTypes, type Repair } from '@milepost/sdk/contract'
import { expect, test } from 'vitest'
import { type Draft, draftOf, repairOf } from './draft.js'

const fields = fieldTypes.map(({ type }) => ({ key: `${type}Field`, type }))

test.each<Repair>([
  { kind: 'rename', from: 'totl', to: 'total' },
  { kind: 'convert', field: 'total', to: 'decimal' },
  { kind: 'default', field: 'decimalField', value: 12.5 },
  { kind: 'default', field: 'source', value: 'Website' },
  { kind: 'drop', field: 'x' },
])('%o goes through a draft unchanged', (repair) => {
  expect(repairOf(draftOf(repair), fields)).toEqual(repair)
})

// Follows from the list of field types: each takes its own example as it is typed.
test.each(fieldTypes.map(({ type, example }) => [type, example]))('a default for a %s field is read from "%s"', (type, example) => {
  const draft = { ...draftOf({ kind: 'default', field: `${type}Field` }), value: String(example) }
  expect(repairOf(draft, fields)).toEqual({ kind: 'default', field: `${type}Field`, value: example })
})

test.each<[Partial<Draft> & { kind: Repair['kind'] }, string, RegExp]>([
  [{ kind: 'drop' }, 'field', /Choose/],
  [{ kind: 'rename', field: 'a' }, 'to', /Choose/],
  [{ kind: 'rename', field: 'a', to: 'a' }, 'to', /already/],
  [{ kind: 'default', field: 'unknown', value: 'x' }, 'field', /no such field/],
  [{ kind: 'default', field: 'textField' }, 'value', /Needs a value/],
  [{ kind: 'default', field: 'decimalField', value: '12,5' }, 'value', /a number with decimals/],
])('%o lacks something at %s', (draft, at, message) => {
  expect(repairOf({ ...draftOf({ kind: draft.kind }), ...draft }, fields)).toEqual({ at, message: expect.stringMatching(message) })
})
