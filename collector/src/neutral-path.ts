import { createMiddleware } from 'hono/factory'
import { getPath } from 'hono/utils/url'

/**
 * The path that a request means. Block lists lose requests whose address looks like tracking, and the editor must not lose any: `/api/…` is
 * `/v1/…`, below a section `definitions` is `custom-events`, and below a profile `timeline` is `events`.
 */
export function neutralPath(request: Request): string {
  const path = getPath(request)
  if (!path.startsWith('/api/')) return path
  return `/v1/${path.slice('/api/'.length)}`
    .replace(/^(\/v1\/sections\/[^/]+)\/definitions(?=\/|$)/, '$1/custom-events')
    .replace(/^(\/v1\/sections\/[^/]+\/profiles\/[^/]+)\/timeline$/, '$1/events')
}

/**
 * The same for queries, which are looked through as well: below `/api/…`, `definition` is `customEvent`, and an `action` of the audit that
 * begins with it is one of a custom event.
 */
export const neutralQuery = createMiddleware(async (c, next) => {
  const url = new URL(c.req.url)
  if (c.req.method === 'GET' && url.pathname.startsWith('/api/')) {
    const { searchParams } = url
    const [definition, action] = [searchParams.get('definition'), searchParams.get('action')]
    if (definition !== null) searchParams.set('customEvent', definition)
    if (action?.startsWith('definition.')) searchParams.set('action', action.replace('definition', 'custom_event'))
    if (definition !== null || action !== null) c.req.raw = new Request(url, c.req.raw)
  }
  await next()
})
