import * as v from 'valibot'
import { fieldSchema } from './custom-event.js'
import { pageSchema } from './list.js'
import { instantSchema } from './text.js'

const placeSchema = { host: v.pipe(v.string(), v.description('Empty for events without a page')), path: v.string() }

const changeSchema = v.pipe(
  v.object({
    kind: v.picklist(['added', 'removed', 'retyped', 'required', 'optional', 'renamed', 'moved']),
    key: v.string(),
    from: v.optional(fieldSchema),
    to: v.optional(fieldSchema),
    impact: v.picklist(['none', 'some', 'all']),
  }),
  v.metadata({ ref: 'FieldChange' }),
)

export const measuredSchema = v.object({
  events: v.pipe(v.number(), v.description('Stored events that were checked: the newest 10,000, fewer where many fields change')),
  failing: v.pipe(v.number(), v.description('Of them, those that would not be accepted')),
  issues: v.pipe(v.array(v.object({ code: v.string(), field: v.string(), count: v.number() })), v.description('Why, most first')),
})
export type Measured = v.InferOutput<typeof measuredSchema>

const senderSchema = v.object({
  version: v.number(),
  count: v.number(),
  lastSeenAt: instantSchema,
  pages: v.pipe(
    v.array(v.object({ ...placeSchema, count: v.number(), lastSeenAt: instantSchema })),
    v.description('The 20 that sent the most'),
  ),
})
export type Sender = v.InferOutput<typeof senderSchema>

export const previewSchema = v.pipe(
  v.object({
    changes: v.array(changeSchema),
    impact: v.pipe(v.picklist(['none', 'some', 'all']), v.description('Which events of the newest version would fail under these fields')),
    measured: measuredSchema,
    senders: v.pipe(v.array(senderSchema), v.description('Versions that pages send, the newest first')),
  }),
  v.metadata({ ref: 'FieldsPreview' }),
)

export const installationSchema = v.pipe(
  v.object({ ...placeSchema, version: v.number(), count: v.number(), firstSeenAt: instantSchema, lastSeenAt: instantSchema }),
  v.metadata({ ref: 'Installation' }),
)
export type Installation = v.InferOutput<typeof installationSchema>

export const installationPageSchema = pageSchema(installationSchema)
