import { expect, test } from 'vitest'
import { liveSearch, looksAtNewestOnly } from './live-search.js'

test.each([
  [{}, {}],
  [{ verdict: 'rejected' }, { verdict: 'rejected' }],
  [{ verdict: 'duplicate' }, {}],
  [
    { source: ' Checkout ', host: '', version: 'order-created@3' },
    { source: 'Checkout', version: 'order-created@3' },
  ],
  [{ source: 2026 }, { source: '2026' }],
  [{ source: ['a'], definition: null, other: 'x' }, {}],
])('%o filters by %o', (search, filters) => {
  expect(liveSearch(search)).toEqual(filters)
})

test('the address alone decides which rows are looked at', () => {
  expect(looksAtNewestOnly({ verdict: 'rejected', definition: 'order-created' })).toBe(false)
  expect(looksAtNewestOnly({ source: 'Website' })).toBe(true)
})
