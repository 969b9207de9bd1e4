import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { applyMigrations, type Database, migrationStatements } from '../support/local-worker.ts'

/** How much is in the database that is measured. */
export interface Size {
  readonly customEvents: number
  readonly events: number
  /** At least a hundred. */
  readonly profiles: number
}

/** The section that is filled. */
export const SECTION = 'bench'

/** Profiles that are not like others: one with a twentieth of all events, and one that was merged from so many with as many events together. */
export const HEAVY = 1
export const MERGED = 2
const PARTS = 20

const DAYS = 60
// Rows of one statement: the connection to the database does not outlive one that takes many seconds.
const CHUNK = 5_000

const numbers = 'with recursive n (i) as (select cast(?1 as integer) union all select i + 1 from n where i < ?2)'
// A number from 0 to 1 that looks random and is the same in every run.
const random = '((i * 2654435761) % 4294967296 / 4294967296.0)'
// A few custom events get most events, and all of them some.
const customEvent = `(1 + cast(?3 * ${random} * ${random} * ${random} as integer))`
const at = "strftime('%Y-%m-%dT%H:%M:%fZ', ?4 + i * ?5, 'unixepoch', 'subsec')"
const id = "printf('%08x-0000-7000-8000-%012x', (i * 2654435761) % 4294967296, i)"
const version = `(1 + i % (1 + ${customEvent} % 3))`
// The other nine tenths are spread over the other profiles.
const profile = `case i % 20 when 0 then ${HEAVY} when 1 then ${MERGED} + (i / 20) % ${PARTS}
  else ${MERGED + PARTS} + (i * 2654435761) % 4294967296 % (?6 - ${MERGED + PARTS - 1}) end`
const source = "printf('Source %d', i % 12)"
const page = 'printf(\'{"url":"https://shop-%d.example/pages/%c"}\', i % 3, char(97 + i % 26))'
const order = 'printf(\'{"source":"%s","orderId":"A-%d","total":%d.5,"items":%d,"coupon":"%s"}\''

const FILL_CUSTOM_EVENTS = `${numbers}
  insert into custom_events (section_id, discriminator, name, description, category, web_tracking, hidden_at, allowed_operations, created_at)
  select '${SECTION}', 'event-' || i, iif(i % 10, 'Event ', 'طلب Größe ') || i, 'Measured', substr('transactionconversion signal     ', 1 + 11 * (i % 3), iif(i % 3 = 1, 10, iif(i % 3, 6, 11))),
    1, iif(i % 100 = 99, '2026-01-01T00:00:00.000Z', null), '{"email":["read"],"mobile":[],"crmId":[]}', '2026-01-01T00:00:00.000Z' from n`

const fields = JSON.stringify([
  { key: 'orderId', name: 'Order ID', type: 'text', required: true },
  { key: 'total', name: 'Total', type: 'decimal', required: false },
  { key: 'items', name: 'Items', type: 'number', required: false },
  { key: 'coupon', name: 'Coupon', type: 'text', required: false },
  ...Array.from({ length: 6 }, (_, index) => ({ key: `more${index}`, name: `More ${index}`, type: 'text', required: false })),
])
const FILL_VERSIONS = `${numbers}
  insert into definition_versions (section_id, discriminator, number, fields, saved_at, usable_at, editable_at)
  select '${SECTION}', 'event-' || i, number.value, '${fields}', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'
  from n join json_each('[1,2,3]') number on number.value <= 1 + i % 3`

const FILL_EVENTS = `${numbers}
  insert into events (section_id, id, discriminator, version, occurred_at, sender_occurred_at, sent_at, received_at, clamped, visitor_id, page, fields,
    profile_seq, via)
  select '${SECTION}', ${id}, 'event-' || ${customEvent}, ${version}, ${at}, ${at}, ${at}, ${at}, 0, iif(i % 4, 'v-' || ${profile}, null), ${page},
    ${order}, ${source}, i, i % 500, i % 9, iif(i % 4, 'NONE', '2026-11-23')), ${profile}, iif(i % 4, 'visitor', 'email')
  from n`

const FILL_PROFILES = `${numbers}
  insert into profiles (seq, section_id, id, merged_into, root, created_at)
  select i, '${SECTION}', 'p-' || i, iif(i > ${MERGED} and i < ${MERGED + PARTS}, ${MERGED}, null), iif(i > ${MERGED} and i < ${MERGED + PARTS}, ${MERGED}, null),
    '2026-01-01T00:00:00.000Z' from n`

const FILL_IDENTIFIERS = `${numbers}
  insert into identifiers (section_id, kind, value, profile_seq, created_at)
  select '${SECTION}', kind.key, replace(kind.value, '#', i), i, '2026-01-01T00:00:00.000Z'
  from n join json_each('{"email":"u#@shop.example","crmId":"C-#","visitor":"v-#"}') kind`

