import { expect, test } from 'vitest'
import { guessKind } from './kinds.js'

test.each([
  [' ada@shop.example ', 'email'],
  ['@', 'email'],
  ['+46 70-123 45 67', 'mobile'],
  ['+1 (555) 010', 'mobile'],
  ['0701234567', 'mobile'],
  ['070-123 45 67', 'mobile'],
  ['123456', 'crmId'],
  ['12-34 56', 'crmId'],
  ['1234567a', 'crmId'],
  ['C-10042', 'crmId'],
  [`${'0'.repeat(1_000)}x`, 'crmId'],
  ['', 'crmId'],
])('%.20s is taken for %s', (typed, kind) => {
  expect(guessKind(typed)).toBe(kind)
})
