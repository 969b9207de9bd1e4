import type { Page } from '../schema/list.js'
import type { Member, Role } from '../schema/member.js'
import { pageOf, positionOf } from './paging.js'

/**
 * The role that somebody has in a section; `undefined` when there is no such section or no role in it.
 * @param userId `null` for whoever holds the token
 * @param ownsAll owns every section that exists
 */
export async function readRole(d1: D1Database, sectionId: string, userId: string | null, ownsAll: boolean): Promise<Role | undefined> {
  const row = await d1
    .prepare('select m.role from sections s left join members m on m.section_id = s.id and m.user_id = ?2 where s.id = ?1')
    .bind(sectionId, userId)
    .first<{ role: Role | null }>()
  return row ? (ownsAll ? 'owner' : (row.role ?? undefined)) : undefined
}

/** Whether a person owns any section. */
export async function ownsAny(d1: D1Database, userId: string): Promise<boolean> {
  return (await d1.prepare("select 1 from members where user_id = ?1 and role = 'owner' limit 1").bind(userId).first()) !== null
}

/**
 * Whether somebody (`null`: the token) owns a section, as SQL. Asked by statements that make what lets somebody in: whoever is removed while
 * their request is under way must leave no way back.
 */
export const stillOwns = (section: string, user: string): string => `(${user} is null
  or exists (select 1 from users where id = ${user} and administrator = 1)
  or exists (select 1 from members where section_id = ${section} and user_id = ${user} and role = 'owner'))`

const MEMBER = `select u.id, u.name, u.email, m.role, m.created_at as since from members m join users u on u.id = m.user_id where m.section_id = ?1`

/** Lists a section's members, those of longest standing first. */
export async function listMembers(
  d1: D1Database,
  sectionId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<Member>> {
  const [since, id] = cursor ? positionOf(cursor, ['string', 'string']) : ['', '']
  const { results } = await d1
    .prepare(`${MEMBER} and (m.created_at, m.user_id) > (?2, ?3) order by m.created_at, m.user_id limit ?4`)
    .bind(sectionId, since, id, limit + 1)
    .all<Member>()
  return pageOf(
    results,
    limit,
    (member) => member,
    (member) => [member.since, member.id],
  )
}

/** Reads a member of a section; `undefined` when there is none. */
export async function readMember(d1: D1Database, sectionId: string, userId: string): Promise<Member | undefined> {
  return (await d1.prepare(`${MEMBER} and m.user_id = ?2`).bind(sectionId, userId).first<Member>()) ?? undefined
}

// Of two owners who leave at the same instant, one stays: each statement looks for itself.
const NOT_THE_LAST_OWNER = `(role <> 'owner' or (select count(*) from members where section_id = ?1 and role = 'owner') > 1)`

// Whoever is no owner any more may have kept a link.
const END_INVITATIONS = `delete from links where section_id = ?1 and created_by = ?2 and used_at is null
  and not exists (select 1 from members where section_id = ?1 and user_id = ?2 and role = 'owner')`

/** Gives a member another role. @returns whether it was given: the last owner stays one */
export async function changeRole(d1: D1Database, sectionId: string, userId: string, role: Role): Promise<boolean> {
  const [changed] = await d1.batch([
    d1
      .prepare(
        `update members set role = ?3 where section_id = ?1 and user_id = ?2 and (?3 = 'owner' or ${NOT_THE_LAST_OWNER}) returning role`,
      )
      .bind(sectionId, userId, role),
    d1.prepare(END_INVITATIONS).bind(sectionId, userId),
  ])
  return changed !== undefined && changed.results.length > 0
}

/** Ends a membership. @returns whether it was ended: the last owner stays */
export async function removeMember(d1: D1Database, sectionId: string, userId: string): Promise<boolean> {
  const [removed] = await d1.batch([
    d1
      .prepare(`delete from members where section_id = ?1 and user_id = ?2 and ${NOT_THE_LAST_OWNER} returning role`)
      .bind(sectionId, userId),
    d1.prepare(END_INVITATIONS).bind(sectionId, userId),
  ])
  return removed !== undefined && removed.results.length > 0
}
