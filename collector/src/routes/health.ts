import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import * as v from 'valibot'
import type { AppEnv } from '../env.js'
import { Problem } from '../problem.js'
import { NEWEST_MIGRATION, readSchema } from '../store/health.js'
import { json, refusals, stored } from './answers.js'

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
    summary: 'Whether the storage answers, and has the tables that this version needs',
    responses: { 200: json('It does', healthSchema), ...refusals('storage_unavailable', 'schema_outdated') },
  }),
  async (c) => {
    c.header('Cache-Control', 'no-store')
    const { version, isComplete } = await stored(() => readSchema(c.env.DB))
    if (version === null || !isComplete) {
      const applied = version === null ? 'No migration has been applied' : `The newest migration that was applied is ${version}`
      throw new Problem('schema_outdated', { detail: `${applied}; this version needs ${NEWEST_MIGRATION}` })
    }
    return c.json({ status: 'ok' as const, schema: version })
  },
)
