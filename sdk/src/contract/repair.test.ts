import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FieldTypeName, fieldTypeNames, fieldTypeOf, isOfType } from './fields/index.js'
import { applyRepairs, type Repair } from './repair.js'

const repaired = (fields: unknown, ...repairs: Repair[]) => (applyRepairs({ id: 'x', fields }, repairs) as { fields: unknown }).fields

describe('converting', () => {
  const same = Symbol('stays as it is')
  test.each<[value: unknown, to: FieldTypeName, expected: unknown]>([
    // To text.
    [5, 'text', '5'],
    [-0.5, 'text', '-0.5'],
    [1e21, 'text', '1e+21'],
    [true, 'text', 'true'],
    [false, 'text', 'false'],
    ['5', 'text', same],
    [null, 'text', same],
    [[5], 'text', same],
    [{ a: 1 }, 'text', same],
    // To a whole number.
    ['12', 'number', 12],
    ['-12', 'number', -12],
    ['0', 'number', 0],
    ['9007199254740991', 'number', 9007199254740991],
    ['9007199254740992', 'number', same],
    ['007', 'number', same],
    ['+1', 'number', same],
    ['1.0', 'number', same],
    ['1e3', 'number', same],
    ['12,5', 'number', same],
    ['1,000', 'number', same],
    ['1 000', 'number', same],
    [' 12', 'number', same],
    ['12\n', 'number', same],
    ['0x10', 'number', same],
    ['', 'number', same],
    ['١٢', 'number', same],
    ['Infinity', 'number', same],
    [['12'], 'number', same],
    [12.5, 'number', same],
    [true, 'number', same],
    // To a number with decimals.
    ['129.5', 'decimal', 129.5],
    ['-0.25', 'decimal', -0.25],
    ['1e3', 'decimal', 1000],
    ['1e+10', 'decimal', 1e10],
    ['-1.5E-12', 'decimal', -1.5e-12],
    ['1e', 'decimal', same],
    [['1.5'], 'decimal', same],
    ['12', 'decimal', 12],
    ['12,5', 'decimal', same],
    ['1.000,50', 'decimal', same],
    ['1,000.50', 'decimal', same],
    ['.5', 'decimal', same],
    ['5.', 'decimal', same],
    ['1e999', 'decimal', same],
    ['€ 5', 'decimal', same],
    ['NaN', 'decimal', same],
    [false, 'decimal', same],
    // To true or false.
    ['true', 'boolean', true],
    ['false', 'boolean', false],
    ['True', 'boolean', same],
    ['TRUE', 'boolean', same],
    ['yes', 'boolean', same],
    ['1', 'boolean', same],
    [1, 'boolean', same],
    [0, 'boolean', same],
    ['', 'boolean', same],
    // To a date.
    ['2026-11-23', 'date', same],
    ['2026-11-23T23:30:00-05:00', 'date', '2026-11-23'],
    ['2026-11-23t10:00:00z', 'date', '2026-11-23'],
    ['2027-02-29', 'date', same],
    ['2027-02-29T10:00:00Z', 'date', same],
    ['2026-11-23T10:00:00', 'date', same],
    ['23.11.2026', 'date', same],
    ['11/23/2026', 'date', same],
    [20261123, 'date', same],
    // To a time stamp.
    ['2026-11-23T10:00:00Z', 'timestamp', same],
    ['2026-11-23', 'timestamp', same],
    ['2026-11-23 10:00:00', 'timestamp', same],
    [1764000000, 'timestamp', same],
    [1764000000000, 'timestamp', same],
    ['1764000000', 'timestamp', same],
  ])('%j to %s gives %s', (value, to, expected) => {
    expect(repaired({ a: value }, { kind: 'convert', field: 'a', to })).toEqual({ a: expected === same ? value : expected })
  })

  test('changes a value only into one that its type accepts, and never one that it accepts already', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...fieldTypeNames), (value, to) => {
        const { a } = repaired({ a: value }, { kind: 'convert', field: 'a', to }) as { a: unknown }
        const type = fieldTypeOf(to)!
        if (a !== value) expect([isOfType(type, value), isOfType(type, a)]).toEqual([false, true])
      }),
    )
  })

  test('leaves a type alone that there is not', () => {
    for (const to of ['toString', '__proto__', 'money'])
      expect(repaired({ a: '1' }, { kind: 'convert', field: 'a', to: to as FieldTypeName })).toEqual({ a: '1' })
  })
})

