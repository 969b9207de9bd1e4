import { Hono } from 'hono'
import type { AppEnv } from '../env.js'
import { Problem } from '../problem.js'
import { pageHeaders } from '../security-headers.js'

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // Its components set styles on elements as they are dragged and resized.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** Where the build puts files that have a hash for their name. */
const HASHED = '/editor/a/'

/** The editor: its files as they were built, and its one page for every other address below it, which are places inside the editor. */
export const editorRoutes = new Hono<AppEnv>().all('/*', async (c) => {
  const { pathname, origin } = new URL(c.req.url)
  if (!['GET', 'HEAD'].includes(c.req.method)) throw new Problem('not_found')
  const ask = (path: string) => c.env.ASSETS.fetch(new Request(new URL(path, origin), { headers: c.req.raw.headers }))
  const isHashed = pathname.startsWith(HASHED)
  const file = await ask(pathname)
  // A file of an earlier build is gone: the page in its place would only break more oddly.
  if (isHashed && !isFound(file)) throw new Problem('not_found')
  const found = isFound(file) ? file : await ask('/')
  if (!isFound(found)) throw new Problem('not_found', { detail: 'The editor has not been built' })
  const answer = new Response(found.body, found)
  answer.headers.set('Content-Security-Policy', POLICY)
  for (const [name, value] of Object.entries(pageHeaders)) answer.headers.set(name, value)
  answer.headers.set('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
  return answer
})

/** Whatever else the files' server answers, such as a redirection to a prettier address, is none of ours. */
const isFound = ({ status }: Response): boolean => status === 200 || status === 304
