import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isInstant, isPlainInstant } from './calendar.js'

const pad = (value: number, length = 2) => String(value).padStart(length, '0')

test('a plain instant is an instant that exists, and all that exist in that form are', () => {
  const parts = fc.tuple(
    fc.integer({ min: 0, max: 9999 }),
    fc.integer({ min: 0, max: 13 }),
    fc.integer({ min: 0, max: 32 }),
    fc.integer({ min: 0, max: 25 }),
    fc.integer({ min: 0, max: 60 }),
    fc.integer({ min: 0, max: 61 }),
    fc.integer({ min: 0, max: 999 }),
  )
  let plain = 0
  fc.assert(
    fc.property(parts, ([year, month, day, hours, minutes, seconds, ms]) => {
      const text = `${pad(year, 4)}-${pad(month)}-${pad(day)}T${pad(hours)}:${pad(minutes)}:${pad(seconds)}.${pad(ms, 3)}Z`
      plain += Number(isPlainInstant(text))
      // The 61st second is left to the other one.
      if (seconds < 60) expect(isPlainInstant(text)).toBe(isInstant(text))
      else expect(isPlainInstant(text)).toBe(false)
    }),
    { numRuns: 5000 },
  )
  expect(plain).toBeGreaterThan(1000)
})

test.each([
  '2026-11-24T10:00:00Z',
  '2026-11-24t10:00:00.000z',
  '2026-11-24T10:00:00.000+00:00',
  '+002026-11-24T10:00:00.000Z',
  '2026-11-24 10:00:00.000Z',
  '2026-11-24T10:00:00.000Z\n',
  1_764_000_000_000,
  null,
])('%j is not in the plain form', (value) => {
  expect(isPlainInstant(value)).toBe(false)
})
