import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { access } from '../auth.js'
import type { AppEnv } from '../env.js'
import { RECENT_DAYS, recentPageSchema, recentQuerySchema } from '../schema/event.js'
import { query } from '../schema/request.js'
import { listRecent } from '../store/recent.js'
import { json, managed, managing, refusals } from './answers.js'

/** The newest events, whatever became of them. */
export const recentRoutes = new Hono<AppEnv>().get(
  '/:section/recent',
  describeRoute({
    tags: ['Events'],
    ...managing,
    operationId: 'listRecent',
    summary: 'List the newest events with their verdicts',
    description: `Of the last ${RECENT_DAYS} days. Events of hidden custom events are left out.`,
    responses: {
      200: json('Accepted and rejected events, newest first', recentPageSchema),
      ...refusals('query_invalid', 'section_unknown', ...managed),
    },
  }),
  access('viewer'),
  query(recentQuerySchema),
  async (c) => c.json(await listRecent(c.env.DB, c.req.param('section'), c.req.valid('query'), c.var.clock())),
)
