import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { SnippetError } from '../snippet-error.js'
import { parseExpression } from './parse-expression.js'

test.each([
  'window.cart.total',
  ' a ',
  '(a)',
  '((a), b)',
  'a, b',
  '() => ({ a })',
  'function () { return 1 }',
  'async () => { await a }',
  '{ a: 1 }',
  'a?.b ?? c',
  '`${a}\nb`',
  'f`\n```\n``',
  '"<script>" + \'<\\/script>\'',
  '/* why */ a',
  'a // why\n  + b',
  '/\\d+/u.exec(a)?.[0]',
  'x = 1',
  'class { #a = 1; b() { return #a in this } }',
  'import("./a.js")',
])('takes %j', (code) => {
  expect(() => parseExpression(code, 'fill.a')).not.toThrow()
  // The parser agrees with the engine, in a place like the one the code gets.
  expect(() => runInNewContext(`() => ({ a: (${code}), b: 1 })`)).not.toThrow()
})

const refused: [code: string, line: number, column: number][] = [
  ['', 1, 1],
  ['a b', 1, 3],
  ['a;', 1, 2],
  ['a // why', 1, 3],
  ['a) + (b', 1, 2],
  ['a, orderId: 1', 1, 11],
  ['a }) ; alert(1) ; ({ b: 1', 1, 3],
  ['1 +\n  * 2', 2, 3],
  ['a\r\n +\r\n)', 3, 1],
  ['const a = 1', 1, 1],
  ['return 1', 1, 1],
  ['...a', 1, 1],
  ['await a', 1, 7],
  ['await', 1, 6],
  ['import.meta.url', 1, 1],
  ['new.target', 1, 1],
  ['yield', 1, 1],
  ['010', 1, 1],
  ['this.#a', 1, 6],
  ['/(/', 1, 2],
  ['/a/v', 1, 2],
  ['`${', 1, 4],
  ['"a\nb"', 1, 1],
  ['"</script>"', 1, 2],
  ['"</ScRiPt "', 1, 2],
  ['a\n<!-- b', 2, 1],
  ['a\n--> b', 2, 1],
  ['"a\u2028b"', 1, 3],
  ['a /* \u202e */', 1, 6],
  ['a\0', 1, 2],
]
test.each(refused)('refuses %j, and says where', (code, line, column) => {
  const error = errorOf(code)
  expect(error).toBeInstanceOf(SnippetError)
  expect(error).toMatchObject({
    field: 'fill.a',
    expected: expect.stringContaining('one JavaScript expression'),
    position: { line, column },
  })
  expect((error as SnippetError).message).toContain(`at line ${line}, column ${column}`)
})

test('refuses what is nested more deeply than a parser can go', () => {
  expect(errorOf('('.repeat(100_000))).toBeInstanceOf(SnippetError)
})

test('tells a sequence from one value', () => {
  expect(['a, b', '(a, b)', 'f(a, b)'].map((code) => parseExpression(code, 'fill.a').isSequence)).toEqual([true, false, false])
})

function errorOf(code: string): unknown {
  try {
    return parseExpression(code, 'fill.a')
  } catch (error) {
    return error
  }
}
