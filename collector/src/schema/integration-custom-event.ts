import { categories } from '@milepost/sdk/contract'
import * as v from 'valibot'
import { allowedOperationsSchema, customEventSchema, versionSchema } from './custom-event.js'
import { listQuery, pageSchema } from './list.js'

export const integrationCustomEventQuerySchema = v.object({ ...listQuery, category: v.optional(v.picklist(categories)) })

// Who has saved a version is no concern of an integration.
const integrationVersionSchema = v.omit(versionSchema.pipe[0], ['savedBy', 'received', 'lastSeenAt'])

export const integrationCustomEventSchema = v.pipe(
  v.object({
    ...v.omit(customEventSchema.pipe[0], ['hidden', 'hiddenAt', 'editableAt', 'versions', 'stats']).entries,
    versions: v.pipe(v.array(integrationVersionSchema), v.description('Oldest first; each stays accepted')),
    allowed: v.pipe(
      allowedOperationsSchema,
      v.description(
        'What this key may do, per identifier: `allowedOperations`, as far as its scopes go. `read` takes the scope `profiles:read`, `write` takes `events:write`',
      ),
    ),
  }),
  v.metadata({ ref: 'IntegrationCustomEvent' }),
)
export type IntegrationCustomEvent = v.InferOutput<typeof integrationCustomEventSchema>

export const integrationCustomEventPageSchema = pageSchema(integrationCustomEventSchema)
