import {
  type IntegrationKey,
  MAX_INTEGRATION_KEYS,
  type MadeIntegrationKey,
  type NewIntegrationKey,
  type Scope,
} from '../schema/integration-key.js'
import type { Page } from '../schema/list.js'
import { sha256 } from '../sha256.js'
import { randomId, randomText } from './ids.js'
import { stillOwns } from './members.js'
import { pageOf, positionOf } from './paging.js'

/** A key that works, as it is stored. */
export interface StoredKey {
  readonly id: string
  readonly sectionId: string
  readonly name: string
  readonly scopes: readonly Scope[]
  /** SHA-256 of the whole key, in hexadecimal. */
  readonly hash: string
  readonly lastUsedAt: string | null
}

/** Finds a key that works by its ID; `undefined` when there is none, or it was revoked. */
export async function findKey(d1: D1Database, id: string): Promise<StoredKey | undefined> {
  const row = await d1
    .prepare(
      `select id, section_id as sectionId, name, scopes, hash, last_used_at as lastUsedAt from integration_keys
       where id = ?1 and revoked_at is null`,
    )
    .bind(id)
    .first<Omit<StoredKey, 'scopes'> & { scopes: string }>()
  return row ? { ...row, scopes: JSON.parse(row.scopes) } : undefined
}

/** Keeps when a key was last used. */
export async function touchKey(d1: D1Database, id: string, now: string): Promise<void> {
  await d1.prepare('update integration_keys set last_used_at = ?2 where id = ?1').bind(id, now).run()
}

interface Row extends Omit<IntegrationKey, 'scopes'> {
  readonly scopes: string
}

const KEY = `select k.id, k.name, k.scopes, k.created_at as createdAt, u.name as createdBy, k.last_used_at as lastUsedAt,
  k.revoked_at as revokedAt from integration_keys k left join users u on u.id = substr(k.created_by, 8) where k.section_id = ?1`

const keyOf = ({ scopes, ...row }: Row): IntegrationKey => ({ ...row, scopes: JSON.parse(scopes) })

/** Lists a section's keys, oldest first, revoked ones too. */
export async function listKeys(
  d1: D1Database,
  sectionId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<IntegrationKey>> {
  const [createdAt, id] = cursor ? positionOf(cursor, ['string', 'string']) : ['', '']
  const { results } = await d1
    .prepare(`${KEY} and (k.created_at, k.id) > (?2, ?3) order by k.created_at, k.id limit ?4`)
    .bind(sectionId, createdAt, id, limit + 1)
    .all<Row>()
  return pageOf(results, limit, keyOf, (row) => [row.createdAt, row.id])
}

async function readKey(d1: D1Database, sectionId: string, id: string): Promise<IntegrationKey | undefined> {
  const row = await d1.prepare(`${KEY} and k.id = ?2`).bind(sectionId, id).first<Row>()
  return row ? keyOf(row) : undefined
}

interface Making {
  readonly sectionId: string
  /** The actor. */
  readonly createdBy: string
  /** `null` for whoever holds the token. */
  readonly ownerId: string | null
}

/**
 * Makes a key: 256 random bits after its ID.
 * @returns `undefined` when the section has as many as it may have, or `ownerId` owns it no longer
 */
export async function makeKey(
  d1: D1Database,
  { sectionId, createdBy, ownerId }: Making,
  { name, scopes }: NewIntegrationKey,
  now: string,
): Promise<MadeIntegrationKey | undefined> {
  const id = randomId().slice(0, 8)
  const key = `sk_${id}_${randomText(32)}`
  // 40 bits: should an ID be taken, the insert fails, and nothing is lost by asking again.
  const made = await d1
    .prepare(
      `insert into integration_keys (id, section_id, hash, name, scopes, created_by, created_at)
       select ?1, ?2, ?3, ?4, ?5, ?6, ?7 where ${stillOwns('?2', '?8')}
       and (select count(*) from integration_keys where section_id = ?2 and revoked_at is null) < ?9 returning id`,
    )
    .bind(id, sectionId, await sha256(key), name, JSON.stringify(scopes), createdBy, now, ownerId, MAX_INTEGRATION_KEYS)
    .first()
  const stored = made && (await readKey(d1, sectionId, id))
  return stored ? { ...stored, key } : undefined
}

/**
 * Revokes a key, for ever: the first instant stays.
 * @returns the key, and whether it was revoked just now; `undefined` when there is none
 */
export async function revokeKey(
  d1: D1Database,
  sectionId: string,
  id: string,
  now: string,
): Promise<{ key: IntegrationKey; isNew: boolean } | undefined> {
  const row = await d1
    .prepare('update integration_keys set revoked_at = ?3 where section_id = ?1 and id = ?2 and revoked_at is null returning id')
    .bind(sectionId, id, now)
    .first()
  const key = await readKey(d1, sectionId, id)
  return key && { key, isNew: row !== null }
}
