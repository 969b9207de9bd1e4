import { expect, test } from 'vitest'
import { overviewSearch, rangeOf } from './range.js'

test.each([
  [{}, '24h'],
  [{ range: '24h' }, '24h'],
  [{ range: '7d' }, '7d'],
  [{ range: '30d', else: 1 }, '30d'],
  [{ range: '1y' }, '24h'],
  [{ range: ['7d'] }, '24h'],
])('%o shows %s', (search, range) => {
  expect(rangeOf(overviewSearch(search))).toBe(range)
})

test('the usual range leaves the address as it is', () => {
  expect(overviewSearch({ range: '24h' })).toEqual({})
})
