import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { authOf } from './auth/auth-of.js'
import { refuseForged } from './auth/refuse-forged.js'
import { hasSession } from './auth/session-cookie.js'
import type { AppEnv } from './env.js'
import type { CallingKey } from './integration-auth.js'
import { Problem } from './problem.js'
import { type Role, roles } from './schema/member.js'
import type { Person } from './schema/person.js'
import { readRole } from './store/members.js'

/** Who calls the management API: whoever holds `ADMIN_TOKEN`, or a person who has signed in. */
export type Principal = { readonly kind: 'token' } | ({ readonly kind: 'person' } & Readonly<Person>)

/** Whether a principal owns every section. */
export const ownsAll = (principal: Principal): boolean => principal.kind === 'token' || principal.administrator

/** The person's ID; `null` for whoever holds the token. */
export const personId = (principal: Principal): string | null => (principal.kind === 'person' ? principal.id : null)

/** Who did something, as it is stored: `token`, `person:<id>` or `key:<id>`; `system` where nobody did. */
export const actorOf = (caller: Principal | CallingKey): string =>
  'sectionId' in caller ? `key:${caller.id}` : caller.kind === 'person' ? `person:${caller.id}` : 'token'

/**
 * Lets only those through who prove who they are: by the token, or by the session of a person. What they may do is asked by `access`, or by the
 * route. Changes by session must come from the editor.
 */
export const identify = createMiddleware<AppEnv>(async (c, next) => {
  const principal = await principalOf(c)
  if (!principal) throw new Problem('unauthorized')
  if (principal.kind === 'person') refuseForged(c.req.raw)
  c.set('principal', principal)
  c.header('Cache-Control', 'no-store')
  await next()
})

/**
 * Lets only those through who have at least this role in the section that the address names. To everybody else who is no member, the section
 * does not exist.
 */
export const access = (role: Role) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const held = await readRole(c.env.DB, c.req.param('section') ?? '', personId(c.var.principal), ownsAll(c.var.principal))
    if (!held) throw new Problem('section_unknown')
    requireRole(held, role)
    c.set('role', held)
    await next()
  })

/** @throws Problem `role_too_low` */
export function requireRole(held: Role, needed: Role): void {
  if (roles.indexOf(held) < roles.indexOf(needed)) throw roleTooLow(`This needs the role ${needed}; yours is ${held}`)
}

/** Lets only the token through. */
export const onlyToken = createMiddleware<AppEnv>(async (c, next) => {
  if (c.var.principal.kind !== 'token') throw roleTooLow('This needs the access token')
  await next()
})

export const roleTooLow = (detail: string): Problem => new Problem('role_too_low', { detail })

/** Who calls; `undefined` when nobody can be told. A session that is prolonged is told to the browser. */
export async function principalOf(c: Context<AppEnv>): Promise<Principal | undefined> {
  const { ADMIN_TOKEN } = c.env
  if (!ADMIN_TOKEN) throw new Problem('admin_token_missing')
  const authorization = c.req.header('Authorization')
  if (authorization !== undefined) {
    const [, token] = /^Bearer +(.+)$/i.exec(authorization) ?? []
    return token && (await sameText(token, ADMIN_TOKEN)) ? { kind: 'token' } : undefined
  }
  if (!hasSession(c.req.raw)) return undefined
  const found = await (await authOf(c)).read(c.req.raw.headers)
  for (const cookie of found?.cookies ?? []) c.header('Set-Cookie', cookie, { append: true })
  return found && { kind: 'person', ...found.person }
}

/** Compares in constant time. Both sides are hashed first, so that not even their lengths can be told apart. */
async function sameText(a: string, b: string): Promise<boolean> {
  const hash = (text: string) => crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  const [hashA, hashB] = await Promise.all([hash(a), hash(b)])
  return crypto.subtle.timingSafeEqual(hashA, hashB)
}
