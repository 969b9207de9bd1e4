import type { DefinitionVersion, Field } from '@milepost/sdk/contract'
import { and, eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { instantOf } from '../clock.js'
import { type CustomEventId, versionOf } from './custom-events.js'
import { definitionVersions } from './tables.js'

/** What an edit is to become: the number after the newest version, usable and editable again once the lock is over. */
interface Edit {
  readonly number: number
  readonly fields: Field[]
  readonly nowMs: number
  readonly lockMs: number
}

/**
 * Saves an edit as the next version. It is one statement, so that of two simultaneous edits exactly one succeeds.
 * @returns the new version; `undefined` when the definition is locked, hidden, missing, or already has this version.
 */
export async function saveVersion(
  d1: D1Database,
  { sectionId, discriminator }: CustomEventId,
  edit: Edit,
): Promise<DefinitionVersion | undefined> {
  const { number, fields, nowMs, lockMs } = edit
  const savedAt = instantOf(nowMs)
  const usableAt = instantOf(nowMs + lockMs)
  const row = await d1
    .prepare(
      `insert into definition_versions (section_id, discriminator, number, fields, saved_at, usable_at, editable_at)
       select ?1, ?2, ?3, ?4, ?5, ?6, ?6
       where exists (select 1 from custom_events where section_id = ?1 and discriminator = ?2 and hidden_at is null)
         and not exists (select 1 from definition_versions where section_id = ?1 and discriminator = ?2 and (editable_at > ?5 or number >= ?3))
       on conflict do nothing returning number`,
    )
    .bind(sectionId, discriminator, number, JSON.stringify(fields), savedAt, usableAt)
    .first()
  return row ? versionOf({ sectionId, discriminator, number, fields, savedAt, usableAt, editableAt: usableAt, savedBy: null }) : undefined
}

/** Reads one version; `undefined` when there is none. */
export async function readVersion(
  d1: D1Database,
  { sectionId, discriminator }: CustomEventId,
  number: number,
): Promise<DefinitionVersion | undefined> {
  const [row] = await drizzle(d1)
    .select()
    .from(definitionVersions)
    .where(
      and(
        eq(definitionVersions.sectionId, sectionId),
        eq(definitionVersions.discriminator, discriminator),
        eq(definitionVersions.number, number),
      ),
    )
  return row && versionOf(row)
}
