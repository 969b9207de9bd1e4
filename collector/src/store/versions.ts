import type { Field } from '@milepost/sdk/contract'
import { and, eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { instantOf } from '../clock.js'
import type { SavedVersion } from '../schema/custom-event.js'
import { users } from './auth-tables.js'
import { type CustomEventId, versionColumns, versionOf } from './custom-events.js'
import { definitionVersions } from './tables.js'

/** What an edit is to become: the number after the newest version, usable and editable again once the lock is over. */
interface Edit {
  readonly number: number
  readonly fields: Field[]
  readonly nowMs: number
  readonly lockMs: number
  /** ID of the person who saves it; `null` for a holder of the token. */
  readonly savedBy: string | null
}

/**
 * Saves an edit as the next version. It is one statement, so that of two simultaneous edits exactly one succeeds.
 * @returns the new version; `undefined` when the definition is locked, hidden, missing, or already has this version.
 */
export async function saveVersion(
  d1: D1Database,
  { sectionId, discriminator }: CustomEventId,
  edit: Edit,
): Promise<SavedVersion | undefined> {
  const { number, fields, nowMs, lockMs, savedBy } = edit
  const savedAt = instantOf(nowMs)
  const usableAt = instantOf(nowMs + lockMs)
  const row = await d1
    .prepare(
      `insert into definition_versions (section_id, discriminator, number, fields, saved_at, usable_at, editable_at, saved_by)
       select ?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7
       where exists (select 1 from custom_events where section_id = ?1 and discriminator = ?2 and hidden_at is null)
         and not exists (select 1 from definition_versions where section_id = ?1 and discriminator = ?2 and (editable_at > ?5 or number >= ?3))
       on conflict do nothing returning (select name from users where id = ?7) as savedBy`,
    )
    .bind(sectionId, discriminator, number, JSON.stringify(fields), savedAt, usableAt, savedBy)
    .first<{ savedBy: string | null }>()
  return row
    ? versionOf({ sectionId, discriminator, number, fields, savedAt, usableAt, editableAt: usableAt, savedBy: row.savedBy })
    : undefined
}

/** Reads one version; `undefined` when there is none. */
export async function readVersion(
  d1: D1Database,
  { sectionId, discriminator }: CustomEventId,
  number: number,
): Promise<SavedVersion | undefined> {
  const [row] = await drizzle(d1)
    .select(versionColumns)
    .from(definitionVersions)
    .leftJoin(users, eq(users.id, definitionVersions.savedBy))
    .where(
      and(
        eq(definitionVersions.sectionId, sectionId),
        eq(definitionVersions.discriminator, discriminator),
        eq(definitionVersions.number, number),
      ),
    )
  return row && versionOf(row)
}
