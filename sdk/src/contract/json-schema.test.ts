import { expect, test } from 'vitest'
import type { Field } from './definition.js'
import { timestampType } from './fields/timestamp.js'
import { toJsonSchema } from './json-schema.js'

test('the schema of a definition version', () => {
  const fields: Field[] = [
    { key: 'orderId', name: 'Order ID', type: 'text', required: true },
    { key: 'total', name: 'Total', type: 'decimal', required: false },
  ]
  expect(toJsonSchema({ id: 'order-created@3', fields })).toEqual({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'order-created@3',
    type: 'object',
    properties: {
      source: { title: 'Source', description: 'Where the event comes from', type: 'string', minLength: 1, maxLength: 255 },
      orderId: { title: 'Order ID', type: 'string', maxLength: 4096 },
      total: { title: 'Total', type: 'number' },
    },
    required: ['source', 'orderId'],
    additionalProperties: false,
  })
})

test.each([
  ['text', { type: 'string', maxLength: 4096 }],
  ['boolean', { type: 'boolean' }],
  ['number', { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 }],
  ['decimal', { type: 'number' }],
  ['date', { type: 'string', format: 'date' }],
  ['timestamp', { type: 'string', format: 'date-time', pattern: expect.stringMatching(/^\^.*\$$/) }],
] as const)('a field of type %s', (type, schema) => {
  const fields: Field[] = [{ key: 'a', name: 'A', type, required: false }]
  expect(toJsonSchema({ id: 'a@1', fields }).properties).toMatchObject({ a: { title: 'A', ...schema } })
})

test.each([
  ['2026-11-23T10:00:00Z', true],
  ['2026-11-23t23:59:60.5+05:30', true],
  ['2026-11-23 10:00:00Z', false],
  ['2026-11-23T10:00:00+0530', false],
  ['2026-11-23T24:00:00Z', false],
  ['2026-11-23T10:00:00', false],
])('the pattern of a time stamp says of %s: %s', (text, matches) => {
  expect(new RegExp(String(timestampType.jsonSchema.pattern), 'u').test(text)).toBe(matches)
})
