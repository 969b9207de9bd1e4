import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AppEnv } from '../env.js'
import { Problem } from '../problem.js'
import { forOtherOrigins } from '../security-headers.js'
import { readScript } from '../store/scripts.js'
import { refusals } from './answers.js'

/** Generated page scripts, addressed by the hash of their content and served for ever. */
export const scriptsRoutes = new Hono<AppEnv>().use(forOtherOrigins).get(
  '/:file{[0-9a-f]+\\.js}',
  describeRoute({
    operationId: 'readScript',
    tags: ['Page scripts'],
    summary: 'Load a generated page script',
    description: 'Its address is the hash of its content: it never changes and never goes away.',
    responses: {
      200: { description: 'The script', content: { 'text/javascript': { schema: { type: 'string' } } } },
      ...refusals('script_unknown', 'storage_unavailable'),
    },
  }),
  async (c) => {
    c.header('Access-Control-Allow-Origin', '*')
    const code = await readScript(c.env.DB, c.req.param('file').slice(0, -'.js'.length))
    if (code === undefined) throw new Problem('script_unknown')
    c.header('Cache-Control', 'public, max-age=31536000, immutable')
    return c.body(code, 200, { 'Content-Type': 'text/javascript; charset=utf-8' })
  },
)
