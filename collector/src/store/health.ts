/**
 * The newest migration that was applied, such as `0000_first_tables`.
 * @throws when the database does not answer, or has no tables yet
 */
export async function schemaVersion(d1: D1Database): Promise<string> {
  const name = await d1.prepare('select name from d1_migrations order by id desc limit 1').first<string>('name')
  if (!name) throw new Error('D1_ERROR: no migration has been applied')
  return name.replace(/\.sql$/, '')
}
