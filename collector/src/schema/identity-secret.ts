import * as v from 'valibot'
import { pageSchema } from './list.js'
import { graceSecondsSchema } from './section.js'
import { instantSchema } from './text.js'

/** Checking a proof tries each of them. */
export const MAX_IDENTITY_SECRETS = 5

export const newIdentitySecretSchema = v.strictObject({ graceSeconds: graceSecondsSchema })

const secretEntries = {
  id: v.string(),
  createdAt: instantSchema,
  validUntil: v.pipe(v.nullable(instantSchema), v.description('Of one that was replaced; null for the one in use')),
}

export const identitySecretSchema = v.pipe(v.object(secretEntries), v.metadata({ ref: 'IdentitySecret' }))
export type IdentitySecret = v.InferOutput<typeof identitySecretSchema>

export const madeIdentitySecretSchema = v.object({
  ...secretEntries,
  secret: v.pipe(v.string(), v.description('For the shop’s server alone, and told only here')),
})
export type MadeIdentitySecret = v.InferOutput<typeof madeIdentitySecretSchema>

export const identitySecretPageSchema = pageSchema(identitySecretSchema)
