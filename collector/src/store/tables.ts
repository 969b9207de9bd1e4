import type { Category, Field, Issue } from '@milepost/sdk/contract'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { AllowedOperations } from '../schema/custom-event.js'

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
  (table) => [uniqueIndex('custom_events_discriminator').on(table.sectionId, table.discriminator)],
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
  },
  (table) => [
    uniqueIndex('quarantine_hash').on(table.sectionId, table.hash),
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
