import type { Field } from '@milepost/sdk/contract'
import { expect, test } from 'vitest'
import { sampleIssues } from './sample-issues.js'

const fields: Field[] = [{ key: 'total', name: 'Total', type: 'decimal', required: true }]

test('what is wrong under the version is listed, each kind once', () => {
  const samples = [
    { fields: { source: 'Website', total: '1', note: 'x' } },
    { fields: { source: 'Website', total: '2' } },
    { fields: { source: 'Website', total: 3 } },
  ]
  expect(sampleIssues(samples, { id: 'order-created@2', fields })).toEqual([
    { code: 'field_type', field: 'total' },
    { code: 'field_unknown', field: 'note' },
  ])
})

test('what fits the version has no issues, whatever it was rejected for', () => {
  expect(
    sampleIssues([{ version: 'order-created@9', fields: { source: 'Website', total: 1 } }], { id: 'order-created@2', fields }),
  ).toEqual([])
})
