import type { Category, ConsentState, Field, IdentifierKind, Issue, Purpose } from '@milepost/sdk/contract'
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
  /** Whether page scripts know visitors: make visitor IDs, heed consent, identify. */
  visitors: integer('visitors', { mode: 'boolean' }).notNull().default(false),
  /** Where a page starts until it is told of consent. */
  consentStart: text('consent_start').$type<ConsentState>().notNull().default('granted'),
  /** Whether Global Privacy Control counts as consent denied for analytics and marketing. */
  honourGpc: integer('honour_gpc', { mode: 'boolean' }).notNull().default(true),
  /** Whether a page needs a proof by the shop's server to identify somebody. */
  requireProof: integer('require_proof', { mode: 'boolean' }).notNull().default(true),
  /** ISO 3166-1 alpha-2: of mobile numbers that are given without one; `null` refuses these. */
  defaultCountry: text('default_country'),
  /** Keys the hashes of what was erased. Made with the section, never changed, never told. */
  suppressionKey: text('suppression_key').notNull().default(''),
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
    /** What consent is given for where its events are collected on pages. */
    purpose: text('purpose').$type<Purpose>().notNull().default('necessary'),
    createdAt: text('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('custom_events_discriminator').on(table.sectionId, table.discriminator),
    // Few kinds of settings, of thousands of custom events.
    index('custom_events_operations').on(table.sectionId, table.allowedOperations).where(sql`hidden_at is null`),
    index('custom_events_order').on(table.sectionId, table.seq),
    index('custom_events_hidden').on(table.sectionId, table.discriminator).where(sql`hidden_at is not null`),
    index('custom_events_retention').on(table.sectionId, table.discriminator).where(sql`retention_years is not null`),
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
    /** The part of a profile it is stored on; `null` when it named nobody. */
    profileSeq: integer('profile_seq').references((): AnySQLiteColumn => profiles.seq),
    /** By what it named its profile. */
    via: text('via').$type<SubjectKind>(),
    /** The consent it was sent under, as it was sent. */
    consent: text('consent', { mode: 'json' }).$type<Record<string, unknown>>(),
  },
  (table) => [
    // The last two let a timeline be narrowed down without reading what is left out.
    index('events_of_profile')
      .on(table.profileSeq, table.occurredAt, table.seq, table.discriminator, table.version)
      .where(sql`profile_seq is not null`),
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
    /** Which endpoint it came to. */
    channel: text('channel').$type<'web' | 'integration'>().notNull().default('web'),
    /** Whom it named, as `<kind>:<value>`, normalised: so that it is found when they are erased. `null` when it named nobody that can be read. */
    subject: text('subject'),
  },
  (table) => [
    index('quarantine_of_subject').on(table.sectionId, table.subject).where(sql`subject is not null`),
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

/**
 * Rejected events that failed alike: the same custom event, version, issue codes and fields. A trigger of the migration counts down what is removed
 * from the quarantine, whoever removes it, and removes a group with its last event.
 */
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
    /**
     * What `key` names: nothing (`all`, an empty key), a custom event by its discriminator, or a source. Identifications count apart from
     * events, by the code of their issue (empty without one).
     */
    dimension: text('dimension').$type<'all' | 'custom_event' | 'source' | 'identification'>().notNull(),
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

/** By what an event names the profile it belongs to. A browser is known by its visitor ID alone. */
export type SubjectKind = IdentifierKind | 'visitor'

/**
 * Parts of profiles. A profile is a tree of parts: its root, and those that were merged into it. A merge moves neither events nor identifiers,
 * so undoing it is exact, whatever was written in between.
 */
export const profiles = sqliteTable(
  'profiles',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    sectionId: sectionId(),
    id: text('id').notNull(),
    /** The part it was merged into; `null` for a root. */
    mergedInto: integer('merged_into').references((): AnySQLiteColumn => profiles.seq),
    /** The root of its tree, kept beside `mergedInto` so that no reading has to climb; `null` for a root itself. */
    root: integer('root').references((): AnySQLiteColumn => profiles.seq),
    createdAt: text('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('profiles_id').on(table.sectionId, table.id),
    index('profiles_root').on(table.root),
    index('profiles_merged_into').on(table.mergedInto),
  ],
)

/** What profiles are found by: each at most once in a section. Kept in the order of its key (WITHOUT ROWID). */
export const identifiers = sqliteTable(
  'identifiers',
  {
    sectionId: sectionId(),
    kind: text('kind').$type<SubjectKind>().notNull(),
    /** Normalised. */
    value: text('value').notNull(),
    profileSeq: integer('profile_seq')
      .notNull()
      .references(() => profiles.seq),
    createdAt: text('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sectionId, table.kind, table.value] }), index('identifiers_of_profile').on(table.profileSeq)],
)

/**
 * Whom visitors identified as, as it was accepted. A trigger of the migration links the profiles row by row: an anonymous profile goes into
 * that of the identifier, and an identifier that is new goes to the visitor's.
 */
export const identifications = sqliteTable(
  'identifications',
  {
    sectionId: sectionId(),
    /** The sender's UUID in lower case. */
    id: text('id').notNull(),
    visitorId: text('visitor_id').notNull(),
    /** The visitor's part. */
    profileSeq: integer('profile_seq')
      .notNull()
      .references(() => profiles.seq),
    kind: text('kind').$type<IdentifierKind>().notNull(),
    /** Normalised. */
    value: text('value').notNull(),
    occurredAt: text('occurred_at').notNull(),
    receivedAt: text('received_at').notNull(),
    consent: text('consent', { mode: 'json' }).$type<Record<string, unknown>>(),
    /** Of its proof; `null` without one. */
    nonce: text('nonce'),
    /** Filled in by the trigger: the root of the visitor's part, and the part that had the identifier. */
    visitorRoot: integer('visitor_root'),
    knownSeq: integer('known_seq'),
  },
  (table) => [
    primaryKey({ columns: [table.sectionId, table.id] }),
    index('identifications_of_profile').on(table.profileSeq),
    // After a merge was undone, one may name an identifier of another profile than its visitor's.
    index('identifications_of_identifier').on(table.sectionId, table.kind, table.value),
  ],
)

/** Proofs that were used, and by which visitor: another one cannot use them again. */
export const usedProofs = sqliteTable(
  'used_proofs',
  {
    sectionId: sectionId(),
    nonce: text('nonce').notNull(),
    visitorId: text('visitor_id').notNull(),
    expiresAt: text('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.sectionId, table.nonce] }),
    index('used_proofs_expired').on(table.expiresAt),
    index('used_proofs_of_visitor').on(table.sectionId, table.visitorId),
  ],
)

/** What a shop's server makes proofs with. Kept as it is, since checking takes the secret itself. */
export const identitySecrets = sqliteTable(
  'identity_secrets',
  {
    id: text('id').primaryKey(),
    sectionId: sectionId(),
    secret: text('secret').notNull(),
    createdAt: text('created_at').notNull(),
    /** Until when a replaced one still works; `null` for the one in use. */
    validUntil: text('valid_until'),
  },
  (table) => [index('identity_secrets_section').on(table.sectionId, table.createdAt)],
)

/** Merges of two profiles by an integration. */
export const merges = sqliteTable(
  'merges',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    sectionId: sectionId(),
    id: text('id').notNull(),
    /** The root that stayed. */
    targetSeq: integer('target_seq')
      .notNull()
      .references(() => profiles.seq),
    /** The root that became a part of it. */
    sourceSeq: integer('source_seq')
      .notNull()
      .references(() => profiles.seq),
    mergedAt: text('merged_at').notNull(),
    mergedBy: text('merged_by').notNull(),
    undoneAt: text('undone_at'),
    undoneBy: text('undone_by'),
  },
  (table) => [
    uniqueIndex('merges_id').on(table.sectionId, table.id),
    index('merges_target').on(table.targetSeq),
    index('merges_source').on(table.sourceSeq),
  ],
)

/** Secret keys of integrations. Only a hash of each is kept; the ID is its public prefix. */
export const integrationKeys = sqliteTable(
  'integration_keys',
  {
    id: text('id').primaryKey(),
    sectionId: sectionId(),
    /** SHA-256 of the whole key, in hexadecimal. */
    hash: text('hash').notNull(),
    name: text('name').notNull(),
    scopes: text('scopes', { mode: 'json' }).$type<string[]>().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: text('created_at').notNull(),
    lastUsedAt: text('last_used_at'),
    revokedAt: text('revoked_at'),
  },
  (table) => [index('integration_keys_section').on(table.sectionId, table.createdAt)],
)

/** Keyed hashes of identifiers that were erased: what happened before then is not stored again. Kept in the order of its key (WITHOUT ROWID). */
export const suppressions = sqliteTable(
  'suppressions',
  { sectionId: sectionId(), hash: text('hash').notNull(), erasedAt: text('erased_at').notNull() },
  (table) => [primaryKey({ columns: [table.sectionId, table.hash] })],
)

/** The erasure journal: enough to erase again after the database was restored to an earlier time, and nothing personal. */
export const erasures = sqliteTable(
  'erasures',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    sectionId: sectionId(),
    id: text('id').notNull().unique(),
    erasedAt: text('erased_at').notNull(),
    erasedBy: text('erased_by').notNull(),
    /** Those of `suppressions`. */
    hashes: text('hashes', { mode: 'json' }).$type<string[]>().notNull(),
    /** How much of what was removed. */
    receipt: text('receipt', { mode: 'json' }).$type<Record<string, number>>().notNull(),
  },
  (table) => [index('erasures_section').on(table.sectionId, table.seq)],
)

/** Which events went out to the lake, as ranges of `events.seq`. Ranges that touch are one, and those that `lake_progress` is past are gone. */
export const lakeSent = sqliteTable(
  'lake_sent',
  { firstSeq: integer('first_seq').primaryKey(), lastSeq: integer('last_seq').notNull() },
  (table) => [index('lake_sent_last').on(table.lastSeq)],
)

/** How far all events went out to the lake. One row, from the first event on that was to go there. */
export const lakeProgress = sqliteTable('lake_progress', {
  id: integer('id').primaryKey(),
  /** The lake begins after this event. */
  startSeq: integer('start_seq').notNull(),
  /** Up to this one, all are there. */
  doneSeq: integer('done_seq').notNull(),
  /** The newest one when the cron trigger last ran: what is older and is not there did not get there. */
  seenSeq: integer('seen_seq').notNull(),
})

/** How many events went out to the lake, by the hour in which they were received. Kept in the order of its key (WITHOUT ROWID). */
export const lakeHours = sqliteTable(
  'lake_hours',
  {
    sectionId: sectionId(),
    /** ISO 8601 to the hour: `2026-11-23T10`. */
    hour: text('hour').notNull(),
    sent: integer('sent').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sectionId, table.hour] })],
)

/**
 * IDs that erased profiles and their parts had, since the lake began. They lead nowhere here any more, but to what the lake still holds; whoever has
 * removed that there removes the row. Kept in the order of its key (WITHOUT ROWID).
 */
export const lakeErased = sqliteTable(
  'lake_erased',
  { sectionId: sectionId(), profileId: text('profile_id').notNull(), erasedAt: text('erased_at').notNull() },
  (table) => [primaryKey({ columns: [table.sectionId, table.profileId] })],
)

/** Who changed what and when. Nothing personal of customers. Actors are `token`, `system`, `person:<id>` or `key:<id>`, as everywhere. */
export const auditEntries = sqliteTable(
  'audit_entries',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    sectionId: sectionId(),
    at: text('at').notNull(),
    actor: text('actor').notNull(),
    /** Such as `custom_event.changed`. */
    action: text('action').notNull(),
    /** What it was done to: a discriminator, or an ID. */
    object: text('object').notNull(),
    detail: text('detail', { mode: 'json' }).$type<Record<string, unknown>>(),
  },
  (table) => [index('audit_entries_section').on(table.sectionId, table.seq)],
)
