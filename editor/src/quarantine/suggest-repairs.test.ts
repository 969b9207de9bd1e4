import { applyRepairs, checkFields, type Field, type Repair, rulesOf } from '@milepost/sdk/contract'
import { describe, expect, test } from 'vitest'
import { isAlike } from './is-alike.js'
import { suggestRepairs } from './suggest-repairs.js'

const fields: Field[] = [
  { key: 'orderId', name: 'Order ID', type: 'text', required: true },
  { key: 'total', name: 'Total', type: 'decimal', required: true },
  { key: 'items', name: 'Items', type: 'number', required: false },
  { key: 'gift', name: 'Gift', type: 'boolean', required: false },
]
const suggest = (issues: { code: string; field?: string }[], ...sent: Record<string, unknown>[]) =>
  suggestRepairs(
    issues,
    sent.map((values) => ({ fields: values })),
    fields,
  )

test('a number sent as text is converted', () => {
  expect(suggest([{ code: 'field_type', field: 'total' }], { total: '129.50' })).toEqual([
    { kind: 'convert', field: 'total', to: 'decimal' },
  ])
})

test('one sample that can be converted is enough, the rest stays rejected', () => {
  expect(suggest([{ code: 'field_type', field: 'items' }], { items: 'two' }, { items: '2' })).toEqual([
    { kind: 'convert', field: 'items', to: 'number' },
  ])
})

test('what cannot be converted is dropped where it may be', () => {
  expect(suggest([{ code: 'field_type', field: 'items' }], { items: 'two' })).toEqual([{ kind: 'drop', field: 'items' }])
  expect(suggest([{ code: 'field_type', field: 'total' }], { total: 'much' })).toEqual([])
})

test('a misspelt key is renamed, and its value converted', () => {
  expect(
    suggest(
      [
        { code: 'field_unknown', field: 'Order_ID' },
        { code: 'field_required', field: 'orderId' },
        { code: 'field_unknown', field: 'totl' },
      ],
      {
        Order_ID: 7,
        totl: '5.00',
      },
    ),
  ).toEqual([
    { kind: 'rename', from: 'Order_ID', to: 'orderId' },
    { kind: 'rename', from: 'totl', to: 'total' },
    { kind: 'convert', field: 'orderId', to: 'text' },
    { kind: 'convert', field: 'total', to: 'decimal' },
  ])
})

test('nothing is renamed onto a field that is sent', () => {
  expect(suggest([{ code: 'field_unknown', field: 'Total' }], { Total: 1, total: 2 })).toEqual([{ kind: 'drop', field: 'Total' }])
})

test('two misspellings of one field do not both become it', () => {
  expect(
    suggest(
      [
        { code: 'field_unknown', field: 'Total' },
        { code: 'field_unknown', field: 'TOTAL' },
      ],
      { Total: 1, TOTAL: 2 },
    ),
  ).toEqual([
    { kind: 'rename', from: 'Total', to: 'total' },
    { kind: 'drop', field: 'TOTAL' },
  ])
})

test('a missing field gets a default that a person has to fill in', () => {
  expect(suggest([{ code: 'field_required', field: 'total' }], {})).toEqual([{ kind: 'default', field: 'total' }])
})

test('a missing source is the website where a page is named', () => {
  const issues = [{ code: 'source_missing', field: 'source' }]
  expect(suggestRepairs(issues, [{ fields: {}, page: { url: 'https://shop.example/' } }], fields)).toEqual([
    { kind: 'default', field: 'source', value: 'Website' },
  ])
  expect(suggestRepairs(issues, [{ fields: {} }], fields)).toEqual([{ kind: 'default', field: 'source' }])
})

test('what no change of fields mends has no suggestion', () => {
  expect(
    suggest([{ code: 'version_not_yet_usable', field: 'version' }, { code: 'event_too_large' }, { code: 'id_invalid', field: 'id' }], {}),
  ).toEqual([])
})

test.each([[null], ['text'], [[1]], [{ fields: [] }], [{}]])('%o as a sample does no harm', (sample) => {
  expect(suggestRepairs([{ code: 'field_unknown', field: 'x' }], [sample], fields)).toEqual([{ kind: 'drop', field: 'x' }])
})

test('what is suggested mends the sample', () => {
  const event = { fields: { source: 'Website', order_id: 'A-1', total: '12.5', items: 'two', extra: 1 } }
  const issues = checkFields(rulesOf({ id: 'x@1', fields }), event.fields)
  const repairs = suggestRepairs(issues, [event], fields) as Repair[]
  const { fields: mended } = applyRepairs(event, repairs) as typeof event
  expect(checkFields(rulesOf({ id: 'x@1', fields }), mended)).toEqual([])
  expect(mended).toEqual({ source: 'Website', orderId: 'A-1', total: 12.5 })
})

describe('keys that are alike', () => {
  test.each([
    ['orderId', 'order_id', true],
    ['orderId', 'ORDER-ID', true],
    ['total', 'totl', true],
    ['total', 'totals', true],
    ['currency', 'curency', true],
    ['gift', 'gif', true],
    ['items', 'total', false],
    ['a', 'b', false],
    ['id', 'it', false],
    ['', '', false],
    ['注文', '注文', true],
  ])('%s and %s: %s', (key, other, alike) => {
    expect(isAlike(key, other)).toBe(alike)
  })
})
