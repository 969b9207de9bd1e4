import { fieldTypeNames, MAX_KEY_LENGTH } from '@milepost/sdk/contract'
import * as v from 'valibot'
import { issueSchema, quarantinedSchema } from './event.js'
import { pageSchema } from './list.js'
import { instantSchema } from './text.js'

/** Events of one step of a repair: one atomic batch, and an answer within a moment. */
export const MAX_REPAIR_EVENTS = 500

/** Repairs of one call: more than a version has fields makes no sense, even where each is renamed and converted. */
const MAX_REPAIRS = 300

export const quarantineGroupSchema = v.pipe(
  v.object({
    id: v.string(),
    discriminator: v.pipe(v.nullable(v.string()), v.description('Of the version that the events name; null where they name none')),
    version: v.pipe(v.nullable(v.number()), v.description('Its number')),
    issues: v.pipe(
      v.array(v.object({ code: v.string(), field: v.optional(v.string()) })),
      v.description('What is wrong with each of them'),
    ),
    count: v.pipe(v.number(), v.description('Distinct events')),
    held: v.pipe(v.number(), v.description('Of them, those of which no repaired copy is stored')),
    firstReceivedAt: instantSchema,
    receivedAt: instantSchema,
  }),
  v.metadata({ ref: 'QuarantineGroup' }),
)
export type QuarantineGroup = v.InferOutput<typeof quarantineGroupSchema>

export const quarantineGroupPageSchema = pageSchema(quarantineGroupSchema)

export const quarantineGroupDetailSchema = v.pipe(
  v.object({
    ...quarantineGroupSchema.entries,
    pages: v.pipe(
      v.array(v.object({ host: v.string(), path: v.string(), count: v.number() })),
      v.description('Where the newest 500 of its events come from, most first; an empty host stands for no page'),
    ),
    samples: v.pipe(v.array(quarantinedSchema), v.description('Its newest 20 events')),
  }),
  v.metadata({ ref: 'QuarantineGroupDetail' }),
)
export type QuarantineGroupDetail = v.InferOutput<typeof quarantineGroupDetailSchema>

// Fields of a rejected event are named as it has them, which may be anything that fits; those it gets are keys.
const sentField = v.pipe(v.string(), v.maxLength(4096))
const key = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_KEY_LENGTH))

const repairSchema = v.pipe(
  v.variant('kind', [
    v.strictObject({ kind: v.literal('rename'), from: sentField, to: key }),
    v.strictObject({ kind: v.literal('convert'), field: sentField, to: v.picklist(fieldTypeNames) }),
    v.strictObject({ kind: v.literal('default'), field: key, value: v.union([v.string(), v.number(), v.boolean()]) }),
    v.strictObject({ kind: v.literal('drop'), field: sentField }),
  ]),
  v.metadata({ ref: 'Repair' }),
)

export const repairRequestSchema = v.strictObject({
  version: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.description('Number of the version to send them as; by default the current one')),
  ),
  customEvent: v.optional(
    v.pipe(v.string(), v.description('Discriminator of the custom event to send them as; by default the one they name')),
  ),
  repairs: v.pipe(v.array(repairSchema), v.maxLength(MAX_REPAIRS), v.description('Applied in this order')),
  dryRun: v.pipe(v.boolean(), v.description('Whether only to say what would become of the events')),
  cursor: v.optional(v.pipe(v.string(), v.maxLength(200), v.description('The `nextCursor` of the step before'))),
  limit: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_REPAIR_EVENTS), v.description('Events of this step, at most')),
    MAX_REPAIR_EVENTS,
  ),
})
export type RepairRequest = v.InferOutput<typeof repairRequestSchema>

export const repairStepSchema = v.pipe(
  v.object({
    checked: v.pipe(v.number(), v.description('Events of this step: repaired, rejected and duplicates together')),
    repaired: v.pipe(v.number(), v.description('Stored now; with `dryRun`, those that would be')),
    rejected: v.pipe(v.number(), v.description('Still not valid; they stay as they are')),
    duplicates: v.pipe(v.number(), v.description('Stored already, because they were sent again or repaired meanwhile')),
    samples: v.pipe(
      v.array(
        v.object({
          status: v.picklist(['repaired', 'rejected', 'duplicate']),
          before: v.pipe(v.unknown(), v.description('As it was sent')),
          after: v.pipe(v.unknown(), v.description('As it is sent again')),
          issues: v.array(issueSchema),
        }),
      ),
      v.description('The first ones of this step, at most 10'),
    ),
    issues: v.pipe(
      v.array(v.object({ code: v.string(), field: v.optional(v.string()), count: v.number() })),
      v.description('What is still wrong with the rejected ones, most first'),
    ),
    nextCursor: v.pipe(v.nullable(v.string()), v.description('Give it as `cursor` for the next step; null after the last one')),
  }),
  v.metadata({ ref: 'RepairStep' }),
)
export type RepairStep = v.InferOutput<typeof repairStepSchema>
