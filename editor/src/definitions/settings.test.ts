import { purposes as known } from '@milepost/sdk/contract'
import { expect, test } from 'vitest'
import { isShorter, keptText, purposes, yearsWith } from './settings.js'

test('every purpose of the contract is in the menu', () => {
  expect(purposes.map(({ purpose }) => purpose)).toEqual(known)
})

test('years that were set by a program stay among those to choose from', () => {
  expect(yearsWith(13)).toEqual(yearsWith(null).flatMap((years) => (years === 15 ? [13, 15] : years)))
  expect(yearsWith(7)).toEqual(yearsWith(null))
})

test.each<[years: number | null, than: number | null, shorter: boolean]>([
  [1, null, true],
  [1, 2, true],
  [2, 2, false],
  [3, 2, false],
  [null, 2, false],
  [null, null, false],
])('%j is shorter than %j: %j', (years, than, shorter) => {
  expect(isShorter(years, than)).toBe(shorter)
})

test('tells for how long events are kept', () => {
  expect([null, 1, 7].map(keptText)).toEqual(['for ever', 'for 1 year', 'for 7 years'])
})
