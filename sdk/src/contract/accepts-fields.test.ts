import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyValue, fieldsArbitrary, likelyValue } from '../../test/arbitraries.js'
import { acceptsFields } from './accepts-fields.js'
import { rulesOf } from './check-event.js'
import { checkFields } from './check-fields.js'
import { number, text } from './fields/list.js'

const rules = { orderId: text({ required: true }), items: number() }

test.each([
  [{ source: 'Checkout', orderId: 'A-1' }, true],
  [{ source: 'Checkout', orderId: 'A-1', items: null, coupon: null }, true],
  [{ source: 'Checkout', orderId: 'A-1', items: '3' }, false],
  [{ source: 'Checkout', orderId: null }, false],
  [{ source: 'Checkout', items: 3 }, false],
  [{ orderId: 'A-1' }, false],
  [{ source: null, orderId: 'A-1' }, false],
  [{ source: '', orderId: 'A-1' }, false],
  [{ source: '😀'.repeat(255), orderId: 'A-1' }, true],
  [{ source: '😀'.repeat(256), orderId: 'A-1' }, false],
  [{ source: '\ud83d', orderId: 'A-1' }, false],
  [{ source: 'Checkout', orderId: 'A-1', toString: 'x' }, false],
  [JSON.parse('{"source": "Checkout", "orderId": "A-1", "__proto__": 1}'), false],
])('case %#: what the checker says of it', (values, accepted) => {
  expect(acceptsFields(rules, values)).toBe(accepted)
  expect(!checkFields(rules, values).length).toBe(accepted)
})

test('it accepts just what the checker of pages has nothing to say against', () => {
  const mostly = fc.option(fc.constantFrom('Website', '', 'x'.repeat(256)), { nil: undefined, freq: 9 })
  const events = fieldsArbitrary.chain((fields) => {
    const values = fields.map(({ key, type }) => [
      key,
      fc.oneof(
        { weight: 8, arbitrary: likelyValue(type) },
        { weight: 1, arbitrary: anyValue },
        { weight: 1, arbitrary: fc.constant(null) },
      ),
    ])
    const record = fc.record({ source: mostly, ...Object.fromEntries(values) }, { requiredKeys: [] })
    return fc.tuple(
      fc.constant(fields),
      record,
      fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.dictionary(fc.string(), anyValue, { maxKeys: 1 }) }),
    )
  })
  let accepted = 0
  fc.assert(
    fc.property(events, ([fields, known, unknown]) => {
      const prepared = rulesOf({ id: 'order-created@1', fields })
      const values = { ...unknown, ...known }
      const found = checkFields(prepared, values)
      accepted += Number(!found.length)
      expect(acceptsFields(prepared, values)).toBe(!found.length)
    }),
    { numRuns: 5000 },
  )
  expect(accepted).toBeGreaterThan(200)
})
