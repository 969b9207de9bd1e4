import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { access } from '../auth.js'
import type { AppEnv } from '../env.js'
import { auditPageSchema, auditQuerySchema } from '../schema/audit.js'
import { query } from '../schema/request.js'
import { listAudit } from '../store/audit.js'
import { json, managed, managing, refusals } from './answers.js'

/** Who changed what in a section, and when. */
export const auditRoutes = new Hono<AppEnv>().get(
  '/:section/audit',
  describeRoute({
    tags: ['Sections'],
    ...managing,
    operationId: 'listAudit',
    summary: 'List who changed what',
    description:
      'Definitions, settings, keys, members, repairs, merges, erasures and exports. Kept for ever; nothing can be removed from it.',
    responses: {
      200: json('Entries, newest first', auditPageSchema),
      ...refusals('query_invalid', 'role_too_low', 'section_unknown', ...managed),
    },
  }),
  access('owner'),
  query(auditQuerySchema),
  async (c) => c.json(await listAudit(c.env.DB, c.req.param('section'), c.req.valid('query'))),
)
