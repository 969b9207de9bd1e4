import * as v from 'valibot'
import { pageSchema } from './list.js'
import { instantSchema } from './text.js'

/** What a person may do in a section. Each role may do what those before it may. */
export const roles = ['viewer', 'editor', 'owner'] as const
export type Role = (typeof roles)[number]

export const roleSchema = v.pipe(
  v.picklist(roles),
  v.description('A viewer reads, an editor also changes custom events, an owner also settings and members'),
)

export const memberSchema = v.pipe(
  v.object({ id: v.string(), name: v.string(), email: v.string(), role: roleSchema, since: instantSchema }),
  v.metadata({ ref: 'Member' }),
)
export type Member = v.InferOutput<typeof memberSchema>

export const memberPageSchema = pageSchema(memberSchema)
export const memberChangeSchema = v.strictObject({ role: roleSchema })
