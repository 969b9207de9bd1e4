import * as v from 'valibot'
import { pageSchema } from './list.js'
import { instantSchema, nameSchema } from './text.js'

/** More keys that work are no longer a list that a person oversees. */
export const MAX_INTEGRATION_KEYS = 100

/** What a key may be used for. What it may write and read is also up to the allowed operations of each custom event. */
export const scopes = ['events:write', 'profiles:read', 'profiles:merge', 'definitions:read'] as const
export type Scope = (typeof scopes)[number]

const scopesSchema = v.pipe(
  v.array(v.picklist(scopes)),
  v.minLength(1),
  v.check((list) => new Set(list).size === list.length, 'must name each scope once'),
)

export const newIntegrationKeySchema = v.strictObject({ name: nameSchema, scopes: scopesSchema })
export type NewIntegrationKey = v.InferOutput<typeof newIntegrationKeySchema>

const keyEntries = {
  id: v.pipe(v.string(), v.description('Public: a key begins with `sk_<id>_`')),
  name: v.string(),
  scopes: v.array(v.picklist(scopes)),
  createdAt: instantSchema,
  createdBy: v.pipe(v.nullable(v.string()), v.description('Name of who made it; null for a holder of the token, or who is no more')),
  lastUsedAt: v.pipe(v.nullable(instantSchema), v.description('To the minute; null when it never was')),
  revokedAt: v.nullable(instantSchema),
}

export const integrationKeySchema = v.pipe(v.object(keyEntries), v.metadata({ ref: 'IntegrationKey' }))
export type IntegrationKey = v.InferOutput<typeof integrationKeySchema>

export const madeIntegrationKeySchema = v.object({
  ...keyEntries,
  key: v.pipe(v.string(), v.description('Secret, and told only here: a hash of it is kept')),
})
export type MadeIntegrationKey = v.InferOutput<typeof madeIntegrationKeySchema>

export const integrationKeyPageSchema = pageSchema(integrationKeySchema)
