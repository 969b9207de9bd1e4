import type { Context } from 'hono'
import { matchedRoutes } from 'hono/route'

/** The address of the route that answers, as it stands in the code: what was asked for may hold an ID of somebody. */
export function routeOf(c: Context): string | undefined {
  const paths = matchedRoutes(c).map(({ path }) => path)
  return paths.findLast((path) => !path.endsWith('*')) ?? paths.at(-1)
}
