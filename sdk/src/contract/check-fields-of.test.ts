import { describe, expect, test } from 'vitest'
import { checkFields } from './check-fields.js'
import { checkFieldsOf, rulesOf } from './check-fields-of.js'
import type { Field } from './definition.js'

const field = (key: string, type: Field['type'], required = false): Field => ({ key, name: key, type, required })
/** A version object of its own each time, since what is made of one is kept. */
const fresh = () => ({
  id: 'order-created@3',
  fields: [
    field('orderId', 'text', true),
    field('total', 'decimal'),
    field('items', 'number', true),
    field('gift', 'boolean'),
    field('due', 'date'),
    field('paidAt', 'timestamp'),
    field('toString', 'text'),
  ],
})
const valid = { source: 'Checkout', orderId: 'A-1', items: 3 }
const told = (values: object) => checkFieldsOf(fresh(), values).map(({ code, field: key }) => `${code} ${key}`)

describe('what is said of values is what checkFields says', () => {
  test.each<[what: string, values: object, expected: readonly string[]]>([
    ['the required fields', valid, []],
    ['every field', { ...valid, total: 1.5, gift: false, due: '2026-11-23', paidAt: '2026-11-23T10:00:00Z', toString: '' }, []],
    ['a date and a time that few events have', { ...valid, due: '2028-02-29', paidAt: '2016-12-31T23:59:60Z' }, []],
    ['emoji', { ...valid, source: '😀'.repeat(255), orderId: '😀'.repeat(4096) }, []],
    ['null and undefined for what was not sent', { ...valid, total: null, due: undefined, other: null }, []],
    ['one of a wrong type', { ...valid, total: '1.5' }, ['field_type total']],
    ['a required one of a wrong type', { ...valid, items: '3' }, ['field_type items']],
    ['a required one that is missing', { source: 'W', items: 3 }, ['field_required orderId']],
    ['a required one that is null', { ...valid, items: null }, ['field_required items']],
    ['no source', { ...valid, source: undefined }, ['source_missing source']],
    ['an empty source', { ...valid, source: '' }, ['source_invalid source']],
    ['a source that is too long', { ...valid, source: 'x'.repeat(256) }, ['source_invalid source']],
    ['an ill-formed source', { ...valid, source: '\ud800' }, ['source_invalid source']],
    ['a source that is a list', { ...valid, source: ['W'] }, ['source_invalid source']],
    ['a list with a date in it', { ...valid, due: ['2026-11-23'] }, ['field_type due']],
    ['a list with a text in it', { ...valid, orderId: ['A-1'] }, ['field_type orderId']],
    ['a text that is too long', { ...valid, orderId: 'x'.repeat(4097) }, ['field_too_long orderId']],
    ['an unknown field', { ...valid, coupon: 'X' }, ['field_unknown coupon']],
    ['an unknown field that every object inherits', { ...valid, valueOf: 1 }, ['field_unknown valueOf']],
    ['__proto__', JSON.parse('{"source":"W","orderId":"A-1","items":3,"__proto__":{"total":1}}'), ['field_unknown __proto__']],
    ['nothing at all', {}, ['source_missing source', 'field_required orderId', 'field_required items']],
    ['a wrong one and a missing one', { source: 'W', orderId: 'A-1', total: '1' }, ['field_type total', 'field_required items']],
    ['two that are wrong, in another order', { ...valid, due: '2027-02-29', total: NaN }, ['field_type total', 'field_type due']],
    ['two that are unknown', { b: 1, 2: 1, ...valid }, ['field_unknown 2', 'field_unknown b']],
  ])('%s', (_, values, expected) => {
    expect(checkFieldsOf(fresh(), values)).toEqual(checkFields(rulesOf(fresh()), values))
    expect(told(values).sort()).toEqual([...expected].sort())
  })

  test('a polluted Object.prototype neither adds fields nor hides missing ones', () => {
    const prototype = Object.prototype as Record<string, unknown>
    Object.assign(prototype, { orderId: 'polluted', stranger: 1 })
    try {
      expect(told({ source: 'W', items: 3 })).toEqual(['field_required orderId'])
      expect(told(valid)).toEqual([])
    } finally {
      delete prototype.orderId
      delete prototype.stranger
    }
  })
})

test('each value is read once where all is well, and only the one that is wrong once more', () => {
  const readsOf = (values: object) => {
    const reads: PropertyKey[] = []
    const get = (target: object, key: PropertyKey) => {
      reads.push(key)
      return Reflect.get(target, key)
    }
    checkFieldsOf(fresh(), new Proxy(values, { get }))
    return reads
  }
  const whole = {
    source: 'x'.repeat(255),
    orderId: '',
    items: 0,
    total: null,
    gift: true,
    due: '2026-11-23',
    paidAt: '2026-11-23T10:00:00Z',
  }
  expect(readsOf(whole)).toEqual(Object.keys(whole))
  expect(readsOf({ ...whole, due: '2028-02-29', paidAt: '2016-12-31T23:59:60Z', orderId: '😀' })).toEqual(Object.keys(whole))
  expect(readsOf({ ...whole, due: 'soon' })).toEqual([...Object.keys(whole), 'due'])
  expect(readsOf({ ...whole, items: '1' })).toEqual([...Object.keys(whole), 'items'])
})

test('the rules of a version are made once', () => {
  const version = fresh()
  expect(rulesOf(version)).toBe(rulesOf(version))
  expect(Object.entries(rulesOf(version)).map(([key, [type, , missing]]) => [key, type, missing])).toEqual(
    version.fields.map(({ key, type, required }) => [key, type, required && 'field_required']),
  )
})

test('a type that this release does not know has no rule, so that its field is unknown', () => {
  const later = { id: 'a@1', fields: [{ ...field('price', 'decimal'), type: 'money' as Field['type'] }] }
  expect(rulesOf(later)).toEqual({})
  expect(checkFieldsOf(later, { source: 'W' })).toEqual([])
  expect(checkFieldsOf(later, { source: 'W', price: 5 })).toMatchObject([{ code: 'field_unknown', field: 'price' }])
})
