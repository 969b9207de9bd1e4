import { randomUUID } from 'node:crypto'
import { checkEvent, type Field, type Issue, toJsonSchema } from '@milepost/sdk/contract'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { expect, inject, test } from 'vitest'
import { management, type Section } from '../../scripts/management.ts'
import { anyValue, fieldsArbitrary, likelyValue } from '../../sdk/test/arbitraries.ts'
import { times } from '../support/long-run.ts'
import { illFormed, structures, texts } from './corpora.ts'
import { SEED } from './seeded.ts'

type Values = Record<string, unknown>

/** As many as one request takes, of each definition. */
const EVENTS = 500

interface Told {
  readonly verdicts: readonly { readonly status: string; readonly issues?: readonly Issue[] }[]
}

const rare = <Value>(usual: fc.Arbitrary<Value>, ...odd: readonly fc.Arbitrary<Value>[]) =>
  fc.oneof({ weight: 14, arbitrary: usual }, ...odd.map((arbitrary) => ({ weight: 1, arbitrary })))

const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  anyValue,
  fc.constantFrom<unknown>(...illFormed, ...structures.map((text) => JSON.parse(text) as unknown)),
  fc.constantFrom<unknown>(...texts),
)

/** Values of events of a definition: most of them nearly right. */
function valuesOf(fields: readonly Field[]): fc.Arbitrary<Values> {
  const known = fields.map(({ key, type }) => [key, rare<unknown>(likelyValue(type), oddValue, fc.constant(null))] as const)
  const required = fields.filter((field) => field.required).map(({ key }) => key)
  const some = fc.record(Object.fromEntries(known), { requiredKeys: required })
  const source = rare<unknown>(fc.constant('Website'), fc.string({ unit: 'grapheme', maxLength: 300 }), oddValue)
  const unknown = rare<Values>(fc.constant({}), fc.dictionary(fc.string(), oddValue, { maxKeys: 2, noNullPrototype: true }))
  const left = rare<string | undefined>(fc.constant(undefined), fc.constantFrom<string | undefined>('source', ...required))
  return fc.tuple(source, some, unknown, left).map(([from, mine, others, without]) => {
    // As the wire carries them: what JSON makes of a value is what all three are asked about.
    const values = JSON.parse(JSON.stringify({ source: from, ...mine, ...others })) as Values
    if (without) delete values[without]
    return values
  })
}

const isIllFormed = (value: unknown): boolean => typeof value === 'string' && !value.isWellFormed()

/** Whether JSON Schema can speak of them: it knows neither ill-formed Unicode nor `null` for what was not sent. */
const isBeyondSchema = (values: Values): boolean => Object.values(values).some((value) => value === null || isIllFormed(value))

/** JSON Schema's view of values in which what is `null` was not sent. */
const withoutNulls = (values: Values): Values => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))

const toldOf = (issues: readonly Issue[]): string => issues.map(({ code, field = '' }) => `${code} ${field}`).join()

test('page, collector and an independent validator of JSON Schema come to the same verdict', async () => {
  const [url, call] = [inject('collector'), management(inject('collector'), inject('token'))]
  const section = await call<Section>('POST', '/v1/sections', { name: 'Differential' })
  const path = `/v1/sections/${section.id}/custom-events`
  const counts = { events: 0, valid: 0, beyond: 0 }

  /** Puts the same events to all three. @returns what they do not agree on */
  async function compare(fields: Field[], events: readonly Values[]): Promise<string | undefined> {
    const event = { name: `Definition ${randomUUID()}`, category: 'signal', fields }
    const { discriminator } = await call<{ discriminator: string }>('POST', path, event)
    await call('PATCH', `${path}/${discriminator}`, { webTracking: true })
    const version = { id: `${discriminator}@1`, fields }
    const ajv = new Ajv2020({ strict: true, ownProperties: true })
    ;(addFormats as unknown as typeof addFormats.default)(ajv)
    const validate = ajv.compile(toJsonSchema(version))
    const sent = events.map((values) => ({ id: randomUUID(), version: version.id, occurredAt: '2026-11-23T10:00:00Z', fields: values }))
    const body = JSON.stringify({ writeKey: section.writeKey, events: sent })
    const answer = await fetch(`${url}/v1/events`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body })
    if (answer.status !== 200) return `${answer.status} ${await answer.text()}`
    const { verdicts } = (await answer.json()) as Told
    for (const [index, values] of events.entries()) {
      const { status, issues = [] } = verdicts[index] ?? { status: 'none' }
      const page = checkEvent(version, sent[index])
      const schema = validate(withoutNulls(values))
      counts.events++
      if (!page.length) counts.valid++
      // Of the size and the depth of the whole event a schema of its fields knows nothing, and only of such issues it may keep silent.
      const isOfWhole = page.some(({ field }) => field === undefined)
      if (isOfWhole || isBeyondSchema(values)) counts.beyond++
      // Where the whole event is wrong the collector says no more than that.
      const told = isOfWhole ? page.filter(({ field }) => field === undefined) : page
      const mayPass = isOfWhole || Object.values(values).some(isIllFormed)
      const agrees = schema === !page.length || (mayPass && schema && page.length > 0) || isOfWhole
      if (status === (page.length ? 'rejected' : 'accepted') && toldOf(told) === toldOf(issues) && agrees) continue
      return JSON.stringify({ page: toldOf(page), collector: [status, toldOf(issues)], schema, errors: validate.errors, values, fields })
    }
    return undefined
  }

  const definitions = fieldsArbitrary.chain((fields) =>
    fc.tuple(fc.constant(fields), fc.array(valuesOf(fields), { minLength: EVENTS, maxLength: EVENTS })),
  )
  await fc.assert(
    fc.asyncProperty(definitions, async ([fields, events]) => {
      const size = Buffer.byteLength(JSON.stringify(events))
      // Long texts make a request too large, which is another matter.
      const share = Math.max(1, Math.ceil(size / 300_000))
      for (let at = 0; at < events.length; at += Math.ceil(events.length / share)) {
        const differs = await compare(fields, events.slice(at, at + Math.ceil(events.length / share)))
        if (differs) expect.fail(differs.slice(0, 3000))
      }
    }),
    {
      seed: SEED,
      numRuns: times(6, 200),
      endOnFailure: true,
      reporter: (run) => run.failed && expect.fail(`seed ${run.seed}: ${String(run.errorInstance)}`),
    },
  )
  expect(counts.events).toBeGreaterThanOrEqual(times(3_000, 100_000))
  // Neither all valid nor all refused, and most of them such as all three can speak of.
  expect(counts.valid).toBeGreaterThan(counts.events / 20)
  expect(counts.valid).toBeLessThan((counts.events * 19) / 20)
  expect(counts.beyond).toBeLessThan(counts.events / 2)
  if (times(0, 1))
    console.log(`differential: ${counts.events} events, ${counts.valid} valid, ${counts.beyond} beyond JSON Schema, seed ${SEED}`)
})
