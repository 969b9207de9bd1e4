import * as v from 'valibot'
import { instantSchema } from './text.js'

export const overviewQuerySchema = v.object({
  range: v.optional(v.pipe(v.picklist(['24h', '7d', '30d']), v.description('Ends now; by hours, and 30d by days in UTC')), '24h'),
})

const verdicts = { accepted: v.number(), duplicate: v.number(), rejected: v.number() }

export const overviewSchema = v.pipe(
  v.object({
    range: v.picklist(['24h', '7d', '30d']),
    grain: v.picklist(['hour', 'day']),
    points: v.pipe(v.array(v.object({ at: instantSchema, ...verdicts })), v.description('The oldest first, one per hour or day')),
    customEvents: v.pipe(
      v.array(v.object({ discriminator: v.string(), name: v.string(), ...verdicts })),
      v.description('The 20 with the most events; hidden ones are left out, but not of the points'),
    ),
    sources: v.pipe(v.array(v.object({ source: v.string(), ...verdicts })), v.description('The 20 with the most events')),
  }),
  v.metadata({ ref: 'Overview' }),
)
export type Overview = v.InferOutput<typeof overviewSchema>
