import { expect, test } from 'vitest'
import { issue, kindOf } from './issue.js'

test.each([
  [null, 'nothing'],
  [undefined, 'nothing'],
  ['', 'text'],
  ['\ud800', 'ill-formed text'],
  [0, 'number'],
  [-0.5, 'decimal'],
  [2 ** 53 - 1, 'number'],
  [2 ** 53, '9007199254740992'],
  [NaN, 'NaN'],
  [-Infinity, '-Infinity'],
  [true, 'boolean'],
  [[], 'list'],
  [{}, 'object'],
  [1n, 'bigint'],
])('%s is called %s', (value, kind) => {
  expect(kindOf(value)).toBe(kind)
})

test('a message names the field, or the event when it is about the whole', () => {
  expect(issue('id_invalid', 'id', 'a UUID', 'text')).toEqual({
    code: 'id_invalid',
    field: 'id',
    expected: 'a UUID',
    received: 'text',
    message: 'id must be a UUID, received text',
  })
  expect(issue('event_invalid', undefined, 'an object', 'list').message).toBe('event must be an object, received list')
})
