import { describe, expect, test } from 'vitest'
import { fieldTypeNames, fieldTypeOf, fieldTypes } from './index.js'

const loneSurrogates = ['\ud800', '\udbff', '\udc00', '\udfff', 'a\ud83d', '\ude00b', '\udc00\ud800']
const notStrings = [
  0,
  1,
  1.5,
  true,
  false,
  [],
  ['2026-11-23'],
  {},
  { toString: () => '2026-11-23' },
  new Date(),
  Symbol('s'),
  1n,
  () => 'a',
]

const cases: Record<string, { accepted: readonly unknown[]; refused: readonly unknown[] }> = {
  text: {
    accepted: ['', ' ', 'A-1', 'عربى', '日本語', '😀', '\0', '\u2028', '</script>', 'x'.repeat(4096), '😀'.repeat(4096)],
    refused: [...notStrings, ...loneSurrogates, 'x'.repeat(4097), '😀'.repeat(4097)],
  },
  boolean: {
    accepted: [true, false],
    refused: [0, 1, 'true', 'false', '', [], {}, Object(true)],
  },
  number: {
    accepted: [0, -0, 1, -1, 2 ** 53 - 1, -(2 ** 53 - 1), 1e15, 5.0],
    refused: [2 ** 53, -(2 ** 53), 0.1, -1.5, 1e300, NaN, Infinity, -Infinity, '1', '', 1n, true, [], [1], Object(1)],
  },
  decimal: {
    accepted: [0, 1, 129.5, -0.1, 2 ** 53, 1e300, 5e-324, Number.MAX_VALUE],
    refused: [NaN, Infinity, -Infinity, '129.5', '', 1n, true, [], [1.5], Object(1.5)],
  },
  date: {
    accepted: ['2026-11-23', '2028-02-29', '2000-02-29', '0000-02-29', '0000-01-01', '9999-12-31', '2026-12-31', '2026-04-30'],
    refused: [
      ...notStrings,
      ...['2027-02-29', '1900-02-29', '2100-02-29', '2026-02-30', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00', '2026-01-32'],
      ...[
        '',
        '2026',
        '2026-1-1',
        '2026-11',
        '20261123',
        '2026/11/23',
        '23.11.2026',
        'Nov 23, 2026',
        ' 2026-11-23',
        '2026-11-23 ',
        '2026-11-23\n',
      ],
      ...['2026-11-23T00:00:00Z', '+012345-01', '+012345-01-01', '-000001-01-01', '12026-01-01', '２０２６-11-23', '2026−11−23'],
    ],
  },
  timestamp: {
    accepted: [
      ...[
        '2026-11-23T10:00:00Z',
        '2026-11-23T10:00:00.000Z',
        '2026-11-23T10:00:00+00:00',
        '2026-11-23T10:00:00-00:00',
        '2026-11-23t10:00:00z',
      ],
      ...[
        '2026-11-23T10:00:00.1Z',
        `2026-11-23T10:00:00.${'9'.repeat(32)}Z`,
        '2028-02-29T23:59:59+23:59',
        '0000-01-01T00:00:00Z',
        '9999-12-31T23:59:59-23:59',
      ],
      ...[
        '2016-12-31T23:59:60Z',
        '2016-12-31T23:59:60.5Z',
        '2017-01-01T00:59:60+01:00',
        '2016-12-31T18:59:60-05:00',
        '2017-01-01T05:29:60+05:30',
        '0000-01-01T00:29:60+00:30',
      ],
      new Date('2026-11-23T10:00:00Z'),
    ],
    refused: [
      ...notStrings.filter((value) => !(value instanceof Date)),
      new Date(NaN),
      new Date(8.64e15),
      ...[
        '2026-11-23',
        '2026-11-23T10:00:00',
        '2026-11-23 10:00:00Z',
        '2026-11-23T10:00Z',
        '2026-11-23T10:00:00+0100',
        '2026-11-23T10:00:00+01',
      ],
      ...[
        '2027-02-29T10:00:00Z',
        '2026-11-23T24:00:00Z',
        '2026-11-23T10:60:00Z',
        '2026-11-23T10:00:61Z',
        '2026-11-23T10:00:00+24:00',
        '2026-11-23T10:00:00+01:60',
        '2026-11-232026-11-23T10:00:00Z',
      ],
      ...['2016-12-31T23:58:60Z', '2016-12-31T22:59:60Z', '2016-12-31T23:59:60+01:00', '2016-12-31T24:59:60+01:00', '2016-12-31T23:59:61Z'],
      ...[
        '',
        'now',
        '1764000000',
        '2026-11-23T10:00:00.Z',
        `2026-11-23T10:00:00.${'9'.repeat(33)}Z`,
        ' 2026-11-23T10:00:00Z',
        '2026-11-23T10:00:00Z\n',
        '+012345-01-01T00:00:00Z',
      ],
    ],
  },
}

test('every field type has its cases', () => {
  expect(Object.keys(cases)).toEqual(fieldTypeNames)
})

describe.each(Object.entries(cases))('%s', (type, { accepted, refused }) => {
  const [, accepts] = fieldTypeOf(type)!.check
  const named = (values: readonly unknown[]) => values.map((value) => [describeValue(value), value] as const)

  test.each(named(accepted))('accepts %s', (_, value) => {
    expect(accepts(value)).toBe(true)
  })

  test.each(named(refused))('refuses %s', (_, value) => {
    expect(accepts(value)).toBe(false)
  })
})

describe.each(fieldTypes.flatMap((entry) => (entry.obvious ? [{ ...entry, obvious: entry.obvious }] : [])))(
  'what is $type at a glance',
  ({ type, check: [, accepts], example, obvious }) => {
    const texts = (values: readonly unknown[] = []) => values.filter((value) => typeof value === 'string')

    test('is so when it is looked at, and most of what is so is seen', () => {
      const { accepted, refused } = cases[type]!
      expect(texts(refused).filter(obvious)).toEqual([])
      expect(texts(accepted).filter(obvious).length).toBeGreaterThanOrEqual(texts(accepted).length / 2)
      expect(obvious(String(example))).toBe(true)
    })

    test('among all days from January to December, and beside', () => {
      const time = type === 'timestamp' ? 'T10:00:00Z' : ''
      for (const year of ['0000', '1900', '2000', '2027', '2028', '9999'])
        for (let month = 0; month < 14; month++)
          for (let day = 0; day < 33; day++) {
            const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}${time}`
            // A leap day is left to the check, in each year.
            expect(obvious(text), text).toBe(accepts(text) && (type === 'text' || !text.includes('-02-29')))
          }
    })
  },
)

test('field types come in the order that people see them, each with a place of its own', () => {
  expect(fieldTypeNames).toEqual(['text', 'boolean', 'number', 'decimal', 'date', 'timestamp'])
  expect(new Set(fieldTypes.map(({ order }) => order)).size).toBe(fieldTypes.length)
  expect(fieldTypes.map(({ name }) => name)).toEqual(['Text', 'True/False', 'Number', 'Number with decimals', 'Date', 'Time stamp'])
})

test.each(fieldTypes)('the example of $type is valid, also under every type that includes it', ({ type, check, example }) => {
  expect(check[1](example)).toBe(true)
  for (const wider of fieldTypes.filter(({ includes }) => includes.includes(type))) expect(wider.check[1](example), wider.type).toBe(true)
})

test('a name that is no type finds none', () => {
  for (const name of ['', 'string', 'toString', '__proto__', 'constructor']) expect(fieldTypeOf(name)).toBeUndefined()
})

function describeValue(value: unknown): string {
  if (typeof value === 'string')
    return value.length > 40 ? `${JSON.stringify(value.slice(0, 8))}… of ${value.length} units` : JSON.stringify(value)
  if (value instanceof Date) return `Date ${value.getTime()}`
  return typeof value === 'object' ? `${JSON.stringify(value)} (${value?.constructor.name})` : `${String(value)} (${typeof value})`
}

test.each([
  ['text', 'text', 'A-1', 'string', 'text', ['date', 'timestamp']],
  ['boolean', 'true or false', true, 'boolean', 'checkbox', []],
  ['number', 'a whole number', 3, 'number', 'number', []],
  ['decimal', 'a number with decimals', 129.5, 'number', 'number', ['number']],
  ['date', 'a date like 2026-11-23', '2026-11-23', 'string', 'date', []],
  ['timestamp', 'a time stamp like 2026-11-23T10:00:00Z', '2026-11-23T10:00:00Z', 'string | Date', 'datetime-local', []],
])('%s is what messages, examples, generated code and forms make of it', (name, phrase, example, typescript, input, includes) => {
  const { check, ...type } = fieldTypeOf(name)!
  expect(type).toMatchObject({ type: name, phrase, example, typescript, input, includes })
  expect(check[0]).toBe(name)
})
