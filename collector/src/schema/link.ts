import * as v from 'valibot'
import { pageSchema } from './list.js'
import { roleSchema } from './member.js'
import { emailSchema, passwordSchema, personSchema } from './person.js'
import { instantSchema, nameSchema } from './text.js'

const tokenSchema = v.pipe(v.string(), v.description('What follows # in the link'))

export const linkReadSchema = v.strictObject({ token: tokenSchema })
export const linkUseSchema = v.strictObject({
  token: tokenSchema,
  name: v.optional(nameSchema),
  email: v.optional(emailSchema),
  password: v.optional(passwordSchema),
})
export type LinkUse = v.InferOutput<typeof linkUseSchema>

/** A new account takes all of it. */
export const accountSchema = v.object({ name: nameSchema, email: emailSchema, password: passwordSchema })
/** A new password takes nothing else. */
export const newPasswordSchema = v.object({ password: passwordSchema })

export const linkSchema = v.pipe(
  v.object({
    kind: v.picklist(['setup', 'invitation', 'password']),
    sectionName: v.optional(v.pipe(v.string(), v.description('With an invitation'))),
    role: v.optional(v.pipe(roleSchema, v.description('With an invitation'))),
    email: v.optional(v.pipe(v.string(), v.description('With a new password: whose'))),
    personName: v.optional(v.pipe(v.string(), v.description('With a new password: whose'))),
  }),
  v.metadata({ ref: 'Link' }),
)
export type Link = v.InferOutput<typeof linkSchema>

export const linkUsedSchema = v.object({ person: personSchema })

const url = v.pipe(v.string(), v.description('Shown once; it works once'))
export const newLinkSchema = v.pipe(v.object({ url, expiresAt: instantSchema }), v.metadata({ ref: 'NewLink' }))

export const newInvitationSchema = v.strictObject({ role: roleSchema })
export const madeInvitationSchema = v.pipe(
  v.object({ id: v.string(), url, role: roleSchema, expiresAt: instantSchema }),
  v.metadata({ ref: 'NewInvitation' }),
)
export const invitationSchema = v.pipe(
  v.object({
    id: v.string(),
    role: roleSchema,
    createdAt: instantSchema,
    expiresAt: instantSchema,
    createdBy: v.pipe(v.nullable(v.string()), v.description('Name of the person; null for whoever held the token')),
  }),
  v.metadata({ ref: 'Invitation' }),
)
export type Invitation = v.InferOutput<typeof invitationSchema>
export const invitationPageSchema = pageSchema(invitationSchema)
