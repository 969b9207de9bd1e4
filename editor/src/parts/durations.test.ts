import { expect, test } from 'vitest'
import { ago, remaining } from './durations.js'

test.each([
  [0, '1 s'],
  [6100, '7 s'],
  [60_000, '1 min 0 s'],
  [3_599_500, '1 h 0 min'],
  [3_552_000, '59 min 12 s'],
  [90_061_000, '1 d 1 h'],
])('%i ms remain as %s', (ms, text) => {
  expect(remaining(ms)).toBe(text)
})

test.each([
  [-5000, 'just now'],
  [59_000, 'just now'],
  [60_000, '1 minute ago'],
  [7_200_000, '2 hours ago'],
  [86_400_000, 'yesterday'],
  [864_000_000, '10 days ago'],
])('%i ms ago reads %s', (ms, text) => {
  expect(ago(ms)).toBe(text)
})
