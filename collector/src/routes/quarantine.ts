import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { access } from '../auth.js'
import type { AppEnv } from '../env.js'
import { quarantinePageSchema, quarantineQuerySchema } from '../schema/event.js'
import { query } from '../schema/request.js'
import { listQuarantine } from '../store/recent.js'
import { json, managed, managing, refusals } from './answers.js'

/** Rejected events, kept whole with their issues. */
export const quarantineRoutes = new Hono<AppEnv>().get(
  '/:section/quarantine',
  describeRoute({
    tags: ['Events'],
    ...managing,
    operationId: 'listQuarantine',
    summary: 'List rejected events with their issues',
    responses: {
      200: json('Rejected events, newest first', quarantinePageSchema),
      ...refusals('query_invalid', 'section_unknown', ...managed),
    },
  }),
  access('viewer'),
  query(quarantineQuerySchema),
  async (c) => c.json(await listQuarantine(c.env.DB, c.req.param('section'), c.req.valid('query'))),
)
