import * as v from 'valibot'
import { listQuery, pageSchema } from './list.js'
import { instantSchema } from './text.js'

/** Everything that is kept of who changed what. Only grows: entries with a name that is gone could not be told. */
export const auditActions = [
  'section.created',
  'section.changed',
  'write_key.rotated',
  'member.joined',
  'member.changed',
  'member.removed',
  'password_link.made',
  'invitation.made',
  'invitation.removed',
  'custom_event.created',
  'custom_event.changed',
  'custom_event.hidden',
  'version.saved',
  'quarantine_group.repaired',
  'integration_key.made',
  'integration_key.revoked',
  'identity_secret.made',
  'identity_secret.revoked',
  'profile.merged',
  'merge.undone',
  'profile.erased',
  'profile.exported',
  'erasure.replayed',
] as const
export type AuditAction = (typeof auditActions)[number]

export const actorSchema = v.pipe(
  v.object({
    kind: v.pipe(
      v.picklist(['person', 'key', 'token', 'system']),
      v.description('A person, an integration by its key, whoever holds the access token, or the collector itself'),
    ),
    name: v.pipe(v.nullable(v.string()), v.description('Of the person or the key as it is now; null where there is none any more')),
  }),
  v.metadata({ ref: 'Actor' }),
)
export type Actor = v.InferOutput<typeof actorSchema>

export const auditQuerySchema = v.object({
  ...listQuery,
  action: v.optional(v.pipe(v.picklist(auditActions), v.description('Only entries of this kind'))),
})

export const auditEntrySchema = v.pipe(
  v.object({
    at: instantSchema,
    actor: actorSchema,
    action: v.picklist(auditActions),
    object: v.pipe(v.string(), v.description('What it was done to: a discriminator, or an ID')),
    detail: v.pipe(v.nullable(v.record(v.string(), v.unknown())), v.description('More of it; nothing personal of customers or members')),
  }),
  v.metadata({ ref: 'AuditEntry' }),
)
export type AuditEntry = v.InferOutput<typeof auditEntrySchema>

export const auditPageSchema = pageSchema(auditEntrySchema)