const FILL_MERGES = `insert into merges (section_id, id, target_seq, source_seq, merged_at, merged_by)
  select section_id, 'm-' || seq, merged_into, seq, created_at, 'token' from profiles where merged_into is not null`

// One rejected event for twenty that are accepted, half of them in one group.
const FILL_QUARANTINE = `${numbers}
  insert into quarantine (section_id, hash, event_id, discriminator, issues, event, count, first_received_at, received_at, sent_at)
  select '${SECTION}', printf('%032x', i), ${id}, name, iif(i % 3, '[{"code":"field_type","field":"total","message":"total must be a number with decimals, received text"}]',
      '[{"code":"field_unknown","field":"totl","message":"totl must be absent, received text"}]'),
    printf('{"id":"%s","version":"%s@1","occurredAt":"%s","page":%s,"fields":{"source":"%s","orderId":"A-%d","%s":"%d.5"}}', ${id}, name, ${at}, ${page},
      ${source}, i, iif(i % 3, 'total', 'totl'), i % 500), 1, ${at}, ${at}, ${at}
  from (select i, iif(i % 2, 'event-1', 'event-' || ${customEvent}) as name from n)`

/** The file by which a state folder tells that its database is filled. */
const filledMark = (state: string, { customEvents, events, profiles }: Size): string =>
  join(state, `filled-${customEvents}-${events}-${profiles}`)

/** Whether a state folder has a database that was filled so. */
export const isFilled = (state: string, size: Size): boolean => existsSync(filledMark(state, size))

/** Fills the database of a state folder, unless it is filled already. */
export async function fillOnce(db: Database, state: string, size: Size): Promise<void> {
  if (isFilled(state, size)) return
  await fill(db, size, Date.now(), (text) => console.log(text))
  writeFileSync(filledMark(state, size), '')
}

/** Fills an empty database with one section; says what is done, since it takes minutes. */
async function fill(db: Database, { customEvents, events, profiles }: Size, nowMs: number, say: (text: string) => void): Promise<void> {
  const run = async (sql: string, ...values: unknown[]) => {
    await db
      .prepare(sql)
      .bind(...values)
      .run()
  }
  const statements = migrationStatements()
  await applyMigrations(db)
  await run(
    `insert into sections (id, name, write_key, allowed_origins, suppression_key, created_at)
     values ('${SECTION}', 'Bench', 'wk_bench', '[]', '${'5'.repeat(64)}', '2026-01-01T00:00:00.000Z')`,
  )
  await run(FILL_CUSTOM_EVENTS, 1, customEvents)
  await run(FILL_VERSIONS, 1, customEvents)
  const startSeconds = Math.floor(nowMs / 1000) - DAYS * 86_400
  const inChunks = async (what: string, sql: string, rows: number, more: readonly unknown[] = []) => {
    for (let first = 1; first <= rows; first += CHUNK) {
      const last = Math.min(rows, first + CHUNK - 1)
      await run(sql, first, last, ...more)
      say(`${what}: ${last.toLocaleString('en')}`)
    }
  }
  const spread = (rows: number) => [customEvents, startSeconds, (DAYS * 86_400) / (rows + 1)]
  const rejected = Math.ceil(events / 20)
  await inChunks('profiles', FILL_PROFILES, profiles)
  await inChunks('identifiers', FILL_IDENTIFIERS, profiles)
  await run(FILL_MERGES)
  await inChunks('events', FILL_EVENTS, events, [...spread(events), profiles])
  await inChunks('rejected events', FILL_QUARANTINE, rejected, spread(rejected))
  // A migration counts what is there: groups, roll-ups and installations. Those after it make tables again.
  const counting = statements.slice(statements.findIndex((one) => /INSERT INTO quarantine_groups/.test(one)))
  for (const sql of counting.slice(
    0,
    counting.findIndex((one) => /CREATE TABLE/.test(one)),
  )) {
    if (!/\bFROM events\b/.test(sql)) await run(sql)
    else for (let first = 1; first <= events; first += CHUNK) await run(onlyOf(sql, first, first + CHUNK - 1))
    say(sql.match(/INSERT INTO \w+|UPDATE \w+/)?.[0] ?? '')
  }
  await run('analyze')
}

/** A counting statement of the migration, for a part of the events and the rejected ones that came with them. */
const onlyOf = (sql: string, first: number, last: number): string =>
  sql
    .replaceAll('FROM events', `FROM (SELECT * FROM events WHERE seq BETWEEN ${first} AND ${last}) events`)
    .replaceAll('FROM quarantine q', `FROM (SELECT * FROM quarantine WHERE (seq - 1) * 20 BETWEEN ${first - 1} AND ${last - 1}) q`)
