/** The newest migration, whose tables this code needs. A test compares. */
export const NEWEST_MIGRATION = '0003_lake'

/** What was applied to the database. */
export interface Schema {
  /** The newest migration that was applied, such as `0000_first_tables`; `null` when none was. */
  readonly version: string | null
  /** Whether all that this code needs was. A database that is newer still will do: tables are only added to. */
  readonly isComplete: boolean
}

/**
 * Reads which migrations were applied.
 * @throws when the database does not answer
 */
export async function readSchema(d1: D1Database): Promise<Schema> {
  try {
    const row = await d1
      .prepare('select name, exists (select 1 from d1_migrations where name = ?1) as complete from d1_migrations order by id desc limit 1')
      .bind(`${NEWEST_MIGRATION}.sql`)
      .first<{ name: string; complete: number }>()
    return { version: row?.name.replace(/\.sql$/, '') ?? null, isComplete: row?.complete === 1 }
  } catch (error) {
    // What wrangler makes with the first migration.
    if (error instanceof Error && error.message.includes('no such table: d1_migrations')) return { version: null, isComplete: false }
    throw error
  }
}
