import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AppEnv } from '../env.js'
import { recentPageSchema, recentQuerySchema } from '../schema/event.js'
import { query } from '../schema/request.js'
import { listRecent } from '../store/recent.js'
import { json, managed, managing, refusals } from './answers.js'
import { findSection } from './find.js'

/** The newest events, whatever became of them. */
export const recentRoutes = new Hono<AppEnv>().get(
  '/:section/recent',
  describeRoute({
    tags: ['Events'],
    ...managing,
    operationId: 'listRecent',
    summary: 'List the newest events with their verdicts',
    description: 'Events of hidden custom events are left out.',
    responses: {
      200: json('Accepted and rejected events, newest first', recentPageSchema),
      ...refusals('query_invalid', 'section_unknown', ...managed),
    },
  }),
  query(recentQuerySchema),
  async (c) => {
    const { id } = await findSection(c)
    return c.json(await listRecent(c.env.DB, id, c.req.valid('query')))
  },
)
