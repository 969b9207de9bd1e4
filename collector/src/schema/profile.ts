import { categories, identifierKinds, isInstant, parseVersionId } from '@milepost/sdk/contract'
import * as v from 'valibot'
import { actorSchema } from './audit.js'
import { listBody, listQuery, pageSchema } from './list.js'
import { instantSchema, textRule } from './text.js'

/** Identifiers, visitors and merges that are told of one profile: a person has few; what has more is a mistake of a sender. */
export const MAX_TOLD = 100

// What is an identifier of one person, `readIdentifier` says. Longer texts need no reading.
const identifier = v.optional(v.pipe(v.string(), v.maxLength(1000)))
const identifiers = { email: identifier, mobile: identifier, crmId: identifier }

const exactlyOne = (names: readonly string[]) =>
  v.rawCheck<object>(({ dataset, addIssue }) => {
    const given = dataset.typed ? Object.keys(dataset.value).length : 1
    if (given === 1) return
    const [expected, received] = [`an object with exactly one of ${names.join(', ')}`, given ? `one with ${given}` : 'one with none']
    addIssue({ expected, received, message: `must be ${expected}, received ${received}` })
  })

/** Names a profile by one identifier. */
export const identifierSchema = v.pipe(
  v.strictObject(identifiers),
  exactlyOne(identifierKinds),
  v.description('Exactly one of them; normalised as in events'),
  v.metadata({ ref: 'Identifier' }),
)

const reference = {
  ...identifiers,
  visitorId: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
  id: v.optional(v.pipe(v.string(), v.maxLength(100))),
}

/** Names a profile by anything that is its own. */
export const referenceSchema = v.pipe(
  v.strictObject(reference),
  exactlyOne(Object.keys(reference)),
  v.description('Exactly one of them; identifiers are normalised as in events'),
  v.metadata({ ref: 'ProfileReference' }),
)

export const lookupSchema = v.strictObject({ profile: referenceSchema })

const subject = { kind: v.picklist(identifierKinds), value: v.string() }

const mergeEntries = {
  id: v.string(),
  mergedAt: instantSchema,
  mergedBy: actorSchema,
  target: v.pipe(v.object({ id: v.string() }), v.description('The profile that stayed')),
  source: v.pipe(
    v.object({ id: v.string(), identifiers: v.array(v.object(subject)) }),
    v.description('The profile that became a part of it, with what it is found by'),
  ),
  undoneAt: v.pipe(v.nullable(instantSchema), v.description('null while it holds')),
  undoneBy: v.nullable(actorSchema),
}
export const mergeSchema = v.pipe(v.object(mergeEntries), v.metadata({ ref: 'Merge' }))
export type Merge = v.InferOutput<typeof mergeSchema>
export const mergeAnswerSchema = v.object({ merge: mergeSchema })

export const profileSchema = v.pipe(
  v.object({
    id: v.string(),
    createdAt: instantSchema,
    identifiers: v.pipe(v.array(v.object({ ...subject, createdAt: instantSchema })), v.description(`The first ${MAX_TOLD}, oldest first`)),
    visitors: v.pipe(
      v.array(v.object({ visitorId: v.string(), createdAt: instantSchema })),
      v.description(`Its browsers: the newest ${MAX_TOLD}, newest first`),
    ),
    visitorCount: v.pipe(v.number(), v.description('Of all its browsers')),
    merges: v.pipe(v.array(mergeSchema), v.description(`The newest ${MAX_TOLD}, newest first, undone ones too`)),
    firstSeenAt: v.pipe(v.nullable(instantSchema), v.description('When the first of its events occurred; null when it has none')),
    lastSeenAt: v.nullable(instantSchema),
  }),
  v.metadata({ ref: 'Profile' }),
)
export type Profile = v.InferOutput<typeof profileSchema>
export const profileAnswerSchema = v.object({ profile: profileSchema })

