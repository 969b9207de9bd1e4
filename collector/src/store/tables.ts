import type { Category, Field, Issue } from '@milepost/sdk/contract'
import { sql } from 'drizzle-orm'
import { type AnySQLiteColumn, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { AllowedOperations } from '../schema/custom-event.js'
import type { Role } from '../schema/member.js'
import { users } from './auth-tables.js'

// `seq` gives every list an order that never changes and a cursor that is one number. Instants are ISO 8601 text in UTC with
// milliseconds, which sorts as it reads. Run `npx drizzle-kit generate --config collector/drizzle.config.ts` after a change here.

export const sections = sqliteTable('sections', {
  seq: integer('seq').primaryKey({ autoIncrement: true }),
  id: text('id').notNull().unique(),
  name: text('name').notNull(),
  writeKey: text('write_key').notNull().unique(),
  allowedOrigins: text('allowed_origins', { mode: 'json' }).$type<string[]>().notNull(),
  createdAt: text('created_at').notNull(),
})

const sectionId = () =>
  text('section_id')
    .notNull()
    .references(() => sections.id)

export const customEvents = sqliteTable(
  'custom_events',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    sectionId: sectionId(),
    discriminator: text('discriminator').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull(),
    category: text('category').$type<Category>().notNull(),
    webTracking: integer('web_tracking', { mode: 'boolean' }).notNull(),
    /** When it was hidden, for ever. */
    hiddenAt: text('hidden_at'),
    allowedOperations: text('allowed_operations', { mode: 'json' }).$type<AllowedOperations>().notNull(),
    /** `null` keeps its events for ever. */
    retentionYears: integer('retention_years'),
    createdAt: text('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('custom_events_discriminator').on(table.sectionId, table.discriminator),
    index('custom_events_order').on(table.sectionId, table.seq),
    index('custom_events_hidden').on(table.sectionId, table.discriminator).where(sql`hidden_at is not null`),
  ],
)

export const definitionVersions = sqliteTable(
  'definition_versions',
  {
    sectionId: sectionId(),
    discriminator: text('discriminator').notNull(),
    number: integer('number').notNull(),
    fields: text('fields', { mode: 'json' }).$type<Field[]>().notNull(),
    savedAt: text('saved_at').notNull(),
    usableAt: text('usable_at').notNull(),
    /** From when on the next version may be saved. */
    editableAt: text('editable_at').notNull(),
    /** Who saved it; `null` for whoever held the token. */
    savedBy: text('saved_by').references(() => users.id, { onDelete: 'set null' }),
  },
  // The key is what makes two simultaneous edits give one version.
  (table) => [primaryKey({ columns: [table.sectionId, table.discriminator, table.number] })],
)

export const events = sqliteTable(
  'events',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    sectionId: sectionId(),
    /** The sender's UUID in lower case: the idempotency key. */
    id: text('id').notNull(),
    discriminator: text('discriminator').notNull(),
    version: integer('version').notNull(),
    /** Corrected for the sender's clock. */
    occurredAt: text('occurred_at').notNull(),
    /** As it was sent. */
    senderOccurredAt: text('sender_occurred_at').notNull(),
    /** As it was sent; `null` when it was not, or was no instant. */
    sentAt: text('sent_at'),
    receivedAt: text('received_at').notNull(),
    /** Whether `occurredAt` was out of bounds and is `receivedAt` instead. */
    clamped: integer('clamped', { mode: 'boolean' }).notNull(),
    visitorId: text('visitor_id'),
    page: text('page', { mode: 'json' }).$type<Record<string, string>>(),
    fields: text('fields', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  },
  (table) => [
    uniqueIndex('events_id').on(table.sectionId, table.id),
    index('events_recent').on(table.sectionId, table.receivedAt, table.seq),
    index('events_recent_of_custom_event').on(table.sectionId, table.discriminator, table.receivedAt, table.seq),
  ],
)

export const quarantine = sqliteTable(
  'quarantine',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    sectionId: sectionId(),
    /** Of the event's text: the same rejected event sent again is counted, not kept twice. */
    hash: text('hash').notNull(),
    /** The sender's UUID in lower case; `null` when it sent none. */
    eventId: text('event_id'),
    /** Of the version it named; `null` when it named none. Not necessarily one that exists. */
    discriminator: text('discriminator'),
    issues: text('issues', { mode: 'json' }).$type<Issue[]>().notNull(),
    event: text('event', { mode: 'json' }).$type<unknown>().notNull(),
    count: integer('count').notNull(),
    firstReceivedAt: text('first_received_at').notNull(),
    receivedAt: text('received_at').notNull(),
    /** The sender's clock when it first sent it; `null` when it told none. */
    sentAt: text('sent_at'),
    groupId: integer('group_id').references((): AnySQLiteColumn => quarantineGroups.seq),
    /** When a repaired copy of it was stored. The original stays. */
    repairedAt: text('repaired_at'),
  },
  (table) => [
    uniqueIndex('quarantine_hash').on(table.sectionId, table.hash),
    index('quarantine_of_group').on(table.groupId, table.seq),
    index('quarantine_held').on(table.groupId, table.seq).where(sql`repaired_at is null`),
    index('quarantine_recent').on(table.sectionId, table.receivedAt, table.seq),
    index('quarantine_recent_of_custom_event').on(table.sectionId, table.discriminator, table.receivedAt, table.seq),
  ],
)

