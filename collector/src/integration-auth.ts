import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { instantOf } from './clock.js'
import type { AppEnv } from './env.js'
import { Problem } from './problem.js'
import { limitKeyLookups, limitKeyRate } from './rate-limit.js'
import type { Scope } from './schema/integration-key.js'
import { sha256 } from './sha256.js'
import { findKey, type StoredKey, touchKey } from './store/integration-keys.js'

/** The integration that calls, by its key. */
export interface CallingKey {
  readonly id: string
  readonly sectionId: string
  readonly name: string
  readonly scopes: readonly Scope[]
}

/** The last use is told to the minute, so that it does not cost every request a write. */
const TOUCH_MS = 60_000

/**
 * Lets only integrations through, by their secret key. It is looked up every time, so one that was revoked stops at once. What it may do is
 * asked by `integration`.
 */
export const identifyKey = createMiddleware<AppEnv>(async (c, next) => {
  c.header('Cache-Control', 'no-store')
  const key = await keyOf(c)
  if (!key) {
    c.header('WWW-Authenticate', 'Bearer')
    throw new Problem('key_unknown')
  }
  await limitKeyRate(c, key.id)
  await touch(c, key)
  const { id, sectionId, name, scopes } = key
  c.set('key', { id, sectionId, name, scopes })
  await next()
})

/** Lets only keys with this scope through. */
export const integration = (scope: Scope) =>
  createMiddleware<AppEnv>(async (c, next) => {
    if (!c.var.key.scopes.includes(scope)) throw new Problem('scope_missing', { detail: `This needs the scope ${scope}`, more: { scope } })
    await next()
  })

async function keyOf(c: Context<AppEnv>): Promise<StoredKey | undefined> {
  const [, key = ''] = /^Bearer +(\S+)$/i.exec(c.req.header('Authorization') ?? '') ?? []
  const [, id] = /^sk_([0-9a-z]{8})_[\w-]{43}$/.exec(key) ?? []
  if (!id) return undefined
  await limitKeyLookups(c)
  const [stored, hash] = await Promise.all([findKey(c.env.DB, id), sha256(key)])
  const bytes = (text: string) => new TextEncoder().encode(text)
  return stored && crypto.subtle.timingSafeEqual(bytes(stored.hash), bytes(hash)) ? stored : undefined
}

/** Keeps that the key was used, after the answer where that can be. Nobody's request fails for it. */
async function touch(c: Context<AppEnv>, { id, lastUsedAt }: StoredKey): Promise<void> {
  const now = c.var.clock()
  if (lastUsedAt !== null && now - Date.parse(lastUsedAt) < TOUCH_MS) return
  const kept = touchKey(c.env.DB, id, instantOf(now)).catch(() => undefined)
  const context = contextOf(c)
  if (context) context.waitUntil(kept)
  else await kept
}

/** Hono throws where there is none, as in tests. */
function contextOf(c: Context<AppEnv>): { waitUntil(work: Promise<unknown>): void } | undefined {
  try {
    return c.executionCtx
  } catch {
    return undefined
  }
}