describe('the other repairs', () => {
  test.each<[what: string, fields: unknown, repair: Repair, expected: unknown]>([
    ['renames', { a: 1, b: 2 }, { kind: 'rename', from: 'a', to: 'c' }, { c: 1, b: 2 }],
    ['renames onto what was sent as null', { a: 1, b: null }, { kind: 'rename', from: 'a', to: 'b' }, { b: 1 }],
    ['does not overwrite', { a: 1, b: 2 }, { kind: 'rename', from: 'a', to: 'b' }, { a: 1, b: 2 }],
    ['does not rename what was not sent', { a: null }, { kind: 'rename', from: 'a', to: 'b' }, { a: null }],
    ['renames to itself', { a: 1 }, { kind: 'rename', from: 'a', to: 'a' }, { a: 1 }],
    ['fills in', { a: 1 }, { kind: 'default', field: 'b', value: 'x' }, { a: 1, b: 'x' }],
    ['fills in for null', { a: null }, { kind: 'default', field: 'a', value: false }, { a: false }],
    [
      'keeps what was sent, also where it is nothing to a person',
      { a: '', b: 0 },
      { kind: 'default', field: 'a', value: 'x' },
      { a: '', b: 0 },
    ],
    ['fills in where there are no fields at all', undefined, { kind: 'default', field: 'source', value: 'Shop' }, { source: 'Shop' }],
    ['fills in nothing', { a: 1 }, { kind: 'default', field: 'b', value: null }, { a: 1 }],
    ['drops the last', { a: 1 }, { kind: 'drop', field: 'a' }, {}],
    ['drops nothing where there are no fields at all', undefined, { kind: 'drop', field: 'a' }, undefined],
    ['leaves alone what are no fields', 'none', { kind: 'default', field: 'a', value: 1 }, 'none'],
    ['leaves a list alone', ['a'], { kind: 'drop', field: '0' }, ['a']],
    ['drops', { a: 1, b: 2 }, { kind: 'drop', field: 'a' }, { b: 2 }],
    ['drops nothing where nothing is', { a: 1 }, { kind: 'drop', field: 'b' }, { a: 1 }],
    ['knows no kind from the future', { a: 1 }, { kind: 'encrypt', field: 'a' } as never, { a: 1 }],
  ])('%s', (_, fields, repair, expected) => {
    expect(repaired(fields, repair)).toEqual(expected)
  })

  test('take effect in the order given', () => {
    const rename: Repair = { kind: 'rename', from: 'totl', to: 'total' }
    const convert: Repair = { kind: 'convert', field: 'total', to: 'decimal' }
    expect(repaired({ totl: '5.5' }, rename, convert)).toEqual({ total: 5.5 })
    expect(repaired({ totl: '5.5' }, convert, rename)).toEqual({ total: '5.5' })
  })

  test('leave keys with a meaning in JavaScript as plain ones', () => {
    const fields: unknown = JSON.parse('{"__proto__":"5","constructor":"6","a":1}')
    const text = (...repairs: Repair[]) => JSON.stringify(repaired(fields, ...repairs))
    expect(text({ kind: 'convert', field: '__proto__', to: 'number' })).toBe('{"__proto__":5,"constructor":"6","a":1}')
    expect(text({ kind: 'rename', from: 'a', to: '__proto__' })).toBe('{"__proto__":"5","constructor":"6","a":1}')
    expect(text({ kind: 'drop', field: '__proto__' }, { kind: 'default', field: '__proto__', value: { x: 1 } })).toBe(
      '{"constructor":"6","a":1,"__proto__":{"x":1}}',
    )
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })
})

test('repairing changes neither the event that it was given nor anything beside its fields, and never throws', () => {
  const key = fc.constantFrom('a', 'b', '__proto__', 'source')
  const repair: fc.Arbitrary<Repair> = fc.oneof(
    fc.record({ kind: fc.constant('rename' as const), from: key, to: key }),
    fc.record({ kind: fc.constant('convert' as const), field: key, to: fc.constantFrom(...fieldTypeNames) }),
    fc.record({ kind: fc.constant('default' as const), field: key, value: fc.jsonValue() }),
    fc.record({ kind: fc.constant('drop' as const), field: key }),
  )
  const event = fc.oneof(
    fc.jsonValue(),
    fc.record({ id: fc.string(), fields: fc.oneof(fc.dictionary(key, fc.jsonValue()), fc.jsonValue()) }),
  )
  fc.assert(
    fc.property(event, fc.array(repair, { maxLength: 6 }), (before, repairs) => {
      const text = JSON.stringify(before)
      const after = applyRepairs(before, repairs)
      expect(JSON.stringify(before)).toBe(text)
      const rest = (value: unknown) => JSON.stringify(value, (name, inner) => (name === 'fields' ? undefined : inner))
      expect(rest(after)).toBe(rest(before))
      expect(applyRepairs(before, repairs)).toEqual(after)
    }),
  )
})

test('many repairs that find nothing cost next to nothing, however many fields an event has', () => {
  const fields = Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`field${index}`, 1]))
  const repairs = Array.from({ length: 75 }, (): Repair[] => [
    { kind: 'drop', field: 'absent' },
    { kind: 'convert', field: 'absent', to: 'text' },
    { kind: 'rename', from: 'absent', to: 'present' },
    { kind: 'default', field: 'field0', value: 2 },
  ]).flat()
  const start = performance.now()
  expect(repaired(fields, ...repairs)).toEqual(fields)
  expect(performance.now() - start).toBeLessThan(1000)
})

test('an event without fields stays without them, unless one is filled in', () => {
  expect(applyRepairs({ id: 'x' }, [])).toEqual({ id: 'x' })
  expect(Object.keys(applyRepairs({ id: 'x' }, [{ kind: 'drop', field: 'a' }]) as object)).toEqual(['id'])
  expect(applyRepairs({ id: 'x', fields: null }, [{ kind: 'default', field: 'a', value: 1 }])).toEqual({ id: 'x', fields: { a: 1 } })
})
