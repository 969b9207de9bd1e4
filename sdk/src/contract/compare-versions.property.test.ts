import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fieldsArbitrary, likelyValue } from '../../test/arbitraries.js'
import { checkFields } from './check-fields.js'
import { rulesOf } from './check-fields-of.js'
import { compareVersions } from './compare-versions.js'

test('what it says of old events is what happens to them', () => {
  fc.assert(
    fc.property(
      fieldsArbitrary.chain((before) =>
        fc.tuple(
          fc.constant(before),
          fieldsArbitrary,
          fc.record(Object.fromEntries(before.map(({ key, type }) => [key, likelyValue(type)]))),
          fc.infiniteStream(fc.boolean()),
        ),
      ),
      ([before, after, values, coins]) => {
        const sent = Object.fromEntries(
          before.filter(({ required }) => required || coins.next().value).map(({ key }) => [key, values[key]]),
        )
        const event = { source: 'Test', ...sent }
        fc.pre(checkFields(rulesOf({ id: 'a@1', fields: before }), event).length === 0)
        const fails = checkFields(rulesOf({ id: 'a@2', fields: after }), event).length > 0
        const { impact } = compareVersions({ fields: before }, { fields: after })
        if (impact === 'none') expect(fails).toBe(false)
        if (impact === 'all') expect(fails).toBe(true)
      },
    ),
    { numRuns: 3000 },
  )
})
