import type { Field } from '@milepost/sdk/contract'
import { expect, test } from 'vitest'
import { diffRows } from './diff-rows.js'

const fields = (...keys: string[]): { fields: Field[] } => ({
  fields: keys.map((key) => ({ key, name: key, type: 'text', required: false })),
})
const told = (rows: ReturnType<typeof diffRows>) => rows.map(({ key, changes }) => [key, ...changes.map(({ kind }) => kind)].join(' '))

test.each([
  ['the same twice', fields('a', 'b'), fields('a', 'b'), ['a', 'b']],
  ['one more', fields('a'), fields('a', 'b'), ['a', 'b added']],
  ['removed at the start', fields('a', 'b'), fields('b'), ['a removed', 'b']],
  ['removed one after the other', fields('a', 'b', 'c', 'd'), fields('a', 'd'), ['a', 'b removed', 'c removed', 'd']],
  ['moved', fields('a', 'b'), fields('b', 'a'), ['b moved', 'a moved']],
  ['everything else', fields('a', 'b'), fields('c'), ['a removed', 'b removed', 'c added']],
])('%s', (_, from, to, expected) => {
  expect(told(diffRows(from, to))).toEqual(expected)
})
