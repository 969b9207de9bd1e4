import { type Context, Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { authOf } from '../auth/auth-of.js'
import { refuseForged } from '../auth/refuse-forged.js'
import type { AppEnv } from '../env.js'
import { Problem } from '../problem.js'
import { readJson } from '../schema/request.js'
import { refusals } from './answers.js'

type Call = readonly [method: 'GET' | 'POST', path: string, operationId: string, summary: string]

/** The calls of better-auth that exist here. It has many more, which nobody needs to reach. */
const calls: readonly Call[] = [
  ['POST', '/sign-in/email', 'signIn', 'Sign in with `{email, password}`'],
  ['POST', '/sign-out', 'signOut', 'End this session'],
  ['GET', '/get-session', 'readSession', 'Read this session; null without one'],
  ['POST', '/revoke-other-sessions', 'endOtherSessions', 'End every other session of this person'],
  ['POST', '/revoke-sessions', 'endSessions', 'End every session of this person, this one too'],
  ['POST', '/change-password', 'changePassword', 'Change the password, with `{currentPassword, newPassword, revokeOtherSessions?}`'],
  ['POST', '/update-user', 'changeMe', 'Change one’s `{name}`'],
  ['GET', '/passkey/generate-register-options', 'beginPasskey', 'Begin to add a passkey'],
  ['POST', '/passkey/verify-registration', 'addPasskey', 'Add a passkey'],
  ['GET', '/passkey/generate-authenticate-options', 'beginPasskeySignIn', 'Begin to sign in with a passkey'],
  ['POST', '/passkey/verify-authentication', 'signInWithPasskey', 'Sign in with a passkey'],
  ['GET', '/passkey/list-user-passkeys', 'listPasskeys', 'List one’s passkeys'],
  ['POST', '/passkey/update-passkey', 'changePasskey', 'Name a passkey, with `{id, name}`'],
  ['POST', '/passkey/delete-passkey', 'removePasskey', 'Remove a passkey, with `{id}`'],
]

/** Signing in and out, by better-auth. Its own answers, whose refusals are `{code, message}`, are what its client expects. */
export const authRoutes = new Hono<AppEnv>().use(readJson)
for (const [method, path, operationId, summary] of calls) {
  authRoutes.on(
    method,
    path,
    describeRoute({
      tags: ['People'],
      operationId,
      summary,
      description:
        'By better-auth, https://www.better-auth.com/docs. A change with a session takes the `Origin` and `X-Milepost` of the editor.',
      responses: {
        200: { description: 'As better-auth answers', content: { 'application/json': { schema: {} } } },
        '4XX': { description: 'As better-auth answers: `{code, message}`', content: { 'application/json': { schema: {} } } },
        ...refusals('request_forged', 'rate_limited', 'admin_token_missing', 'storage_unavailable'),
      },
    }),
    handle,
  )
}

async function handle(c: Context<AppEnv>): Promise<Response> {
  refuseForged(c.req.raw)
  const url = new URL(c.req.url)
  url.pathname = c.req.path
  const response = await (await authOf(c)).handle(new Request(url, c.req.raw))
  if (response.status === 429) throw new Problem('rate_limited', { retryAfterSeconds: Number(response.headers.get('X-Retry-After')) || 60 })
  const answer = new Response(response.body, response)
  answer.headers.set('Cache-Control', 'no-store')
  return answer
}
