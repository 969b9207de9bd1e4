import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { access } from '../auth.js'
import type { AppEnv } from '../env.js'
import { overviewQuerySchema, overviewSchema } from '../schema/overview.js'
import { query } from '../schema/request.js'
import { readOverview } from '../store/overview.js'
import { json, managed, managing, refusals } from './answers.js'

/** What a section has received. */
export const overviewRoutes = new Hono<AppEnv>().get(
  '/:section/overview',
  describeRoute({
    tags: ['Events'],
    ...managing,
    operationId: 'readOverview',
    summary: 'Count what a section has received, by time, custom event and source',
    responses: { 200: json('The counts', overviewSchema), ...refusals('query_invalid', 'section_unknown', ...managed) },
  }),
  access('viewer'),
  query(overviewQuerySchema),
  async (c) => c.json(await readOverview(c.env.DB, c.req.param('section'), c.req.valid('query').range, c.var.clock())),
)
