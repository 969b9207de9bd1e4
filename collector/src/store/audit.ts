import type { Actor, AuditAction, AuditEntry } from '../schema/audit.js'
import type { Page } from '../schema/list.js'
import { pageOf, positionOf } from './paging.js'

/** An entry as it is stored. */
export interface NewAuditEntry {
  readonly sectionId: string
  readonly at: string
  readonly actor: string
  readonly action: AuditAction
  readonly object: string
  readonly detail: Readonly<Record<string, unknown>> | null
}

/** Keeps who did what, for ever, by one statement whatever their number. */
export async function recordAudit(d1: D1Database, entries: readonly NewAuditEntry[]): Promise<void> {
  await d1
    .prepare(
      `insert into audit_entries (section_id, at, actor, action, object, detail)
       select value ->> 'sectionId', value ->> 'at', value ->> 'actor', value ->> 'action', value ->> 'object', value -> '$.detail'
       from json_each(?1) where true`,
    )
    .bind(JSON.stringify(entries))
    .run()
}

/** Joins who an actor is, as SQL: `actorName` is what to select. An index finds each. */
export const joinActor = (
  actor: string,
): string => `left join users actor_user on actor_user.id = substr(${actor}, 8) and ${actor} glob 'person:*'
  left join integration_keys actor_key on actor_key.id = substr(${actor}, 5) and ${actor} glob 'key:*'`
export const actorName = 'coalesce(actor_user.name, actor_key.name)'

/** An actor as it is told. */
export const toldActor = (actor: string, name: string | null): Actor => ({ kind: actor.split(':')[0] as Actor['kind'], name })

interface Row extends Omit<AuditEntry, 'actor' | 'detail'> {
  readonly seq: number
  readonly actor: string
  readonly name: string | null
  readonly detail: string | null
}

interface ListOptions {
  readonly cursor?: string | undefined
  readonly limit: number
  readonly action?: AuditAction | undefined
}

/** Lists who did what in a section, newest first. */
export async function listAudit(d1: D1Database, sectionId: string, { cursor, limit, action }: ListOptions): Promise<Page<AuditEntry>> {
  const [before] = cursor ? positionOf(cursor, ['number']) : [Number.MAX_SAFE_INTEGER]
  const { results } = await d1
    .prepare(
      `select a.seq, a.at, a.actor, ${actorName} as name, a.action, a.object, a.detail from audit_entries a ${joinActor('a.actor')}
       where a.section_id = ?1 and a.seq < ?2 and (?3 is null or a.action = ?3) order by a.seq desc limit ?4`,
    )
    .bind(sectionId, before, action ?? null, limit + 1)
    .all<Row>()
  return pageOf(
    results,
    limit,
    ({ at, actor, name, action, object, detail }) => ({
      at,
      actor: toldActor(actor, name),
      action,
      object,
      detail: detail === null ? null : JSON.parse(detail),
    }),
    ({ seq }) => [seq],
  )
}
