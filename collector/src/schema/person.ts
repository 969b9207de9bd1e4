import * as v from 'valibot'
import { textRule } from './text.js'

/** As NIST SP 800-63B advises where nothing else is asked for: length, and no rules about characters. */
export const MIN_PASSWORD_LENGTH = 12
/** Hashing costs the same however long it is; this only keeps requests small. */
export const MAX_PASSWORD_LENGTH = 128
/** RFC 5321 allows no longer path. */
const MAX_EMAIL_LENGTH = 254

export const emailSchema = v.pipe(
  v.string(),
  v.trim(),
  v.toLowerCase(),
  v.maxLength(MAX_EMAIL_LENGTH),
  v.email(),
  v.metadata({ description: 'Kept in lower case' }),
)

export const passwordSchema = v.pipe(
  v.string(),
  textRule(({ length }) =>
    length >= MIN_PASSWORD_LENGTH && length <= MAX_PASSWORD_LENGTH
      ? undefined
      : { expected: `${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters`, received: `${length} characters` },
  ),
  v.metadata({ description: `${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters` }),
)

export const personSchema = v.pipe(
  v.object({
    id: v.string(),
    name: v.string(),
    email: v.string(),
    administrator: v.pipe(v.boolean(), v.description('Owns every section')),
  }),
  v.metadata({ ref: 'Person' }),
)
export type Person = v.InferOutput<typeof personSchema>

export const meSchema = v.object({
  person: v.pipe(v.nullable(personSchema), v.description('null for whoever holds the token')),
  maySectionsBeCreated: v.boolean(),
})
