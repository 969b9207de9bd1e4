import type { Invitation, Link } from '../schema/link.js'
import type { Page } from '../schema/list.js'
import type { Role } from '../schema/member.js'
import type { Person } from '../schema/person.js'
import { sha256 } from '../sha256.js'
import { randomId, randomText } from './ids.js'
import { stillOwns } from './members.js'
import { pageOf, positionOf } from './paging.js'

/** A link that was just made: only here its token is known. */
export interface MadeLink {
  readonly id: string
  readonly token: string
  readonly expiresAt: string
}

/** When a link is made and when it ends. */
interface Span {
  readonly now: string
  readonly expiresAt: string
}

/**
 * Whether `actor` (`null`: the token) may give `target` a new password: only who may do everything that the target may. Otherwise an owner of
 * one section could become a person who is a member of another.
 */
const mayResetPassword = (actor: string, target: string) => `exists (
  select 1 from users t where t.id = ${target} and (${actor} is null or (
    (t.administrator = 0 or t.id = ${actor})
    and (
      exists (select 1 from users a where a.id = ${actor} and a.administrator = 1)
      or not exists (
        select 1 from members m where m.user_id = t.id and not exists (
          select 1 from members o where o.section_id = m.section_id and o.user_id = ${actor} and o.role = 'owner'))))))`

// Asked again by every statement that uses a link, all of them in one transaction: that is what makes it work exactly once.
const WORKS = `l.hash = ?1 and l.used_at is null and l.expires_at > ?2
  and (l.kind <> 'setup' or not exists (select 1 from users where administrator = 1))
  and (l.kind <> 'password' or ${mayResetPassword('l.created_by', 'l.user_id')})`
const LINK_WORKS = `exists (select 1 from links l where ${WORKS})`
const USE = `update links as l set used_at = ?2 where ${WORKS} returning id`

/** Makes the set-up link; those before it end. `undefined` once there is an administrator. */
export async function makeSetupLink(d1: D1Database, { now, expiresAt }: Span): Promise<MadeLink | undefined> {
  const token = randomText(32)
  const [, made] = await d1.batch<{ id: string }>([
    d1.prepare("delete from links where kind = 'setup' and used_at is null"),
    d1
      .prepare(
        `insert into links (id, hash, kind, created_at, expires_at) select ?1, ?2, 'setup', ?3, ?4
         where not exists (select 1 from users where administrator = 1) returning id`,
      )
      .bind(randomId(), await sha256(token), now, expiresAt),
  ])
  const [row] = made?.results ?? []
  return row && { id: row.id, token, expiresAt }
}

/**
 * Makes an invitation to a section; `undefined` when `createdBy` owns it no longer.
 * @param createdBy `null` for whoever holds the token
 */
export async function makeInvitation(
  d1: D1Database,
  { sectionId, role, createdBy }: { sectionId: string; role: Role; createdBy: string | null },
  { now, expiresAt }: Span,
): Promise<MadeLink | undefined> {
  const token = randomText(32)
  const row = await d1
    .prepare(
      `insert into links (id, hash, kind, section_id, role, created_by, created_at, expires_at)
       select ?1, ?2, 'invitation', ?3, ?4, ?5, ?6, ?7 where ${stillOwns('?3', '?5')} returning id`,
    )
    .bind(randomId(), await sha256(token), sectionId, role, createdBy, now, expiresAt)
    .first<{ id: string }>()
  return row ? { id: row.id, token, expiresAt } : undefined
}

/** Makes a link for a person's new password; those before it end. `undefined` when `createdBy` may not. */
export async function makePasswordLink(
  d1: D1Database,
  { userId, createdBy }: { userId: string; createdBy: string | null },
  { now, expiresAt }: Span,
): Promise<MadeLink | undefined> {
  const token = randomText(32)
  const may = mayResetPassword('?2', '?1')
  const [, made] = await d1.batch<{ id: string }>([
    d1.prepare(`delete from links where kind = 'password' and used_at is null and user_id = ?1 and ${may}`).bind(userId, createdBy),
    d1
      .prepare(
        `insert into links (id, hash, kind, user_id, created_by, created_at, expires_at) select ?3, ?4, 'password', ?1, ?2, ?5, ?6
         where ${may} returning id`,
      )
      .bind(userId, createdBy, randomId(), await sha256(token), now, expiresAt),
  ])
  const [row] = made?.results ?? []
  return row && { id: row.id, token, expiresAt }
}

/** What a link is for; `undefined` when it is unknown, used or expired. */
export async function readLink(d1: D1Database, token: string, now: string): Promise<Link | undefined> {
  const row = await d1
    .prepare(
      `select l.kind, l.role, s.name as section_name, u.name as person_name, u.email from links l
       left join sections s on s.id = l.section_id left join users u on u.id = l.user_id where ${WORKS}`,
    )
    .bind(await sha256(token), now)
    .first<{ kind: Link['kind']; role: Role | null; section_name: string | null; person_name: string | null; email: string | null }>()
  if (!row) return undefined
  const { kind, role, section_name, person_name, email } = row
  if (kind === 'invitation') return { kind, ...(section_name !== null && { sectionName: section_name }), ...(role && { role }) }
  return { kind, ...(email !== null && { email }), ...(person_name !== null && { personName: person_name }) }
}

interface NewAccount {
  readonly name: string
  readonly email: string
  readonly passwordHash: string
}

/**
 * Uses a set-up link or an invitation to make an account, and with an invitation the membership.
 * @returns `link_unknown` when it does not work (any more), `email_taken` when the email has an account
 */
