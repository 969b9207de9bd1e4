import type { Context } from 'hono'
import type { AppEnv } from '../env.js'
import { Problem } from '../problem.js'
import type { Auth } from './better-auth.js'

/** One per origin: the name under which the collector is reached decides about cookies and passkeys. */
const MAX_KEPT = 10
const kept = new WeakMap<D1Database, Map<string, Auth>>()

/**
 * What signs people in. It is large, so it is loaded by the first request that needs it and never by one that sends events.
 * Only what is finished is kept for other requests: one that waits for another request's work hangs when that is cancelled.
 * @throws Problem `admin_token_missing`
 */
export async function authOf(c: Context<AppEnv>): Promise<Auth> {
  const { DB, ADMIN_TOKEN } = c.env
  if (!ADMIN_TOKEN) throw new Problem('admin_token_missing')
  const { origin } = new URL(c.req.url)
  const mine = kept.get(DB) ?? new Map<string, Auth>()
  kept.set(DB, mine)
  const key = `${origin} ${ADMIN_TOKEN}`
  const known = mine.get(key)
  if (known) return known
  const { createAuth } = await import('./better-auth.js')
  const auth = await createAuth(DB, ADMIN_TOKEN, origin)
  if (mine.size >= MAX_KEPT) mine.clear()
  mine.set(key, auth)
  return auth
}
