import { discriminatorOf, type Field, versionId } from '@milepost/sdk/contract'
import { and, asc, eq, getTableColumns, gt, isNull, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import type { AllowedOperations, CustomEvent, CustomEventChange, SavedVersion } from '../schema/custom-event.js'
import type { Page } from '../schema/list.js'
import { users } from './auth-tables.js'
import { readStats } from './custom-event-stats.js'
import { pageOf, positionOf } from './paging.js'
import { customEvents, definitionVersions } from './tables.js'

const EVERYTHING: AllowedOperations = { email: ['read', 'write'], mobile: ['read', 'write'], crmId: ['read', 'write'] }

const MAX_DISCRIMINATOR_LENGTH = 64

type CustomEventRow = typeof customEvents.$inferSelect
/** `savedBy` is the person's name. */
type VersionRow = Omit<typeof definitionVersions.$inferSelect, 'savedBy'> & { readonly savedBy: string | null }

export const versionColumns = { ...getTableColumns(definitionVersions), savedBy: users.name }

/** Names one custom event: nothing is ever looked up without its section. */
export interface CustomEventId {
  readonly sectionId: string
  readonly discriminator: string
}

const isEvent = ({ sectionId, discriminator }: CustomEventId) =>
  and(eq(customEvents.sectionId, sectionId), eq(customEvents.discriminator, discriminator))

/** A definition version as it is told. */
export const versionOf = ({ discriminator, number, fields, savedAt, usableAt, savedBy }: VersionRow): SavedVersion => ({
  id: versionId(discriminator, number),
  number,
  fields,
  savedAt,
  usableAt,
  savedBy,
})

function customEventOf(row: CustomEventRow, versions: readonly VersionRow[], now: string): CustomEvent {
  const { discriminator, name, description, category, webTracking, hiddenAt, allowedOperations, retentionYears, purpose, createdAt } = row
  const usable = versions.filter(({ usableAt }) => usableAt <= now)
  return {
    discriminator,
    name,
    description,
    category,
    webTracking,
    hidden: hiddenAt !== null,
    hiddenAt,
    allowedOperations,
    retentionYears,
    purpose,
    createdAt,
    editableAt: versions.at(-1)?.editableAt ?? createdAt,
    current: usable.at(-1)?.number ?? 1,
    versions: versions.map(versionOf),
  }
}

interface ListOptions {
  readonly cursor?: string | undefined
  readonly limit: number
  readonly category?: CustomEvent['category'] | undefined
  readonly hidden: boolean
  /** Part of the name or discriminator. */
  readonly search?: string | undefined
  /** Whether to tell what has arrived. */
  readonly stats?: boolean | undefined
}

/** Texts alike but for capitals, also where SQLite knows none, fold to the same. */
const fold = (text: string): string => text.normalize('NFKC').toUpperCase()

/** Lists a section's custom events with their versions, oldest first, the hidden ones only when asked. */
export async function listCustomEvents(d1: D1Database, sectionId: string, options: ListOptions, now: string): Promise<Page<CustomEvent>> {
  const { cursor, limit, category, hidden, search, stats } = options
  const [after] = cursor ? positionOf(cursor, ['number']) : [0]
  const db = drizzle(d1)
  const listed = and(
    eq(customEvents.sectionId, sectionId),
    gt(customEvents.seq, Number(after)),
    category && eq(customEvents.category, category),
    hidden ? undefined : isNull(customEvents.hiddenAt),
  )
  const { seq, name, discriminator } = customEvents
  let found: string | undefined
  if (search) {
    const wanted = fold(search)
    const names = await db.select({ seq, name, discriminator }).from(customEvents).where(listed).orderBy(asc(seq))
    const matching = names.filter((row) => fold(row.name).includes(wanted) || fold(row.discriminator).includes(wanted))
    // One parameter for all of them: D1 takes a hundred at most.
    found = JSON.stringify(matching.slice(0, limit + 1).map((row) => row.seq))
  }
  const rows = await db
    .select()
    .from(customEvents)
    .where(found === undefined ? listed : and(listed, sql`${seq} in (select value from json_each(${found}))`))
    .orderBy(asc(seq))
    .limit(limit + 1)
  const names = rows.slice(0, limit).map((row) => row.discriminator)
  const versions = await db
    .select(versionColumns)
    .from(definitionVersions)
    .leftJoin(users, eq(users.id, definitionVersions.savedBy))
    .where(
      and(
        eq(definitionVersions.sectionId, sectionId),
        sql`${definitionVersions.discriminator} in (select value from json_each(${JSON.stringify(names)}))`,
      ),
    )
    .orderBy(asc(definitionVersions.number))
  const versionsBy = Map.groupBy(versions, (version) => version.discriminator)
  const page = pageOf(
    rows,
    limit,
    (row) => customEventOf(row, versionsBy.get(row.discriminator) ?? [], now),
    (row) => [row.seq],
  )
  return stats ? { ...page, items: await readStats(d1, sectionId, page.items, now) } : page
}

/** Reads a custom event with all its versions; `undefined` when there is none. */
export async function readCustomEvent(d1: D1Database, id: CustomEventId, now: string): Promise<CustomEvent | undefined> {
  const db = drizzle(d1)
  const [[row], versions] = await db.batch([
    db.select().from(customEvents).where(isEvent(id)),
    db
      .select(versionColumns)
      .from(definitionVersions)
      .leftJoin(users, eq(users.id, definitionVersions.savedBy))
      .where(and(eq(definitionVersions.sectionId, id.sectionId), eq(definitionVersions.discriminator, id.discriminator)))
      .orderBy(asc(definitionVersions.number)),
  ])
  return row && customEventOf(row, versions, now)
}

type NewCustomEvent = Pick<CustomEvent, 'name' | 'category' | 'description'> & { readonly fields: Field[] }

/**
 * Makes a custom event with its first version, usable and editable at once. Its discriminator gets -2, -3… where its name is taken.
 * @param savedBy ID of the person who makes it; `null` for a holder of the token
 */
export async function createCustomEvent(
  d1: D1Database,
  sectionId: string,
  { fields, ...values }: NewCustomEvent,
  now: string,
  savedBy: string | null = null,
): Promise<CustomEvent> {
  const db = drizzle(d1)
  for (;;) {
    const discriminator = await freeDiscriminator(d1, sectionId, discriminatorOf(values.name) || values.category)
    const version = { sectionId, discriminator, number: 1, fields, savedAt: now, usableAt: now, editableAt: now, savedBy }
    const [[row]] = await db.batch([
      db
        .insert(customEvents)
        .values({ ...values, sectionId, discriminator, webTracking: false, allowedOperations: EVERYTHING, createdAt: now })
        .onConflictDoNothing()
        .returning(),
      db.insert(definitionVersions).values(version).onConflictDoNothing(),
    ])
    // Without a row, somebody has taken the discriminator since it was looked for.
    const created = row && (await readCustomEvent(d1, { sectionId, discriminator }, now))
    if (created) return created
  }
}

async function freeDiscriminator(d1: D1Database, sectionId: string, base: string): Promise<string> {
  const rows = await drizzle(d1)
    .select({ discriminator: customEvents.discriminator })
    .from(customEvents)
    .where(
      and(
        eq(customEvents.sectionId, sectionId),
        sql`${customEvents.discriminator} glob ${`${base.slice(0, MAX_DISCRIMINATOR_LENGTH - 8)}*`}`,
      ),
    )
  const taken = new Set(rows.map(({ discriminator }) => discriminator))
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : `-${number}`
    const candidate = base.slice(0, MAX_DISCRIMINATOR_LENGTH - suffix.length).replace(/-$/, '') + suffix
    if (!taken.has(candidate)) return candidate
  }
}

/** Changes what is not part of a version, and reads it again; `undefined` when there is no such custom event. */
export async function changeCustomEvent(d1: D1Database, id: CustomEventId, change: CustomEventChange, now: string) {
  if (Object.values(change).some((value) => value !== undefined)) {
    await drizzle(d1)
      .update(customEvents)
      .set(change as Partial<typeof customEvents.$inferInsert>)
      .where(and(isEvent(id), isNull(customEvents.hiddenAt)))
  }
  return readCustomEvent(d1, id, now)
}

/** Hides a custom event, for ever: the first instant stays. */
export async function hideCustomEvent(d1: D1Database, id: CustomEventId, now: string): Promise<CustomEvent | undefined> {
  await drizzle(d1)
    .update(customEvents)
    .set({ hiddenAt: now })
    .where(and(isEvent(id), isNull(customEvents.hiddenAt)))
  return readCustomEvent(d1, id, now)
}
