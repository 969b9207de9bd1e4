import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { audited } from '../audit.js'
import { onlyToken } from '../auth.js'
import type { AppEnv } from '../env.js'
import { journalPageSchema, replayRequestSchema, replayStepSchema } from '../schema/forget.js'
import { listQuerySchema } from '../schema/list.js'
import { jsonBody, query } from '../schema/request.js'
import { listErasures } from '../store/erasures.js'
import { replayErasures } from '../store/replay-erasures.js'
import { changing, json, managed, refusals } from './answers.js'

const about = { tags: ['Operation'], security: [{ token: [] }] }

/** The erasure journal, which outlives a restored database. For the token only. */
export const erasuresRoutes = new Hono<AppEnv>()
  .use(onlyToken)
  .get(
    '/',
    describeRoute({
      ...about,
      operationId: 'listErasures',
      summary: 'List the erasure journal, to save it',
      description: 'Of all sections, oldest first. It holds keyed hashes, and nothing personal.',
      responses: { 200: json('Entries', journalPageSchema), ...refusals('query_invalid', 'role_too_low', ...managed) },
    }),
    query(listQuerySchema),
    async (c) => c.json(await listErasures(c.env.DB, c.req.valid('query'))),
  )
  .post(
    '/replay',
    describeRoute({
      ...about,
      operationId: 'replayErasures',
      summary: 'Erase again what a restored database has brought back, step by step',
      description:
        'Takes entries of the journal that were saved before the database was restored. Call again with `nextCursor` until it is null.',
      responses: {
        200: json('What was removed in this step', replayStepSchema),
        ...refusals('body_invalid', 'query_invalid', 'body_too_large', 'encoding_unsupported', 'request_invalid', ...changing, ...managed),
      },
    }),
    audited('erasure.replayed'),
    jsonBody(replayRequestSchema),
    async (c) => {
      const { entries: given, cursor } = c.req.valid('json')
      const { sectionId, entries, ...step } = await replayErasures(c.env.DB, given, cursor)
      const removes = Object.values(step.removed).some((count) => count > 0)
      c.set('audit', sectionId === undefined || !removes ? [] : entries.map((object) => ({ sectionId, object })))
      return c.json(step)
    },
  )