const instant = textRule((text) =>
  isInstant(text) ? undefined : { expected: 'an RFC 3339 instant such as 2026-11-23T10:00:00Z', received: 'something else' },
)

/** What a timeline can be narrowed to. */
export const timelineFilter = {
  customEvent: v.optional(v.pipe(v.string(), v.description('Discriminator: only the events of this custom event'))),
  version: v.optional(
    v.pipe(
      v.string(),
      textRule((text) =>
        parseVersionId(text) ? undefined : { expected: 'a version such as order-created@3', received: 'something else' },
      ),
      v.description('Only the events of this version'),
    ),
  ),
  since: v.optional(v.pipe(v.string(), instant, v.description('Only what occurred at this instant or later'))),
  until: v.optional(v.pipe(v.string(), instant, v.description('Only what occurred before this instant'))),
}

export const timelineQuerySchema = v.object({ ...listQuery, ...timelineFilter })

const eventEntries = {
  id: v.string(),
  version: v.pipe(v.string(), v.metadata({ description: '`<discriminator>@<number>`', examples: ['order-created@3'] })),
  name: v.pipe(v.string(), v.description('Of the custom event')),
  category: v.picklist(categories),
  source: v.string(),
  occurredAt: v.pipe(instantSchema, v.description('Corrected for the sender’s clock')),
  receivedAt: instantSchema,
  via: v.pipe(v.picklist([...identifierKinds, 'visitor']), v.description('By what it named the profile')),
  page: v.nullable(v.record(v.string(), v.string())),
  fields: v.record(v.string(), v.unknown()),
  consent: v.pipe(v.nullable(v.record(v.string(), v.unknown())), v.description('What it was sent under; null when nothing was told')),
}

export const profileEventSchema = v.pipe(
  v.object({ ...eventEntries, visitorId: v.nullable(v.string()) }),
  v.metadata({ ref: 'ProfileEvent' }),
)
export type ProfileEvent = v.InferOutput<typeof profileEventSchema>
export const timelinePageSchema = pageSchema(profileEventSchema)

/** The body with which an integration looks somebody up. */
export const integrationLookupSchema = v.strictObject({ profile: identifierSchema, ...listBody, ...timelineFilter })

const integrationEventSchema = v.pipe(v.object(eventEntries), v.metadata({ ref: 'IntegrationProfileEvent' }))

export const integrationProfileSchema = v.pipe(
  v.object({
    id: v.string(),
    createdAt: instantSchema,
    identifiers: v.pipe(
      v.array(
        v.object({
          kind: subject.kind,
          value: v.pipe(
            v.nullable(v.string()),
            v.description('null unless it is the one that was asked by, or some custom event may be read by its kind'),
          ),
          createdAt: instantSchema,
        }),
      ),
      v.description(`The first ${MAX_TOLD}, oldest first`),
    ),
    visitorCount: v.pipe(v.number(), v.description('Of its browsers')),
  }),
  v.metadata({ ref: 'IntegrationProfile' }),
)
export type IntegrationProfile = v.InferOutput<typeof integrationProfileSchema>
export const integrationProfileAnswerSchema = v.object({
  profile: integrationProfileSchema,
  events: v.pipe(pageSchema(integrationEventSchema), v.description('Those that may be read by the kind of identifier that was asked by')),
})
export type IntegrationProfileAnswer = v.InferOutput<typeof integrationProfileAnswerSchema>

/** The body with which an integration merges two profiles. */
export const newMergeSchema = v.strictObject({ target: identifierSchema, source: identifierSchema })

export const integrationMergeSchema = v.pipe(
  v.object({
    id: v.string(),
    target: v.pipe(v.string(), v.description('ID of the profile that stayed')),
    source: v.pipe(v.string(), v.description('ID that the other one had')),
    mergedAt: instantSchema,
    undoneAt: mergeEntries.undoneAt,
  }),
  v.metadata({ ref: 'IntegrationMerge' }),
)
