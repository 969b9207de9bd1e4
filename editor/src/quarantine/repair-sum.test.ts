import { expect, test } from 'vitest'
import type { StepOutcome } from '../api/quarantine.js'
import { nothingYet, withStep } from './repair-sum.js'

const step = (values: Partial<StepOutcome>): StepOutcome => ({ ...nothingYet, nextCursor: null, ...values })
const sample = (before: number, status: 'repaired' | 'rejected') => ({ status, before, after: before, issues: [] })

test('steps add up', () => {
  const first = withStep(nothingYet, step({ checked: 500, repaired: 400, rejected: 90, duplicates: 10 }))
  expect(withStep(first, step({ checked: 3, repaired: 1, rejected: 2 }))).toMatchObject({
    checked: 503,
    repaired: 401,
    rejected: 92,
    duplicates: 10,
  })
})

test('the same issue of two steps is one, the most frequent first', () => {
  const first = withStep(
    nothingYet,
    step({
      issues: [
        { code: 'field_type', field: 'a', count: 2 },
        { code: 'field_required', field: 'a', count: 1 },
      ],
    }),
  )
  expect(
    withStep(
      first,
      step({
        issues: [
          { code: 'field_required', field: 'a', count: 5 },
          { code: 'field_type', field: 'b', count: 1 },
        ],
      }),
    ).issues,
  ).toEqual([
    { code: 'field_required', field: 'a', count: 6 },
    { code: 'field_type', field: 'a', count: 2 },
    { code: 'field_type', field: 'b', count: 1 },
  ])
})

test('ten samples are kept, rejected ones first', () => {
  const first = withStep(nothingYet, step({ samples: Array.from({ length: 10 }, (_, index) => sample(index, 'repaired')) }))
  const { samples } = withStep(first, step({ samples: [sample(99, 'rejected')] }))
  expect([samples.length, samples[0]?.before, samples[1]?.before]).toEqual([10, 99, 0])
})