/** Events that senders say they had to give up, so that what was sent can be compared with what arrived. */
export const dropped = sqliteTable(
  'dropped',
  {
    sectionId: sectionId(),
    reason: text('reason').notNull(),
    /** ISO 8601 to the hour: `2026-11-23T10`. */
    hour: text('hour').notNull(),
    count: integer('count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sectionId, table.reason, table.hour] })],
)

/** Generated page scripts by their hash, kept for ever: an installed snippet names one. */
export const scripts = sqliteTable('scripts', {
  hash: text('hash').primaryKey(),
  code: text('code').notNull(),
  createdAt: text('created_at').notNull(),
})

/** Rejected events that failed alike: the same custom event, version, issue codes and fields. */
export const quarantineGroups = sqliteTable(
  'quarantine_groups',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    sectionId: sectionId(),
    /** Of the version they named; empty when they named none. */
    discriminator: text('discriminator').notNull(),
    /** 0 when they named none. */
    version: integer('version').notNull(),
    /** JSON list of `[code, field]`, each once, sorted; `field` is empty where the issue is about the whole event. */
    signature: text('signature').notNull(),
    /** Distinct events. */
    count: integer('count').notNull(),
    /** Of them, those of which no repaired copy is stored. */
    held: integer('held').notNull(),
    firstReceivedAt: text('first_received_at').notNull(),
    receivedAt: text('received_at').notNull(),
  },
  (table) => [
    uniqueIndex('quarantine_groups_key').on(table.sectionId, table.discriminator, table.version, table.signature),
    index('quarantine_groups_recent').on(table.sectionId, table.receivedAt, table.seq),
  ],
)

// Rollups and installations are kept in the order of their keys (WITHOUT ROWID), which drizzle cannot say: the migration does.

/** How many events got which verdict, counted as they arrive, so that no picture has to count events. */
export const rollups = sqliteTable(
  'rollups',
  {
    sectionId: sectionId(),
    grain: text('grain').$type<'hour' | 'day'>().notNull(),
    /** What `key` names: nothing (`all`, an empty key), a custom event by its discriminator, or a source. */
    dimension: text('dimension').$type<'all' | 'custom_event' | 'source'>().notNull(),
    /** ISO 8601, UTC, to the grain: `2026-11-23T10` or `2026-11-23`. */
    at: text('at').notNull(),
    key: text('key').notNull(),
    verdict: text('verdict').$type<'accepted' | 'duplicate' | 'rejected'>().notNull(),
    count: integer('count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sectionId, table.grain, table.dimension, table.at, table.key, table.verdict] })],
)

/** Where versions are sent from: one row per version and page, counted as accepted events arrive. */
export const installations = sqliteTable(
  'installations',
  {
    sectionId: sectionId(),
    discriminator: text('discriminator').notNull(),
    version: integer('version').notNull(),
    /** Host and port of the page; empty for events without a page. */
    host: text('host').notNull(),
    /** Path of the page, with what looks like an ID replaced, so that a thousand orders are one page. */
    path: text('path').notNull(),
    count: integer('count').notNull(),
    firstSeenAt: text('first_seen_at').notNull(),
    lastSeenAt: text('last_seen_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sectionId, table.discriminator, table.version, table.host, table.path] })],
)

/** Who may do what in a section. Administrators are in no row: they own every section. */
export const members = sqliteTable(
  'members',
  {
    sectionId: sectionId(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: text('role').$type<Role>().notNull(),
    createdAt: text('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sectionId, table.userId] }), index('members_user').on(table.userId)],
)

/** Links that let somebody in once: the set-up link, invitations, new passwords. Only a hash of what is in the link is kept. */
export const links = sqliteTable(
  'links',
  {
    id: text('id').primaryKey(),
    hash: text('hash').notNull().unique(),
    kind: text('kind').$type<'setup' | 'invitation' | 'password'>().notNull(),
    /** With an invitation: to which section. */
    sectionId: text('section_id').references(() => sections.id),
    /** With an invitation: as what. */
    role: text('role').$type<Role>(),
    /** With a new password: whose. */
    userId: text('user_id').references(() => users.id, { onDelete: 'cascade' }),
    createdBy: text('created_by').references(() => users.id, { onDelete: 'set null' }),
    createdAt: text('created_at').notNull(),
    expiresAt: text('expires_at').notNull(),
    usedAt: text('used_at'),
  },
  (table) => [index('links_section').on(table.sectionId, table.createdAt)],
)

/** Write keys that were rotated, and until when pages may still use them. */
export const retiredWriteKeys = sqliteTable('retired_write_keys', {
  key: text('key').primaryKey(),
  sectionId: sectionId(),
  validUntil: text('valid_until').notNull(),
})
