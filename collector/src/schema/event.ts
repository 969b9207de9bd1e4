import { consentPurposes, MAX_EVENTS_PER_REQUEST, parseVersionId } from '@milepost/sdk/contract'
import * as v from 'valibot'
import { listQuery, pageSchema } from './list.js'
import { identifierSchema } from './profile.js'
import { instantSchema, textRule } from './text.js'

/**
 * The body of `POST /v1/events`. Only what concerns the whole request is required: each event is judged by itself, and what is optional
 * is read leniently, because refusing a request over it would lose its events.
 */
export const batchSchema = v.object({
  writeKey: v.string(),
  events: v.pipe(v.array(v.unknown()), v.minLength(1)),
  sentAt: v.optional(v.unknown()),
  dropped: v.optional(v.unknown()),
})

/** The body of `POST /v1/integrations/events`: the key names the section. */
export const integrationBatchSchema = v.omit(batchSchema, ['writeKey'])

/** Rows that a search looks through: each has to be read, and a person looks for what has just arrived. */
export const MAX_SEARCHED_EVENTS = 5_000

/** Lists of recent events reach back so far: they are for watching what arrives. Older events are read by their profiles. */
export const RECENT_DAYS = 30

/** Rejected events are kept for so long after they last came: a month to notice and repair, since nobody knows what else is in them. */
export const QUARANTINE_DAYS = 30

const consentSchema = v.pipe(
  v.object({ purposes: v.array(v.picklist(consentPurposes)), at: v.pipe(instantSchema, v.description('When it was given')) }),
  v.metadata({ ref: 'Consent', description: 'The consent under which it is sent' }),
)

const visitorIdSchema = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(64),
  v.description(
    'The random ID of one browser. An event with a placeholder in its place, like `undefined` or `0`, is stored without a visitor',
  ),
)

const head = {
  id: v.pipe(v.string(), v.uuid(), v.description('Made by the sender, v7 preferred: the idempotency key')),
  occurredAt: instantSchema,
}

const eventEntries = {
  ...head,
  version: v.pipe(v.string(), v.metadata({ description: '`<discriminator>@<number>`', examples: ['order-created@3'] })),
  page: v.optional(v.object({ url: v.optional(v.string()), referrer: v.optional(v.string()), title: v.optional(v.string()) })),
  consent: v.optional(consentSchema),
  fields: v.record(v.string(), v.unknown()),
}

const eventSchema = v.pipe(v.object({ ...eventEntries, visitorId: v.optional(visitorIdSchema) }), v.metadata({ ref: 'Event' }))

const identificationSchema = v.pipe(
  v.object({
    ...head,
    visitorId: visitorIdSchema,
    identify: identifierSchema,
    proof: v.optional(v.pipe(v.string(), v.description('`v1.<expires>.<nonce>.<hex>`, made by the shop’s server'))),
    consent: v.optional(consentSchema),
  }),
  v.metadata({ ref: 'Identification', description: 'Says who a visitor is' }),
)

const integrationEventSchema = v.pipe(v.object({ ...eventEntries, profile: identifierSchema }), v.metadata({ ref: 'IntegrationEvent' }))

const batchEntries = {
  sentAt: v.optional(
    v.pipe(instantSchema, v.description('By the sender’s clock, which is corrected with it; ignored when it is no instant')),
  ),
  dropped: v.optional(
    v.pipe(v.record(v.string(), v.number()), v.description('How many events the sender had to give up since its last batch, by reason')),
  ),
}

const entriesOf = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.pipe(v.array(schema), v.minLength(1), v.maxLength(MAX_EVENTS_PER_REQUEST))

/** The same bodies as they are documented: what a well-behaved sender sends. */
export const documentedBatchSchema = v.pipe(
  v.object({ writeKey: v.string(), ...batchEntries, events: entriesOf(v.union([eventSchema, identificationSchema])) }),
  v.metadata({ ref: 'Batch' }),
)
export const documentedIntegrationBatchSchema = v.pipe(
  v.object({ ...batchEntries, events: entriesOf(integrationEventSchema) }),
  v.metadata({ ref: 'IntegrationBatch' }),
)

