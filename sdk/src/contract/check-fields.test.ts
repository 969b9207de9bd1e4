import { describe, expect, test } from 'vitest'
import { checkFields } from './check-fields.js'
import { boolean, date, decimal, number, text, timestamp } from './fields/list.js'

const rules = { orderId: text({ required: true }), total: decimal(), items: number(), gift: boolean(), due: date(), paidAt: timestamp() }
const valid = { source: 'Checkout', orderId: 'A-1' }

test('an event with its required fields has no issues', () => {
  expect(checkFields(rules, valid)).toEqual([])
  expect(checkFields(rules, { ...valid, total: 129.5, items: 3, gift: false, due: '2026-11-23', paidAt: new Date(0) })).toEqual([])
})

test.each([
  [
    { total: '129.5' },
    { code: 'field_type', field: 'total', expected: 'decimal', received: 'text', message: 'total must be decimal, received text' },
  ],
  [
    { items: true },
    { code: 'field_type', field: 'items', expected: 'number', received: 'boolean', message: 'items must be number, received boolean' },
  ],
  [
    { items: 0.5 },
    { code: 'field_type', field: 'items', expected: 'number', received: 'decimal', message: 'items must be number, received decimal' },
  ],
  [
    { items: [0.5] },
    { code: 'field_type', field: 'items', expected: 'number', received: 'object', message: 'items must be number, received object' },
  ],
  [
    { orderId: null },
    { code: 'field_required', field: 'orderId', expected: 'text', received: 'nothing', message: 'orderId must be text, received nothing' },
  ],
  [
    { orderId: undefined },
    { code: 'field_required', field: 'orderId', expected: 'text', received: 'nothing', message: 'orderId must be text, received nothing' },
  ],
  [
    { orderId: 'x'.repeat(4097) },
    { code: 'field_too_long', field: 'orderId', expected: 'text', received: 'text', message: 'orderId must be text, received text' },
  ],
  [
    { coupon: 'X' },
    { code: 'field_unknown', field: 'coupon', expected: 'absent', received: 'text', message: 'coupon must be absent, received text' },
  ],
  [
    { source: null },
    { code: 'source_missing', field: 'source', expected: 'text', received: 'nothing', message: 'source must be text, received nothing' },
  ],
  [
    { source: '' },
    { code: 'source_invalid', field: 'source', expected: 'text', received: 'text', message: 'source must be text, received text' },
  ],
  [
    { source: 'x'.repeat(256) },
    { code: 'source_invalid', field: 'source', expected: 'text', received: 'text', message: 'source must be text, received text' },
  ],
  [
    { source: 5 },
    { code: 'source_invalid', field: 'source', expected: 'text', received: 'number', message: 'source must be text, received number' },
  ],
])('%j gives exactly one issue with code, field, expected and received', (change, issue) => {
  expect(checkFields(rules, { ...valid, ...change })).toEqual([issue])
})

test('every issue of an event is told, the source first, then in the order of the definition, then what is unknown', () => {
  expect(checkFields(rules, { zebra: 1, total: 'x' }).map(({ code, field }) => [code, field])).toEqual([
    ['source_missing', 'source'],
    ['field_required', 'orderId'],
    ['field_type', 'total'],
    ['field_unknown', 'zebra'],
  ])
})

test('null and undefined mean "not sent", for optional and for unknown fields', () => {
  expect(checkFields(rules, { ...valid, total: null, items: undefined, coupon: null, other: undefined })).toEqual([])
})

test('the source field takes 1 to 255 code points', () => {
  for (const source of ['W', 'x'.repeat(255), '😀'.repeat(255)]) expect(checkFields({}, { source })).toEqual([])
  for (const source of ['', 'x'.repeat(256), '😀'.repeat(256), '\ud800', false, {}, []]) expect(checkFields({}, { source })).toHaveLength(1)
})

describe('names that every object inherits', () => {
  test.each(['toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf'])('a field called %s is checked like any other', (key) => {
    expect(checkFields({ [key]: text({ required: true }) }, { source: 'W' })).toMatchObject([{ code: 'field_required', field: key }])
    expect(checkFields({ [key]: text() }, { source: 'W', [key]: 'sent' })).toEqual([])
    expect(checkFields({}, { source: 'W', [key]: 'sent' })).toMatchObject([{ code: 'field_unknown', field: key }])
  })

  test('__proto__ in parsed JSON is an unknown field, and changes no prototype', () => {
    const values = JSON.parse('{"source":"W","__proto__":{"orderId":"A-1"},"constructor":1,"prototype":2}')
    expect(checkFields(rules, values).map(({ code, field }) => [code, field])).toEqual([
      ['field_required', 'orderId'],
      ['field_unknown', '__proto__'],
      ['field_unknown', 'constructor'],
      ['field_unknown', 'prototype'],
    ])
  })

  test('a polluted Object.prototype neither adds fields nor hides missing ones', () => {
    const prototype = Object.prototype as Record<string, unknown>
    Object.assign(prototype, { orderId: 'polluted', stranger: 1 })
    try {
      expect(checkFields(rules, { source: 'W' })).toMatchObject([{ code: 'field_required', field: 'orderId' }])
    } finally {
      delete prototype.orderId
      delete prototype.stranger
    }
  })
})
