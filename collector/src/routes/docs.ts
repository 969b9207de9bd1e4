import { Scalar } from '@scalar/hono-api-reference'
import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AppEnv } from '../env.js'

/** The viewer is 3 MB of script, too much to carry in the Worker: the page loads this one version of it from a public CDN. */
const CDN = 'https://cdn.jsdelivr.net/npm/@scalar/api-reference@1.44.0/dist/browser/standalone.js'

const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' https://cdn.jsdelivr.net",
  "style-src 'unsafe-inline' https://cdn.jsdelivr.net",
  'font-src https://fonts.scalar.com data:',
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** The API's description, made readable. */
export const docsRoutes = new Hono<AppEnv>().get(
  '/',
  describeRoute({
    operationId: 'docs',
    tags: ['Operation'],
    summary: 'Read this description as a page',
    responses: { 200: { description: 'The page', content: { 'text/html': { schema: { type: 'string' } } } } },
  }),
  async (c, next) => {
    c.header('Content-Security-Policy', POLICY)
    await next()
  },
  Scalar({
    url: '/openapi.json',
    pageTitle: 'Milepost collector',
    cdn: CDN,
    telemetry: false,
    withDefaultFonts: false,
    hideClientButton: true,
  }),
)
