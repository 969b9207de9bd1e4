import { expect, test } from 'vitest'
import { beginning } from './point-label.js'

test.each([
  ['2026-11-23T10', '2026-11-23T10:00:00.000Z'],
  ['2026-11-23', '2026-11-23T00:00:00.000Z'],
  ['2026-11-23T10:00:00.000Z', '2026-11-23T10:00:00.000Z'],
])('%s begins at %s', (at, instant) => {
  expect(beginning(at).toISOString()).toBe(instant)
})
