import { describe, expect, test } from 'vitest'
import { snippetCases } from '../../test/snippet-cases.js'
import { type Fill, fillSources, generate, SnippetError } from '../index.js'

const source = snippetCases['every field type']!
const errorOf = (fill: unknown) =>
  generate({ ...source, target: 'script', fill: fill as Record<string, Fill> }).then(
    () => undefined,
    (error: unknown) => error,
  )

const long = 'x'.repeat(4097)
const refused: [name: string, fill: unknown, field: string, expected: string, received: string][] = [
  ['a list', [], 'fill', 'an object', 'list'],
  ['nothing', null, 'fill', 'an object', 'nothing'],
  ['a text', 'total', 'fill', 'an object', 'text'],
  ['an unknown key', { price: { from: 'constant', value: 1 } }, 'fill.price', 'a field of the version', 'another key'],
  ['a key of every object', { constructor: { from: 'constant', value: 1 } }, 'fill.constructor', 'a field of the version', 'another key'],
  ['a prototype', JSON.parse('{"__proto__": {}}'), 'fill.__proto__', 'a field of the version', 'another key'],
  ['a key of several lines', { [`a\n${long}`]: {} }, `fill.a ${'x'.repeat(62)}`, 'a field of the version', 'another key'],
  ['a fill that is a text', { number: 'constant:1' }, 'fill.number', 'an object with from', 'text'],
  ['a fill that is null', { number: null }, 'fill.number', 'an object with from', 'nothing'],
  ['a fill that is a list', { number: [] }, 'fill.number', 'an object with from', 'list'],
  ['no source', { number: { value: 1 } }, 'fill.number', 'constant, dataLayer, selector', 'one without'],
  ['an unknown source', { number: { from: 'cookie' } }, 'fill.number', 'constant, dataLayer, selector', 'another'],
  ['a source of every object', { number: { from: 'toString' } }, 'fill.number', 'constant, dataLayer, selector', 'another'],
  ['a missing member', { number: { from: 'constant' } }, 'fill.number', 'constant with value', 'no members'],
  ['one member too many', { number: { from: 'constant', value: 1, path: 'a' } }, 'fill.number', 'constant with value', '2 members'],
  [
    'a member of another source',
    { number: { from: 'selector', path: 'a' } },
    'fill.number',
    'selector and attribute (optional)',
    '1 member',
  ],
  ['a path that is a number', { number: { from: 'dataLayer', path: 1 } }, 'fill.number', 'a path in the data layer', 'number'],
  ['a path with an empty step', { number: { from: 'dataLayer', path: 'a..b' } }, 'fill.number', 'a path such as', 'an empty step'],
  ['a blank path', { number: { from: 'dataLayer', path: ' ' } }, 'fill.number', '1 to 4096 characters', 'nothing'],
  ['an endless path', { number: { from: 'dataLayer', path: long } }, 'fill.number', '1 to 4096 characters', '4097 characters'],
  ['an endless selector', { number: { from: 'selector', selector: long } }, 'fill.number', 'a CSS selector', '4097 characters'],
  [
    'an empty attribute',
    { number: { from: 'selector', selector: 'p', attribute: '' } },
    'fill.number',
    'the name of an attribute',
    'nothing',
  ],
  [
    'an endless attribute',
    { number: { from: 'selector', selector: 'p', attribute: long } },
    'fill.number',
    'an attribute',
    '4097 characters',
  ],
  ['an ill-formed parameter', { number: { from: 'urlParameter', name: '\ud800' } }, 'fill.number', 'a URL parameter', 'ill-formed text'],
  ['an endless expression', { number: { from: 'expression', code: long } }, 'fill.number', 'an expression', '4097 characters'],
  ['two expressions', { number: { from: 'expression', code: 'a; b' } }, 'fill.number', 'one JavaScript expression', 'line 1, column 2'],
  ['a constant that is null', { number: { from: 'constant', value: null } }, 'fill.number', 'a whole number', 'nothing'],
  ['a text for a number', { number: { from: 'constant', value: '1' } }, 'fill.number', 'a whole number', 'text'],
  ['a broken number', { number: { from: 'constant', value: 1.5 } }, 'fill.number', 'a whole number', 'decimal'],
  ['no number', { decimal: { from: 'constant', value: Number.NaN } }, 'fill.decimal', 'a number with decimals', 'NaN'],
  ['a text for a boolean', { boolean: { from: 'constant', value: 'true' } }, 'fill.boolean', 'true or false', 'text'],
  ['a date that is not there', { date: { from: 'constant', value: '2027-02-29' } }, 'fill.date', 'a date like', 'text'],
  ['a date for a time stamp', { timestamp: { from: 'constant', value: '2026-11-23' } }, 'fill.timestamp', 'a time stamp like', 'text'],
  ['an endless text', { text: { from: 'constant', value: long } }, 'fill.text', 'at most 4096 characters', '4097 characters'],
  ['an empty source', { source: { from: 'constant', value: '' } }, 'fill.source', 'text of 1 to 255 characters', '0 characters'],
  [
    'a long source',
    { source: { from: 'constant', value: 'x'.repeat(256) } },
    'fill.source',
    'text of 1 to 255 characters',
    '256 characters',
  ],
]
test.each(refused)('refuses %s', async (_, fill, field, expected, received) => {
  const error = await errorOf(fill)
  expect(error).toBeInstanceOf(SnippetError)
  expect(error).toMatchObject({
    field,
    expected: expect.stringContaining(expected),
    received: expect.stringContaining(received),
    message: expect.stringContaining(`${field} must be `),
  })
})

describe('takes', () => {
  test.each<[string, Record<string, Fill>]>([
    ['no fill at all', {}],
    ['an attribute that is left out', { text: { from: 'selector', selector: 'p', attribute: undefined } }],
    [
      'texts as long as a value',
      { text: { from: 'constant', value: '😀'.repeat(4096) }, date: { from: 'urlParameter', name: '😀'.repeat(4096) } },
    ],
    ['an empty text', { text: { from: 'constant', value: '' } }],
    ['a whole number for one with decimals', { decimal: { from: 'constant', value: 1 } }],
  ])('%s', async (_, fill) => {
    expect(await errorOf(fill)).toBeUndefined()
  })
})

test('a snippet without fills is the same as ever', async () => {
  expect(await generate({ ...source, target: 'script', fill: {} })).toEqual(await generate({ ...source, target: 'script' }))
})

test('sources have names that differ, texts for a menu and members', () => {
  expect(fillSources.map(({ from }) => from)).toEqual(['constant', 'dataLayer', 'selector', 'urlParameter', 'expression'])
  for (const { title, description, members, optional } of fillSources) {
    expect([title, description].every((text) => text.length > 3)).toBe(true)
    expect(members.length).toBeGreaterThan(optional.length)
    expect(members).toEqual(expect.arrayContaining([...optional]))
  }
})
