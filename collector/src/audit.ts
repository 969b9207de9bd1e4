import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import { actorOf } from './auth.js'
import { instantOf } from './clock.js'
import type { AppEnv } from './env.js'
import type { AuditAction } from './schema/audit.js'
import { recordAudit } from './store/audit.js'

/** What a route has to say of what it did, where its address does not say it. */
export interface AuditNote {
  /** What it was done to: a discriminator, or an ID. @default the last part of the address that is a parameter */
  readonly object?: string
  /** More of it. Nothing personal, and no text that somebody has typed. */
  readonly detail?: Readonly<Record<string, unknown>>
  /** @default the section of the address, or of the key */
  readonly sectionId?: string
  /** @default whoever calls */
  readonly actor?: string
}

const actions = new WeakMap<object, AuditAction>()

/** What a handler of the route table records; `undefined` when it is none made by `audited`. */
export const auditedAction = (handler: object): AuditAction | undefined => actions.get(handler)

/**
 * Records who did this, once the route has answered with success. A route that knows more sets `audit`: a note per entry, and an empty list
 * when it changed nothing. Where an entry cannot be kept, the call fails: a list with silent gaps would prove nothing.
 */
export function audited(action: AuditAction) {
  const middleware = createMiddleware<AppEnv>(async (c, next) => {
    const named = lastOf(c)
    await next()
    if (!c.res.ok) return
    const notes: readonly AuditNote[] = c.var.audit ?? [{}]
    if (notes.length)
      await recordAudit(
        c.env.DB,
        notes.map((note) => entryOf(c, action, { ...(named !== undefined && { object: named }), ...note })),
      )
  })
  actions.set(middleware, action)
  return middleware
}

/** What the last parameter of the route's address is here. */
function lastOf(c: Context<AppEnv>): string | undefined {
  const [, name] = /:(\w+)[^:]*$/.exec(routePath(c)) ?? []
  return name === undefined ? undefined : c.req.param(name)
}

function entryOf(c: Context<AppEnv>, action: AuditAction, note: AuditNote) {
  const { key, principal } = c.var as Partial<typeof c.var>
  const caller = key ?? principal
  const entry = {
    sectionId: note.sectionId ?? key?.sectionId ?? c.req.param('section'),
    actor: note.actor ?? (caller && actorOf(caller)),
    object: note.object,
  }
  const { sectionId, actor, object } = entry
  if (sectionId === undefined || actor === undefined || object === undefined) throw new Error(`nothing says of what ${action} is`)
  return { sectionId, at: instantOf(c.var.clock()), actor, action, object, detail: note.detail ?? null }
}

/** Settings whose values somebody has typed: the audit tells only that they changed. */
const TYPED: readonly string[] = ['name', 'description', 'allowedOrigins']

/**
 * What a change of settings made different, as notes.
 * @param before the settings as they were
 */
export function notesOfChange(change: Readonly<Record<string, unknown>>, before: Readonly<Record<string, unknown>>): AuditNote[] {
  const isChanged = ([name, value]: [string, unknown]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(before[name])
  const changed = Object.entries(change).filter(isChanged)
  if (!changed.length) return []
  const values = Object.fromEntries(changed.filter(([name]) => !TYPED.includes(name)))
  return [{ detail: { settings: changed.map(([name]) => name), values } }]
}
