import type { Field } from '@milepost/sdk/contract'
import { expect, test } from 'vitest'
import { changeRows, inputsOf, type RowAction, rowsOfFields } from './field-rows.js'
import { rebaseRows } from './rebase-rows.js'

const field = (key: string, more: Partial<Field> = {}): Field => ({ key, name: key, type: 'text', required: false, ...more })
const base = [field('a'), field('b'), field('c')]

/** The edit that the actions make of the base, told by keys. */
function rebased(newest: readonly Field[], ...actions: ((id: (key: string) => string) => RowAction)[]) {
  const start = rowsOfFields(base)
  const id = (key: string) => start.find((row) => row.key === key)!.id
  const rows = actions.reduce((so, action) => changeRows(so, action(id)), start as ReturnType<typeof changeRows>)
  return inputsOf(rebaseRows(rows, base, newest)).map(({ key, type, required }) => `${key} ${type}${required ? ' required' : ''}`)
}

test('their new fields and their changes to what was left alone are taken', () => {
  expect(rebased([field('a', { required: true }), field('b'), field('c'), field('d', { type: 'date' })])).toEqual([
    'a text required',
    'b text',
    'c text',
    'd date',
  ])
})

test('what the edit has changed stays', () => {
  const retype = (id: (key: string) => string): RowAction => ({ do: 'change', id: id('a'), change: { type: 'number' } })
  expect(rebased([field('a', { required: true }), field('b'), field('c')], retype)).toEqual(['a number', 'b text', 'c text'])
})

test('what the edit has removed stays removed, what they have removed goes too', () => {
  const remove = (id: (key: string) => string): RowAction => ({ do: 'remove', id: id('a') })
  expect(rebased([field('a'), field('c')], remove)).toEqual(['c text'])
})

test('a field that they removed and the edit changed stays, as a new one', () => {
  const retype = (id: (key: string) => string): RowAction => ({ do: 'change', id: id('b'), change: { type: 'number' } })
  expect(rebased([field('a'), field('c')], retype)).toEqual(['a text', 'b number', 'c text'])
})
