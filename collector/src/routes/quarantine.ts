import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AppEnv } from '../env.js'
import { quarantinePageSchema, quarantineQuerySchema } from '../schema/event.js'
import { query } from '../schema/request.js'
import { listQuarantine } from '../store/recent.js'
import { json, managed, managing, refusals } from './answers.js'
import { findSection } from './find.js'

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
  query(quarantineQuerySchema),
  async (c) => {
    const { id } = await findSection(c)
    return c.json(await listQuarantine(c.env.DB, id, c.req.valid('query')))
  },
)
