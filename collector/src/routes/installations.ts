import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { access } from '../auth.js'
import type { AppEnv } from '../env.js'
import { listQuerySchema } from '../schema/list.js'
import { installationPageSchema } from '../schema/preview.js'
import { query } from '../schema/request.js'
import { listInstallations } from '../store/installations.js'
import { json, managed, managing, refusals } from './answers.js'
import { findCustomEvent } from './find.js'

/** Where the versions of a custom event are sent from. */
export const installationsRoutes = new Hono<AppEnv>().get(
  '/:section/custom-events/:discriminator/installations',
  describeRoute({
    tags: ['Custom events'],
    ...managing,
    operationId: 'listInstallations',
    summary: 'List the pages that send a custom event, and in which version',
    description: 'Counted as accepted events arrive. What looks like an ID in a path is `:id`; events without a page have an empty host.',
    responses: {
      200: json('Pages, the most recently seen first', installationPageSchema),
      ...refusals('query_invalid', 'section_unknown', 'custom_event_unknown', ...managed),
    },
  }),
  access('viewer'),
  query(listQuerySchema),
  async (c) => {
    const { id } = await findCustomEvent(c)
    return c.json(await listInstallations(c.env.DB, id, c.req.valid('query')))
  },
)
