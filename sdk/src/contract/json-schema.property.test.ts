import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyValue, fieldsArbitrary, likelyValue } from '../../test/arbitraries.js'
import { checkFields } from './check-fields.js'
import { checkFieldsOf, rulesOf } from './check-fields-of.js'
import type { Field } from './definition.js'
import { toJsonSchema } from './json-schema.js'

const validatorOf = (fields: readonly Field[]) => {
  // Otherwise Ajv takes what every object inherits (toString) for a property.
  const ajv = new Ajv2020({ strict: true, ownProperties: true })
  ;(addFormats as unknown as typeof addFormats.default)(ajv)
  return ajv.compile(toJsonSchema({ id: 'order-created@3', fields }))
}

test('the checker and an independent JSON Schema validator agree on 20,000 events', () => {
  // 400 definitions with 50 events each: compiling a schema is what takes the time.
  const EVENTS = 50
  let valid = 0
  let checked = 0
  const source = fc.oneof(
    { weight: 8, arbitrary: fc.constant('Website') },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 300 }) },
    { weight: 1, arbitrary: anyValue },
  )
  const valuesOf = (fields: readonly Field[]) => {
    const entries = fields.map(
      ({ key, type }) => [key, fc.oneof({ weight: 6, arbitrary: likelyValue(type) }, { weight: 1, arbitrary: anyValue })] as const,
    )
    const some = fc.record(Object.fromEntries(entries), { requiredKeys: fields.filter(({ required }) => required).map(({ key }) => key) })
    const extra = fc.oneof(
      { weight: 9, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.dictionary(fc.string(), anyValue, { maxKeys: 2, noNullPrototype: true }) },
    )
    const missing = fc.oneof(
      { weight: 9, arbitrary: fc.constant<string | undefined>(undefined) },
      { weight: 1, arbitrary: fc.constantFrom('source', ...fields.map(({ key }) => key)) },
    )
    return fc.tuple(source, some, extra, missing).map(([from, known, unknown, left]) => {
      const values: Record<string, unknown> = { source: from, ...known, ...unknown }
      if (left) delete values[left]
      return values
    })
  }
  fc.assert(
    fc.property(
      fieldsArbitrary.chain((fields) =>
        fc.tuple(fc.constant(fields), fc.array(valuesOf(fields), { minLength: EVENTS, maxLength: EVENTS })),
      ),
      ([fields, events]) => {
        const validate = validatorOf(fields)
        const version = { id: 'order-created@3', fields }
        for (const values of events) {
          const issues = checkFields(rulesOf(version), values)
          expect(checkFieldsOf(version, values)).toEqual(issues)
          const ours = issues.length === 0
          checked++
          if (ours) valid++
          if (ours !== validate(values)) expect.fail(JSON.stringify({ ours, errors: validate.errors, values, fields }).slice(0, 2000))
        }
      },
    ),
    { numRuns: 400, endOnFailure: true, reporter: (run) => run.failed && expect.fail(`seed ${run.seed}: ${run.errorInstance}`) },
  )
  expect(checked).toBeGreaterThanOrEqual(20_000)
  // Neither all valid nor all refused, or the agreement would say nothing.
  expect(valid).toBeGreaterThan(checked / 20)
  expect(valid).toBeLessThan((checked * 19) / 20)
}, 120_000)
