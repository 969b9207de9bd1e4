import { checkFields, checkFieldsOf, type Field, rulesOf, toJsonSchema } from '@milepost/sdk/contract'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import * as v from 'valibot'
import { z } from 'zod'
import type { Values } from './events.ts'

/** One way to check the values of an event. */
export interface Contender {
  readonly key: string
  readonly name: string
  readonly peer?: boolean
  /** Makes what checks the values of one definition, and says whether they are valid. */
  made(fields: readonly Field[]): (values: Values) => boolean
}

const VERSION = 'order-created@1'

function ajvFor(fields: readonly Field[], allErrors: boolean): (values: Values) => boolean {
  const ajv = new Ajv2020({ strict: true, allErrors })
  ;(addFormats as unknown as typeof addFormats.default)(ajv)
  return ajv.compile(toJsonSchema({ id: VERSION, fields }))
}

// What zod and valibot cannot say by themselves is left out, which makes them faster: they count UTF-16 units where the contract counts code points,
// let ill-formed Unicode pass and know no leap seconds, and valibot knows no calendar.

const zodTypes = {
  text: () => z.string().max(4096),
  boolean: () => z.boolean(),
  number: () => z.int(),
  decimal: () => z.number(),
  date: () => z.iso.date(),
  timestamp: () => z.iso.datetime({ offset: true }),
}

const zodFor = (fields: readonly Field[]) =>
  z.strictObject({
    source: z.string().min(1).max(255),
    ...Object.fromEntries(fields.map(({ key, type, required }) => [key, required ? zodTypes[type]() : zodTypes[type]().optional()])),
  })

const valibotTypes = {
  text: () => v.pipe(v.string(), v.maxLength(4096)),
  boolean: () => v.boolean(),
  number: () => v.pipe(v.number(), v.safeInteger()),
  decimal: () => v.pipe(v.number(), v.finite()),
  date: () => v.pipe(v.string(), v.isoDate()),
  timestamp: () => v.pipe(v.string(), v.isoTimestamp()),
}

const valibotFor = (fields: readonly Field[]) =>
  v.strictObject({
    source: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
    ...Object.fromEntries(
      fields.map(({ key, type, required }) => [key, required ? valibotTypes[type]() : v.optional(valibotTypes[type]())] as const),
    ),
  })

/** Ours as the edge and as a page ask it, and what people use otherwise, with the same rules. */
export const contenders: readonly Contender[] = [
  {
    key: 'edge',
    name: '`checkFieldsOf`, which the collector runs',
    made(fields) {
      const version = { id: VERSION, fields }
      return (values) => !checkFieldsOf(version, values).length
    },
  },
  {
    key: 'page',
    name: '`checkFields`, which pages run',
    made(fields) {
      const rules = rulesOf({ id: VERSION, fields })
      return (values) => !checkFields(rules, values).length
    },
  },
  { key: 'ajv', name: 'Ajv, compiled, up to the first error', peer: true, made: (fields) => ajvFor(fields, false) },
  { key: 'ajv-all', name: 'Ajv, compiled, every error', peer: true, made: (fields) => ajvFor(fields, true) },
  {
    key: 'zod-compiled',
    name: 'zod, compiled',
    peer: true,
    made(fields) {
      const schema = z.compile(zodFor(fields))
      return (values) => schema.safeParse(values).success
    },
  },
  {
    key: 'zod',
    name: 'zod',
    peer: true,
    made(fields) {
      const schema = zodFor(fields)
      return (values) => schema.safeParse(values).success
    },
  },
  {
    key: 'valibot',
    name: 'valibot',
    peer: true,
    made(fields) {
      const schema = valibotFor(fields)
      return (values) => v.safeParse(schema, values).success
    },
  },
]
