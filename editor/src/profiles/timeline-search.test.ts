import { expect, test } from 'vitest'
import { dayAfter, dayStart, timelineSearch } from './timeline-search.js'

test.each([
  [{}, {}],
  [
    { definition: 'order-created', version: ' order-created@3 ', since: '2026-11-23', until: '2026-11-24' },
    { definition: 'order-created', version: 'order-created@3', since: '2026-11-23', until: '2026-11-24' },
  ],
  [{ definition: 404, version: null, email: 'ada@shop.example' }, { definition: '404' }],
  // As a browser tells the day while its year is typed.
  [{ since: '0202-11-23', until: '2026-11' }, {}],
  [{ since: '2026-13-01', until: '9999-12-31' }, {}],
])('%j is read as %j', (address, read) => {
  expect(timelineSearch(address)).toEqual(read)
})

test('a day begins and ends where the reader is', () => {
  const day = '2026-02-28'
  expect(dayStart(day)).toBe(new Date(2026, 1, 28).toISOString())
  expect(dayAfter(day)).toBe(new Date(2026, 2, 1).toISOString())
})
