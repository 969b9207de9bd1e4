import { and, asc, eq, getTableColumns, gt, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { Page } from '../schema/list.js'
import type { Section } from '../schema/section.js'
import { pageOf, positionOf } from './paging.js'
import { dropped, sections } from './tables.js'

/** Random, URL-safe and in lower case; 20 characters of 32 hold 100 bits. */
const idOf = (): string =>
  [...crypto.getRandomValues(new Uint8Array(20))].map((byte) => '0123456789abcdefghjkmnpqrstvwxyz'[byte % 32]).join('')

/** `wk_` and 192 random bits. */
const newWriteKey = (): string =>
  `wk_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(24))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')}`

const columns = {
  ...getTableColumns(sections),
  dropped: sql<string>`(select json_group_object(reason, total) from (select ${dropped.reason} as reason, sum(${dropped.count}) as total
    from ${dropped} where ${dropped.sectionId} = ${sections.id} group by ${dropped.reason}))`,
}

type Row = typeof sections.$inferSelect & { dropped: string }

const sectionOf = ({ id, name, writeKey, allowedOrigins, createdAt, ...row }: Row): Section => ({
  id,
  name,
  writeKey,
  allowedOrigins,
  createdAt,
  dropped: JSON.parse(row.dropped),
})

/** Lists sections, oldest first. */
export async function listSections(
  d1: D1Database,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<Section>> {
  const [after] = cursor ? positionOf(cursor, ['number']) : [0]
  const rows = await drizzle(d1)
    .select(columns)
    .from(sections)
    .where(gt(sections.seq, Number(after)))
    .orderBy(asc(sections.seq))
    .limit(limit + 1)
  return pageOf(rows, limit, sectionOf, ({ seq }) => [seq])
}

/** Makes a section with a new ID and write key. */
export async function createSection(
  d1: D1Database,
  values: { name: string; allowedOrigins: string[] },
  createdAt: string,
): Promise<Section> {
  const [row] = await drizzle(d1)
    .insert(sections)
    .values({ ...values, id: idOf(), writeKey: newWriteKey(), createdAt })
    .returning()
  if (!row) throw new Error('a new section was not returned')
  return sectionOf({ ...row, dropped: '{}' })
}

/** Reads a section; `undefined` when there is none. */
export async function readSection(d1: D1Database, id: string): Promise<Section | undefined> {
  const [row] = await drizzle(d1).select(columns).from(sections).where(eq(sections.id, id))
  return row && sectionOf(row)
}

/** Changes a section and reads it again; `undefined` when there is none. */
export async function changeSection(
  d1: D1Database,
  id: string,
  change: { name?: string | undefined; allowedOrigins?: string[] | undefined },
) {
  if (Object.values(change).some((value) => value !== undefined)) {
    await drizzle(d1)
      .update(sections)
      .set(change as Partial<typeof sections.$inferInsert>)
      .where(and(eq(sections.id, id)))
  }
  return readSection(d1, id)
}
