import { categories, fieldTypeNames, MAX_FIELDS, MAX_NAME_LENGTH, purposes } from '@milepost/sdk/contract'
import * as v from 'valibot'
import { listQuery, pageSchema } from './list.js'
import { descriptionSchema, instantSchema, nameSchema } from './text.js'

export const MAX_RETENTION_YEARS = 100

const operationsSchema = v.pipe(
  v.array(v.picklist(['read', 'write'])),
  v.check((list) => new Set(list).size === list.length, 'must name each operation once'),
)

/** What API keys and integrations may do with the events of people found by each identifier. */
export const allowedOperationsSchema = v.strictObject({ email: operationsSchema, mobile: operationsSchema, crmId: operationsSchema })
export type AllowedOperations = v.InferOutput<typeof allowedOperationsSchema>

const retentionYearsSchema = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_RETENTION_YEARS)))

// Only the shape is asked for here: `checkDefinition` says what is wrong with names, keys and types, and with their number.
const fieldInputSchema = v.strictObject({
  name: v.string(),
  type: v.pipe(v.string(), v.metadata({ description: `One of ${fieldTypeNames.join(', ')}` })),
  key: v.optional(v.pipe(v.string(), v.description('camelCase; derived from the name when left out'))),
  required: v.optional(v.boolean()),
})
const fieldInputsSchema = v.pipe(
  v.array(fieldInputSchema),
  v.description(`At most ${MAX_FIELDS}; every event also has the text field source`),
)

const purposeSchema = v.pipe(
  v.picklist(purposes),
  v.description('What its events are collected on pages for. Only `necessary` ones need no consent'),
)

export const newCustomEventSchema = v.strictObject({
  name: nameSchema,
  category: v.picklist(categories),
  description: v.optional(descriptionSchema, ''),
  fields: fieldInputsSchema,
})
export const customEventChangeSchema = v.strictObject({
  name: v.optional(nameSchema),
  description: v.optional(descriptionSchema),
  webTracking: v.optional(v.boolean()),
  allowedOperations: v.optional(allowedOperationsSchema),
  retentionYears: v.optional(retentionYearsSchema),
  purpose: v.optional(purposeSchema),
})
export type CustomEventChange = v.InferOutput<typeof customEventChangeSchema>

export const fieldsChangeSchema = v.strictObject({
  fields: fieldInputsSchema,
  base: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.description('Number of the version that was edited: if it is not the newest one any more, nothing is saved'),
    ),
  ),
})
export const fieldsPreviewSchema = v.strictObject({ fields: fieldInputsSchema })
export const hideSchema = v.strictObject({ confirm: v.string() })

/** Queries for more than what was saved: counts of what has arrived. */
const stats = v.optional(v.pipe(v.picklist(['true', 'false']), v.description('`true` adds what has arrived')))
export const statsQuerySchema = v.object({ stats })

export const customEventListQuerySchema = v.object({
  ...listQuery,
  stats,
  search: v.optional(
    v.pipe(v.string(), v.maxLength(MAX_NAME_LENGTH), v.description('Part of the name or discriminator, in capitals or not')),
  ),
  category: v.optional(v.picklist(categories)),
  hidden: v.optional(v.pipe(v.picklist(['true', 'false']), v.description('`true` also lists hidden custom events'))),
})

export const fieldSchema = v.pipe(
  v.object({ key: v.string(), name: v.string(), type: v.picklist(fieldTypeNames), required: v.boolean() }),
  v.metadata({ ref: 'Field' }),
)

export const versionSchema = v.pipe(
  v.object({
    id: v.pipe(v.string(), v.metadata({ description: '`<discriminator>@<number>`', examples: ['order-created@3'] })),
    number: v.number(),
    fields: v.pipe(v.array(fieldSchema), v.description('Without the source field, which every event has')),
    savedAt: instantSchema,
    usableAt: instantSchema,
    savedBy: v.pipe(v.nullable(v.string()), v.description('Name of who saved it; null for a holder of the token')),
    received: v.optional(v.pipe(v.number(), v.description('With `stats=true` on one custom event: accepted events of this version'))),
    lastSeenAt: v.optional(
      v.pipe(v.nullable(instantSchema), v.description('With `received`: when the last one arrived; null when none has')),
    ),
  }),
  v.metadata({ ref: 'DefinitionVersion' }),
)
export type SavedVersion = v.InferOutput<typeof versionSchema>

const customEventStatsSchema = v.object({
  fields: v.pipe(v.number(), v.description('Of the current version, without the source field')),
  lastSeenAt: v.pipe(v.nullable(instantSchema), v.description('When its last accepted event arrived; null when none has')),
  hours: v.pipe(
    v.array(v.object({ at: instantSchema, accepted: v.number(), rejected: v.number() })),
    v.description('The last 24 hours, the oldest first, the last one being the current hour'),
  ),
})
export type CustomEventStats = v.InferOutput<typeof customEventStatsSchema>

export const customEventSchema = v.pipe(
  v.object({
    discriminator: v.string(),
    name: v.string(),
    description: v.string(),
    category: v.picklist(categories),
    webTracking: v.boolean(),
    hidden: v.boolean(),
    hiddenAt: v.nullable(instantSchema),
    allowedOperations: allowedOperationsSchema,
    retentionYears: v.pipe(v.nullable(v.number()), v.description('null keeps its events for ever')),
    purpose: purposeSchema,
    createdAt: instantSchema,
    editableAt: v.pipe(instantSchema, v.description('From when on its fields may be changed')),
    current: v.pipe(v.number(), v.description('Number of the newest version that is usable now')),
    versions: v.pipe(v.array(versionSchema), v.description('Oldest first; each stays accepted')),
    stats: v.optional(v.pipe(customEventStatsSchema, v.description('With `stats=true` in the list'))),
  }),
  v.metadata({ ref: 'CustomEvent' }),
)
export type CustomEvent = v.InferOutput<typeof customEventSchema>

export const customEventPageSchema = pageSchema(customEventSchema)
