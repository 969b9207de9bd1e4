import { expect, test } from 'vitest'
import type { Field } from './definition.js'
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
