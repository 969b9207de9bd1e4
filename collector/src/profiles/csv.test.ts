import { expect, test } from 'vitest'
import { csvCell, csvLine } from './csv.js'

test.each([
  ['=1+1', "'=1+1"],
  ['+46701234567', "'+46701234567"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['＝1', "'＝1"],
  ['\t=1', "'\t'=1"],
  ['\rx', "'\rx"],
  ['\nx', "'\nx"],
  ['\t', "'\t"],
  ['  =1', "'  =1"],
  ['"=1', `'"=1`],
  [`'=1`, `''=1`],
  ['"" =1', `'"" =1`],
  ['a;=1', "a;'=1"],
  ['a\n=1', "a\n'=1"],
  ['a;"=1', `a;'"=1`],
  ['a\t+1', "a\t'+1"],
])('no spreadsheet runs %j', (text, harmless) => {
  expect(csvCell(text)).toBe(`"${harmless.replaceAll('"', '""')}"`)
})

test.each(['a', '', 'a-b', '1+1', 'ada@shop.example', 'a, -5', 'a;b', 'a "b"', 'ä€😀', 'a\r\nb'])('%j stays as it is', (text) => {
  expect(csvCell(text)).toBe(`"${text.replaceAll('"', '""')}"`)
})

test('numbers and truth values are no formulas', () => {
  expect(csvLine([-5, 1.5, true, null, undefined])).toBe('"-5","1.5","true","",""\r\n')
})
