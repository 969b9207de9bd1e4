import { type IdentitySecret, MAX_IDENTITY_SECRETS, type MadeIdentitySecret } from '../schema/identity-secret.js'
import type { Page } from '../schema/list.js'
import { randomId, randomText } from './ids.js'
import { stillOwns } from './members.js'
import { pageOf, positionOf } from './paging.js'

/** Lists a section's secrets that work, oldest first, without what is secret of them. */
export async function listIdentitySecrets(
  d1: D1Database,
  sectionId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
  now: string,
): Promise<Page<IdentitySecret>> {
  const [createdAt, id] = cursor ? positionOf(cursor, ['string', 'string']) : ['', '']
  const { results } = await d1
    .prepare(
      `select id, created_at as createdAt, valid_until as validUntil from identity_secrets
       where section_id = ?1 and (valid_until is null or valid_until > ?2) and (created_at, id) > (?3, ?4) order by created_at, id limit ?5`,
    )
    .bind(sectionId, now, createdAt, id, limit + 1)
    .all<IdentitySecret>()
  return pageOf(
    results,
    limit,
    (secret) => secret,
    (secret) => [secret.createdAt, secret.id],
  )
}

interface Making {
  readonly sectionId: string
  /** `null` for whoever holds the token. */
  readonly ownerId: string | null
  readonly now: string
  /** Until when those before it keep working. */
  readonly validUntil: string
}

/**
 * Makes the secret in use: `is_` and 256 random bits. Those before it end later, unless they end sooner already.
 * @returns `undefined` when as many work as may, or `ownerId` owns the section no longer
 */
export async function makeIdentitySecret(
  d1: D1Database,
  { sectionId, ownerId, now, validUntil }: Making,
): Promise<MadeIdentitySecret | undefined> {
  const [id, secret] = [randomId(), `is_${randomText(32)}`]
  const [made] = await d1.batch([
    d1
      .prepare(
        `insert into identity_secrets (id, section_id, secret, created_at) select ?1, ?2, ?3, ?4 where ${stillOwns('?2', '?5')}
         and (select count(*) from identity_secrets where section_id = ?2 and (valid_until is null or valid_until > ?4)) < ?6 returning id`,
      )
      .bind(id, sectionId, secret, now, ownerId, MAX_IDENTITY_SECRETS),
    d1
      .prepare(
        `update identity_secrets set valid_until = ?3 where section_id = ?1 and id <> ?2 and valid_until is null
         and exists (select 1 from identity_secrets where id = ?2)`,
      )
      .bind(sectionId, id, validUntil),
    d1.prepare('delete from identity_secrets where section_id = ?1 and valid_until <= ?2').bind(sectionId, now),
  ])
  return made?.results.length ? { id, createdAt: now, validUntil: null, secret } : undefined
}

/** Ends a secret at once. @returns whether there was one that worked */
export async function revokeIdentitySecret(d1: D1Database, sectionId: string, id: string, now: string): Promise<boolean> {
  const row = await d1
    .prepare('delete from identity_secrets where section_id = ?1 and id = ?2 and (valid_until is null or valid_until > ?3) returning id')
    .bind(sectionId, id, now)
    .first()
  return row !== null
}
