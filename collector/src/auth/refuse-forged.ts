import type { Context } from 'hono'
import type { AppEnv } from '../env.js'
import { Problem } from '../problem.js'

/**
 * Refuses changes that another site makes a browser send with its cookies. No form can set the header, and no foreign script may: that would take
 * CORS, which the management API does not answer. The origin is what the browser says of the page.
 * @throws Problem `request_forged`
 */
export function refuseForged(c: Context<AppEnv>): void {
  if (['GET', 'HEAD'].includes(c.req.method)) return
  if (c.req.header('Origin') === new URL(c.req.url).origin && c.req.header('X-Milepost') === 'editor') return
  throw new Problem('request_forged', { detail: 'A change by a signed-in person needs the own Origin and the header X-Milepost: editor' })
}
