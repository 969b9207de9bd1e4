import { expect, test } from 'vitest'
import { asThrown, d1Errors } from '../../test/d1-errors.js'
import { storageTroubleOf } from './storage-trouble.js'

test.each(d1Errors)('$message is known as $trouble, however it is thrown', ({ message, trouble }) => {
  for (const error of asThrown(message)) {
    expect(storageTroubleOf(error)).toBe(trouble)
    expect(storageTroubleOf(new Error('Failed query: select 1', { cause: error }))).toBe(trouble)
    expect(storageTroubleOf(new Error('D1_ERROR', { cause: error }))).toBe(trouble)
  }
})

test('what the runtime marks as an overload is one, whatever it says', () => {
  expect(storageTroubleOf(Object.assign(new Error('Service busy'), { overloaded: true }))).toBe('overloaded')
  expect(storageTroubleOf(Object.assign(new Error('Service busy'), { overloaded: false }))).toBeUndefined()
})

test('other errors of the database have failed, and those of others are none', () => {
  for (const message of ['D1_ERROR: no such table: events: SQLITE_ERROR', 'D1_TYPE_ERROR: Type undefined not supported', 'D1_ERROR'])
    expect(storageTroubleOf(new Error(message))).toBe('failed')
  for (const error of [new TypeError('x is overloaded'), new Error('No D1 DB is overloaded.'), 'D1_ERROR: text', null])
    expect(storageTroubleOf(error)).toBeUndefined()
})

test('causes that go round in a circle come to an end', () => {
  const [outer, inner] = [new Error('Failed query: select 1'), new Error('wrapped')]
  outer.cause = inner
  inner.cause = outer
  expect(storageTroubleOf(outer)).toBeUndefined()
  const failed = new Error('D1_ERROR: no such table: events: SQLITE_ERROR')
  failed.cause = failed
  expect(storageTroubleOf(failed)).toBe('failed')
})