export async function makeAccount(
  d1: D1Database,
  token: string,
  { name, email, passwordHash }: NewAccount,
  nowMs: number,
): Promise<Person | 'link_unknown' | 'email_taken'> {
  const link = [await sha256(token), new Date(nowMs).toISOString()]
  const id = randomId()
  try {
    const results = await d1.batch<{ administrator: number }>([
      d1
        .prepare(
          `insert into users (id, name, email, email_verified, created_at, updated_at) select ?3, ?4, ?5, 0, ?6, ?6 where ${LINK_WORKS}`,
        )
        .bind(...link, id, name, email, nowMs),
      d1
        .prepare(
          `insert into accounts (id, account_id, provider_id, user_id, password, created_at, updated_at)
           select ?3, ?4, 'credential', ?4, ?5, ?6, ?6 where ${LINK_WORKS}`,
        )
        .bind(...link, randomId(), id, passwordHash, nowMs),
      d1
        .prepare(
          `insert into members (section_id, user_id, role, created_at) select l.section_id, ?3, l.role, ?2 from links l
           where l.kind = 'invitation' and ${WORKS}`,
        )
        .bind(...link, id),
      d1.prepare(USE).bind(...link),
      d1
        .prepare(
          `update users set administrator = exists (select 1 from links where hash = ?1 and kind = 'setup') where id = ?2 returning administrator`,
        )
        .bind(link[0], id),
    ])
    const [user] = results.at(-1)?.results ?? []
    return user ? { id, name, email, administrator: user.administrator === 1 } : 'link_unknown'
  } catch (error) {
    if (isEmailTaken(error)) return 'email_taken'
    throw error
  }
}

const isEmailTaken = (error: unknown): boolean => error instanceof Error && error.message.includes('UNIQUE constraint failed: users.email')

/** Uses an invitation for a person who has an account. Whoever is a member already keeps the higher role. @returns whether it worked */
export async function joinSection(d1: D1Database, token: string, userId: string, now: string): Promise<boolean> {
  const link = [await sha256(token), now]
  const [, used] = await d1.batch([
    d1
      .prepare(
        `insert into members (section_id, user_id, role, created_at) select l.section_id, ?3, l.role, ?2 from links l
         where l.kind = 'invitation' and ${WORKS}
         on conflict (section_id, user_id) do update set role = excluded.role where excluded.role = 'owner' or members.role = 'viewer'`,
      )
      .bind(...link, userId),
    d1.prepare(USE).bind(...link),
  ])
  return used !== undefined && used.results.length > 0
}

/** Where an invitation that was used has led somebody, and the role they have there. */
export async function readJoined(d1: D1Database, token: string, userId: string): Promise<{ sectionId: string; role: Role } | undefined> {
  const row = await d1
    .prepare(
      `select m.section_id as sectionId, m.role from links l join members m on m.section_id = l.section_id and m.user_id = ?2
       where l.hash = ?1 and l.kind = 'invitation'`,
    )
    .bind(await sha256(token), userId)
    .first<{ sectionId: string; role: Role }>()
  return row ?? undefined
}

/** Uses a link for a new password, and ends the person's sessions. @returns the person; `undefined` when it does not work (any more) */
export async function setPassword(d1: D1Database, token: string, passwordHash: string, nowMs: number): Promise<Person | undefined> {
  const link = [await sha256(token), new Date(nowMs).toISOString()]
  const whose = `(select l.user_id from links l where l.kind = 'password' and ${WORKS})`
  const results = await d1.batch<Omit<Person, 'administrator'> & { administrator: number }>([
    d1.prepare(`select id, name, email, administrator from users where id = ${whose}`).bind(...link),
    d1
      .prepare(`update accounts set password = ?3, updated_at = ?4 where provider_id = 'credential' and user_id = ${whose}`)
      .bind(...link, passwordHash, nowMs),
    d1.prepare(`delete from sessions where user_id = ${whose}`).bind(...link),
    d1.prepare(USE).bind(...link),
  ])
  const [row] = results[0]?.results ?? []
  return row && { ...row, administrator: row.administrator === 1 }
}

/** Lists the open invitations to a section, oldest first. */
export async function listInvitations(
  d1: D1Database,
  sectionId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
  now: string,
): Promise<Page<Invitation>> {
  const [createdAt, id] = cursor ? positionOf(cursor, ['string', 'string']) : ['', '']
  const { results } = await d1
    .prepare(
      `select l.id, l.role, l.created_at as createdAt, l.expires_at as expiresAt, u.name as createdBy
       from links l left join users u on u.id = l.created_by
       where l.kind = 'invitation' and l.section_id = ?1 and l.used_at is null and l.expires_at > ?2 and (l.created_at, l.id) > (?3, ?4)
       order by l.created_at, l.id limit ?5`,
    )
    .bind(sectionId, now, createdAt, id, limit + 1)
    .all<Invitation>()
  return pageOf(
    results,
    limit,
    (invitation) => invitation,
    (invitation) => [invitation.createdAt, invitation.id],
  )
}

/** Takes an open invitation back. @returns whether there was one */
export async function removeInvitation(d1: D1Database, sectionId: string, id: string, now: string): Promise<boolean> {
  const row = await d1
    .prepare(
      "delete from links where kind = 'invitation' and section_id = ?1 and id = ?2 and used_at is null and expires_at > ?3 returning id",
    )
    .bind(sectionId, id, now)
    .first()
  return row !== null
}