export const issueSchema = v.pipe(
  v.object({
    code: v.string(),
    field: v.optional(v.string()),
    expected: v.optional(v.string()),
    received: v.optional(v.string()),
    message: v.string(),
  }),
  v.metadata({ ref: 'Issue' }),
)

const verdictSchema = v.variant('status', [
  v.object({ id: v.string(), status: v.picklist(['accepted', 'duplicate']) }),
  v.object({ id: v.nullable(v.string()), status: v.literal('rejected'), issues: v.array(issueSchema) }),
])

export const verdictsSchema = v.pipe(
  v.object({
    accepted: v.number(),
    duplicates: v.number(),
    rejected: v.number(),
    verdicts: v.pipe(v.array(verdictSchema), v.description('One per event, in order')),
  }),
  v.metadata({ ref: 'Verdicts' }),
)

export const newTestEventSchema = v.strictObject({
  fields: v.pipe(v.record(v.string(), v.unknown()), v.description('The values, `source` among them')),
})
export const testVerdictSchema = v.object({ verdict: verdictSchema })

const customEvent = v.optional(v.pipe(v.string(), v.description('Discriminator: only the events of this custom event')))

export const quarantineQuerySchema = v.object({ ...listQuery, customEvent })

const searched = (what: string): string => `${what}, among the newest ${MAX_SEARCHED_EVENTS} only`

export const recentQuerySchema = v.object({
  ...listQuery,
  customEvent,
  verdict: v.optional(v.picklist(['accepted', 'rejected'])),
  version: v.optional(
    v.pipe(
      v.string(),
      textRule((text) =>
        parseVersionId(text) ? undefined : { expected: 'a version such as order-created@3', received: 'something else' },
      ),
      v.description(searched('Only the events of this version')),
    ),
  ),
  source: v.optional(v.pipe(v.string(), v.description(searched('Only the events with this source')))),
  host: v.optional(v.pipe(v.string(), v.description(searched('Only the events of pages with this host, such as `shop.example`')))),
})

export const quarantinedSchema = v.pipe(
  v.object({
    id: v.pipe(v.nullable(v.string()), v.description('The event’s ID; null when it had none that is valid')),
    issues: v.array(issueSchema),
    event: v.pipe(
      v.unknown(),
      v.description(
        'As it was sent; what nests too deep is replaced by "…", and one too large is a text, cut. So is what is beyond 4 MB in one answer',
      ),
    ),
    count: v.pipe(v.number(), v.description('How often the very same event was sent')),
    firstReceivedAt: instantSchema,
    receivedAt: instantSchema,
    repairedAt: v.pipe(v.nullable(instantSchema), v.description('When a repaired copy of it was stored; null while it is held')),
    version: v.pipe(v.nullable(v.string()), v.description('As the event has it; null where it has none')),
    source: v.pipe(v.nullable(v.string()), v.description('As the event has it; null where it has none')),
    page: v.pipe(v.nullable(v.record(v.string(), v.string())), v.description('As the event has it; null where it has none')),
  }),
  v.metadata({ ref: 'QuarantinedEvent' }),
)
export type Quarantined = v.InferOutput<typeof quarantinedSchema>
export const quarantinePageSchema = pageSchema(quarantinedSchema)

const acceptedSchema = v.object({
  status: v.literal('accepted'),
  id: v.string(),
  version: v.string(),
  source: v.string(),
  occurredAt: v.pipe(instantSchema, v.description('Corrected for the sender’s clock')),
  senderOccurredAt: v.string(),
  sentAt: v.nullable(v.string()),
  receivedAt: instantSchema,
  clamped: v.pipe(v.boolean(), v.description('Whether occurredAt was out of bounds and is receivedAt instead')),
  visitorId: v.nullable(v.string()),
  profileId: v.pipe(v.nullable(v.string()), v.description('Of the profile that it is of; null when it did not say whose it is')),
  page: v.nullable(v.record(v.string(), v.string())),
  fields: v.record(v.string(), v.unknown()),
})
const rejectedSchema = v.object({ status: v.literal('rejected'), ...quarantinedSchema.entries })
export const recentSchema = v.pipe(v.variant('status', [acceptedSchema, rejectedSchema]), v.metadata({ ref: 'RecentEvent' }))
export type Recent = v.InferOutput<typeof recentSchema>
export const recentPageSchema = pageSchema(recentSchema)
