import { createMiddleware } from 'hono/factory'
import type { AppEnv } from './env.js'
import { Problem } from './problem.js'

/**
 * Lets only those through who may manage sections. Today that is whoever holds `ADMIN_TOKEN`; another way to prove who one is becomes another
 * line here, and no route has to know.
 */
export const requireManager = createMiddleware<AppEnv>(async (c, next) => {
  const { ADMIN_TOKEN } = c.env
  if (!ADMIN_TOKEN) throw new Problem('admin_token_missing')
  const [, token] = /^Bearer +(.+)$/i.exec(c.req.header('Authorization') ?? '') ?? []
  if (!token || !(await sameText(token, ADMIN_TOKEN))) throw new Problem('unauthorized')
  c.header('Cache-Control', 'no-store')
  await next()
})

/** Compares in constant time. Both sides are hashed first, so that not even their lengths can be told apart. */
async function sameText(a: string, b: string): Promise<boolean> {
  const hash = (text: string) => crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  const [hashA, hashB] = await Promise.all([hash(a), hash(b)])
  return crypto.subtle.timingSafeEqual(hashA, hashB)
}
