import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import * as v from 'valibot'
import type { AppEnv } from '../env.js'
import { Problem, STORAGE_RETRY_SECONDS } from '../problem.js'
import { schemaVersion } from '../store/health.js'
import { json, refusals } from './answers.js'

const healthSchema = v.object({
  status: v.literal('ok'),
  schema: v.pipe(v.string(), v.metadata({ description: 'The newest migration that was applied', examples: ['0000_first_tables'] })),
})

/** Whether the collector can do its work, for whoever watches it. */
export const healthRoutes = new Hono<AppEnv>().get(
  '/',
  describeRoute({
    operationId: 'health',
    tags: ['Operation'],
    summary: 'Whether the storage answers',
    responses: { 200: json('It does', healthSchema), ...refusals('storage_unavailable') },
  }),
  async (c) => {
    c.header('Cache-Control', 'no-store')
    try {
      return c.json({ status: 'ok' as const, schema: await schemaVersion(c.env.DB) })
    } catch (cause) {
      throw new Problem('storage_unavailable', { retryAfterSeconds: STORAGE_RETRY_SECONDS, cause })
    }
  },
)
