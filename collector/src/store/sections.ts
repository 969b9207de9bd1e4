import { and, asc, eq, getTableColumns, gt, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { Page } from '../schema/list.js'
import type { Role } from '../schema/member.js'
import type { Section, SectionChange } from '../schema/section.js'
import { randomId, randomText } from './ids.js'
import { pageOf, positionOf } from './paging.js'
import { dropped, members, retiredWriteKeys, sections } from './tables.js'

/** `wk_` and 192 random bits. */
const newWriteKey = (): string => `wk_${randomText(24)}`

/** Reasons that are told of a section, those with the most losses: senders make them up, and hostile ones make up many. */
const MAX_TOLD_REASONS = 50

const columnsAt = (now: string) => ({
  ...getTableColumns(sections),
  dropped: sql<string>`(select json_group_object(reason, total) from (select ${dropped.reason} as reason, sum(${dropped.count}) as total
    from ${dropped} where ${dropped.sectionId} = ${sections.id} group by ${dropped.reason} order by total desc, reason limit ${MAX_TOLD_REASONS}))`,
  retired: sql<string>`(select json_group_array(json_object('key', key, 'validUntil', valid_until)) from (select ${retiredWriteKeys.key} as key,
    ${retiredWriteKeys.validUntil} as valid_until from ${retiredWriteKeys} where ${retiredWriteKeys.sectionId} = ${sections.id}
    and ${retiredWriteKeys.validUntil} > ${now} order by ${retiredWriteKeys.validUntil}))`,
})

type Row = typeof sections.$inferSelect & { dropped: string; retired: string }

const sectionOf = ({ id, name, writeKey, allowedOrigins, createdAt, ...row }: Row, role: Role): Section => ({
  id,
  name,
  role,
  writeKey,
  retiredWriteKeys: JSON.parse(row.retired),
  allowedOrigins,
  visitors: row.visitors,
  consentStart: row.consentStart,
  honourGpc: row.honourGpc,
  requireProof: row.requireProof,
  defaultCountry: row.defaultCountry,
  createdAt,
  dropped: JSON.parse(row.dropped),
})

interface ListOptions {
  readonly cursor?: string | undefined
  readonly limit: number
}

/**
 * Lists sections, oldest first.
 * @param memberId only the sections of this person; `null` lists all, for their owner
 */
export async function listSections(
  d1: D1Database,
  memberId: string | null,
  { cursor, limit }: ListOptions,
  now: string,
): Promise<Page<Section>> {
  const [after] = cursor ? positionOf(cursor, ['number']) : [0]
  const rows = await drizzle(d1)
    .select({ ...columnsAt(now), role: members.role })
    .from(sections)
    .leftJoin(members, and(eq(members.sectionId, sections.id), eq(members.userId, memberId ?? '')))
    .where(and(gt(sections.seq, Number(after)), memberId === null ? undefined : eq(members.userId, memberId)))
    .orderBy(asc(sections.seq))
    .limit(limit + 1)
  return pageOf(
    rows,
    limit,
    (row) => sectionOf(row, row.role ?? 'owner'),
    ({ seq }) => [seq],
  )
}

/** Makes a section with a new ID and write key. `ownerId` becomes its owner, unless `null`. */
export async function createSection(
  d1: D1Database,
  values: { name: string; allowedOrigins: string[] },
  ownerId: string | null,
  createdAt: string,
): Promise<Section> {
  const db = drizzle(d1)
  const id = randomId()
  const insert = db
    .insert(sections)
    .values({ ...values, id, writeKey: newWriteKey(), suppressionKey: randomText(32), createdAt })
    .returning()
  const [[row]] = ownerId
    ? await db.batch([insert, db.insert(members).values({ sectionId: id, userId: ownerId, role: 'owner', createdAt })])
    : await db.batch([insert])
  if (!row) throw new Error('a new section was not returned')
  return sectionOf({ ...row, dropped: '{}', retired: '[]' }, 'owner')
}

/** Reads a section, for somebody with this role in it; `undefined` when there is none. */
export async function readSection(d1: D1Database, id: string, role: Role, now: string): Promise<Section | undefined> {
  const [row] = await drizzle(d1).select(columnsAt(now)).from(sections).where(eq(sections.id, id))
  return row && sectionOf(row, role)
}

/** The country of mobile numbers that are given without one; `null` when the section has none. */
export async function readDefaultCountry(d1: D1Database, id: string): Promise<string | null> {
  const row = await d1.prepare('select default_country as country from sections where id = ?1').bind(id).first<{ country: string | null }>()
  return row?.country ?? null
}

/** Changes what is given of a section. */
export async function changeSection(d1: D1Database, id: string, change: SectionChange): Promise<void> {
  if (Object.values(change).every((value) => value === undefined)) return
  await drizzle(d1)
    .update(sections)
    .set(change as Partial<typeof sections.$inferInsert>)
    .where(eq(sections.id, id))
}

/** Gives a section a new write key. The old one, and those before it, keep working until the instant they were given. */
export async function rotateWriteKey(d1: D1Database, id: string, { now, validUntil }: { now: string; validUntil: string }): Promise<void> {
  await d1.batch([
    d1.prepare('delete from retired_write_keys where section_id = ?1 and valid_until <= ?2').bind(id, now),
    d1
      .prepare(
        'insert into retired_write_keys (key, section_id, valid_until) select write_key, id, ?2 from sections where id = ?1 and ?2 > ?3',
      )
      .bind(id, validUntil, now),
    d1.prepare('update sections set write_key = ?2 where id = ?1').bind(id, newWriteKey()),
  ])
}
