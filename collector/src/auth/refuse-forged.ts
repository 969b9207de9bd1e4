import { Problem } from '../problem.js'
import { hasSession } from './session-cookie.js'

/**
 * Refuses changes that another site makes a browser send with its session. No form can set the header, and no foreign script may: that would take
 * CORS, which the management API does not answer. The origin is what the browser says of the page. Without a session there is nothing to
 * misuse; that nobody is signed in as somebody else takes a body of JSON, which no other site can send either.
 * @throws Problem `request_forged`
 */
export function refuseForged(request: Request): void {
  const { method, headers, url } = request
  if (['GET', 'HEAD'].includes(method) || !hasSession(request)) return
  if (headers.get('Origin') === new URL(url).origin && headers.get('X-Milepost') === 'editor') return
  throw new Problem('request_forged', { detail: 'A change by a signed-in person needs the own Origin and the header X-Milepost: editor' })
}
