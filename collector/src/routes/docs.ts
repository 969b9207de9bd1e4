import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { AppEnv } from '../env.js'
import { pageHeaders } from '../security-headers.js'

// The viewer is 4 MB of script, too much to carry in the Worker, so the page loads this one version of it from a public CDN. The page has the origin
// of the management API: the browser runs exactly these bytes or none, and the page reaches nothing but this origin.
const VIEWER = 'https://cdn.jsdelivr.net/npm/@scalar/api-reference@1.72.1/dist/browser/standalone.js'
const INTEGRITY = 'sha384-U11tb2XnKvmwt8RlTvnwUnYgrN+ur4Xyh9htLhjajWNR/Oyl5AX5DEz00qRmlrmK'

const POLICY = [
  "default-src 'none'",
  `script-src ${VIEWER}`,
  "style-src 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

// Nothing that leads to the maker's services.
const CONFIGURATION = {
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
}

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Milepost collector</title>
    <style>body:has(.scalar-app) > p { display: none }</style>
  </head>
  <body>
    <p>The viewer is loaded from cdn.jsdelivr.net. Without it, or without JavaScript, read the description itself: <a href="/openapi.json">/openapi.json</a>.</p>
    <script id="api-reference" data-url="/openapi.json" data-configuration='${JSON.stringify(CONFIGURATION)}'></script>
    <script src="${VIEWER}" integrity="${INTEGRITY}" crossorigin="anonymous"></script>
  </body>
</html>
`

/** The API's description, shown by Scalar. @see https://github.com/scalar/scalar */
export const docsRoutes = new Hono<AppEnv>().get(
  '/',
  describeRoute({
    operationId: 'docs',
    tags: ['Operation'],
    summary: 'Read this description as a page',
    responses: { 200: { description: 'The page', content: { 'text/html': { schema: { type: 'string' } } } } },
  }),
  (c) => {
    c.header('Content-Security-Policy', POLICY)
    c.header('Cache-Control', 'no-cache')
    for (const [name, value] of Object.entries(pageHeaders)) c.header(name, value)
    return c.html(PAGE)
  },
)
