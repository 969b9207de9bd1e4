import { expect, test } from 'vitest'
import { checkDefinition, checkName } from './check-definition.js'

const field = (name: string, type = 'text', more: { key?: string; required?: boolean } = {}) => ({ name, type, ...more })

test('fields get their keys from their names, and are optional unless said', () => {
  expect(
    checkDefinition([
      field('Order ID', 'text', { required: true }),
      field(' Total ', 'decimal'),
      field('注文'),
      field('Sum', 'number', { key: 'mySum' }),
    ]),
  ).toEqual({
    issues: [],
    fields: [
      { key: 'orderId', name: 'Order ID', type: 'text', required: true },
      { key: 'total', name: 'Total', type: 'decimal', required: false },
      { key: 'field3', name: '注文', type: 'text', required: false },
      { key: 'mySum', name: 'Sum', type: 'number', required: false },
    ],
  })
})

test('100 fields are fine, the 101st is not', () => {
  const fields = (count: number) => Array.from({ length: count }, (_, index) => field(`Field ${index}`))
  expect(checkDefinition(fields(100)).issues).toEqual([])
  expect(checkDefinition(fields(101)).issues).toEqual([
    {
      code: 'fields_too_many',
      field: 'fields',
      expected: 'at most 100 fields besides source',
      received: '101 fields',
      message: 'fields must be at most 100 fields besides source, received 101 fields',
    },
  ])
})

test.each([
  ['name_invalid', 'fields.0.name', field('', 'text', { key: 'a' })],
  ['name_invalid', 'fields.0.name', field('x'.repeat(121))],
  ['name_invalid', 'fields.0.name', field('two\nlines')],
  ['name_invalid', 'fields.0.name', field('lone \ud800')],
  ['key_invalid', 'fields.0.key', field('A', 'text', { key: 'Order' })],
  ['key_invalid', 'fields.0.key', field('A', 'text', { key: '1a' })],
  ['key_invalid', 'fields.0.key', field('A', 'text', { key: 'a b' })],
  ['key_invalid', 'fields.0.key', field('A', 'text', { key: '__proto__' })],
  ['key_invalid', 'fields.0.key', field('A', 'text', { key: 'a'.repeat(65) })],
  ['key_invalid', 'fields.0.key', field('A', 'text', { key: 'a\n' })],
  ['key_reserved', 'fields.0.key', field('Source')],
  ['key_reserved', 'fields.0.key', field('Constructor')],
  ['key_reserved', 'fields.0.key', field('A', 'text', { key: 'prototype' })],
  ['type_unknown', 'fields.0.type', field('A', 'string')],
  ['type_unknown', 'fields.0.type', field('A', 'toString')],
])('%s at %s', (code, path, entry) => {
  expect(checkDefinition([entry]).issues).toMatchObject([
    { code, field: path, expected: expect.stringMatching(/./), received: expect.stringMatching(/./) },
  ])
})

test('two fields with one key are told apart by their places', () => {
  expect(checkDefinition([field('Order ID'), field('Total'), field('Order id')]).issues).toMatchObject([
    { code: 'key_duplicate', field: 'fields.2.key', expected: 'a key that no other field has (fields.0 has it)', received: '"orderId"' },
  ])
})

test('keys that objects inherit are keys like any other', () => {
  expect(checkDefinition([field('To string'), field('Value of')]).fields.map(({ key }) => key)).toEqual(['toString', 'valueOf'])
})

test('a name may be in any script, with emoji, and hold markup', () => {
  for (const name of ['注文', 'طلب', '🎉', '</script><script>', "Robert'); DROP TABLE events;--", 'x'.repeat(120), '😀'.repeat(120)])
    expect(checkName(name)).toBeUndefined()
})

test('of more than 100 fields the first 100 are kept', () => {
  const { fields } = checkDefinition(Array.from({ length: 102 }, (_, index) => field(`Field ${index}`)))
  expect([fields.length, fields.at(-1)?.key]).toEqual([100, 'field99'])
})

test.each([
  [field('Source'), 'fields.0.key must be another key, every event has its source field already, received "source"'],
  [field('Constructor'), 'fields.0.key must be another key, this one is reserved, received "constructor"'],
  [field('A', 'string'), 'fields.0.type must be one of text, boolean, number, decimal, date, timestamp, received "string"'],
  [field('A', 'text', { key: 'A' }), 'fields.0.key must be a camelCase key of at most 64 letters and digits, received "A"'],
  [
    field('A', 'text', { key: 'a'.repeat(65) }),
    `fields.0.key must be a camelCase key of at most 64 letters and digits, received "${'a'.repeat(65)}"`,
  ],
  [
    field('A', 'text', { key: '😀'.repeat(66) }),
    `fields.0.key must be a camelCase key of at most 64 letters and digits, received "${'😀'.repeat(64)}…"`,
  ],
  [field('', 'text', { key: 'a' }), 'fields.0.name must be 1 to 120 characters on one line, received 0 characters'],
])('%j is refused in full words', (entry, message) => {
  expect(checkDefinition([entry]).issues.map((issue) => issue.message)).toEqual([message])
})

test.each([
  ['   ', '0 characters'],
  [` ${'😀'.repeat(121)} `, '121 characters'],
  ['two\nlines', 'text with control characters'],
  ['lone \ud800 and\ncontrol', 'ill-formed text'],
])('the name %j is refused as %s', (name, received) => {
  expect(checkName(name)).toEqual({ expected: '1 to 120 characters on one line', received })
})

test('blanks round a name are not counted', () => {
  expect(checkName(` ${'x'.repeat(120)} `)).toBeUndefined()
})
