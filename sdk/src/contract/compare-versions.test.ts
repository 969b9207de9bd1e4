import { expect, test } from 'vitest'
import { compareVersions } from './compare-versions.js'
import type { Field } from './definition.js'

const field = (key: string, type: Field['type'] = 'text', required = false, name = key): Field => ({ key, name, type, required })
const compare = (before: Field[], after: Field[]) => {
  const { changes, impact } = compareVersions({ fields: before }, { fields: after })
  return [impact, ...changes.map(({ kind, key, impact: one }) => `${kind} ${key} ${one}`)]
}

test.each([
  ['nothing', [field('a')], [field('a')], ['none']],
  ['an added optional field', [], [field('a')], ['none', 'added a none']],
  ['an added required field', [], [field('a', 'text', true)], ['all', 'added a all']],
  ['a removed optional field', [field('a')], [], ['some', 'removed a some']],
  ['a removed required field', [field('a', 'text', true)], [], ['all', 'removed a all']],
  ['a field made required', [field('a')], [field('a', 'text', true)], ['some', 'required a some']],
  ['a field made optional', [field('a', 'text', true)], [field('a')], ['none', 'optional a none']],
  ['a new name', [field('a')], [field('a', 'text', false, 'B')], ['none', 'renamed a none']],
  ['a new order', [field('a'), field('b')], [field('b'), field('a')], ['none', 'moved b none', 'moved a none']],
  ['a wider type', [field('a', 'number')], [field('a', 'decimal')], ['none', 'retyped a none']],
  ['a date to text', [field('a', 'date', true)], [field('a', 'text', true)], ['none', 'retyped a none']],
  ['a narrower type', [field('a', 'decimal', true)], [field('a', 'number', true)], ['some', 'retyped a some']],
  ['another type', [field('a', 'text', true)], [field('a', 'boolean', true)], ['all', 'retyped a all']],
  ['another type of an optional field', [field('a', 'text')], [field('a', 'boolean')], ['some', 'retyped a some']],
  ['two changes to one field', [field('a', 'number')], [field('a', 'decimal', true)], ['some', 'retyped a none', 'required a some']],
  ['a field removed before others', [field('a'), field('b'), field('c')], [field('b'), field('c')], ['some', 'removed a some']],
] as const)('%s', (_, before, after, expected) => {
  expect(compare([...before], [...after])).toEqual(expected)
})

test('a type that this release does not know has no value in common with another, as far as can be told', () => {
  const later = { ...field('a', 'text', true), type: 'money' as Field['type'] }
  expect(compare([field('a', 'text', true)], [later])).toEqual(['all', 'retyped a all'])
  expect(compare([later], [field('a', 'text', true)])).toEqual(['all', 'retyped a all'])
})
