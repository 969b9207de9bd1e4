import { execFileSync } from 'node:child_process'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { hostile } from '../../test/snippet-cases.js'
import { camelCase, constantName, pascalCase } from './names.js'
import { comment, oneLine } from './one-line.js'
import { attribute, literal, quote, shellQuote, toJson } from './quote.js'

const texts = [
  '',
  'Order ID',
  "it's",
  '"',
  '\\',
  "\\'",
  '\n\r\t\0',
  '\u2028\u2029',
  '</script>',
  '${x}`',
  '😀',
  '\ud800',
  '\u202e',
  hostile,
]

describe.each(texts)('%j', (text) => {
  test('is the same text as a JavaScript literal and as JSON', () => {
    expect(runInNewContext(quote(text))).toBe(text)
    expect(runInNewContext(literal(text))).toBe(text)
    expect(JSON.parse(toJson(text))).toBe(text)
    expect(quote(text)).not.toMatch(/[<\n\u2028\u2029\u202e]/)
  })

  test('is the same text as a shell argument', () => {
    // No program takes NUL in an argument, and UTF-8 has no lone surrogates.
    const sendable = text.replaceAll('\0', '').toWellFormed()
    expect(execFileSync('sh', ['-c', `printf %s ${shellQuote(sendable)}`], { encoding: 'utf8' })).toBe(sendable)
  })

  test('cannot leave a comment', () => {
    const seen = comment(text)
    expect(runInNewContext(`// ${seen}\n/* ${seen} */ 'reached'`)).toBe('reached')
    expect(seen).not.toMatch(/<\/script|<script|<!--|\p{Cc}|\u2028|\u2029|\u202e/iu)
    expect(seen.isWellFormed()).toBe(true)
  })

  test('is on one line', () => {
    expect(oneLine(text).split(/[\n\r\u2028\u2029]/)).toHaveLength(1)
  })

  test('cannot leave an attribute', () => {
    expect(attribute(text)).not.toMatch(/["<>]/)
  })
})

test('ordinary text stays as it is in a comment', () => {
  expect(comment('Größe (cm) < 10 & "x", it’s 100% */ 日本')).toBe('Größe (cm) < 10 & "x", it’s 100% *\\/ 日本')
})

test.each([
  ['order-created', 'orderCreated', 'OrderCreated'],
  ['2nd-order', 'event2ndOrder', 'Event2ndOrder'],
  ['a-1', 'a1', 'A1'],
  ['signal', 'signal', 'Signal'],
])('names code after the discriminator %s', (discriminator, camel, pascal) => {
  expect([camelCase(discriminator), pascalCase(discriminator)]).toEqual([camel, pascal])
})

test.each([
  ['default', [], 'defaultEvent'],
  ['text', ['text'], 'textEvent'],
  ['text', ['text', 'textEvent'], 'textEvent2'],
  ['arguments', [], 'argumentsEvent'],
])('keeps a constant for %s apart from reserved words and from %j', (discriminator, taken, expected) => {
  expect(constantName(discriminator, new Set(taken))).toBe(expected)
})
