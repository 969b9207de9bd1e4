import { type DefinitionVersion, type Field, type Purpose, parseVersionId, versionId } from '@milepost/sdk/contract'
import { instantOf } from '../clock.js'
import type { AllowedOperations } from '../schema/custom-event.js'

/** A definition version with the settings of its custom event, as ingest needs them. */
export interface KnownVersion {
  readonly version: DefinitionVersion
  readonly discriminator: string
  readonly hidden: boolean
  readonly webTracking: boolean
  readonly purpose: Purpose
  readonly allowedOperations: AllowedOperations
}

/** What a section has set of whose its events are. */
export interface PersonSettings {
  readonly honourGpc: boolean
  readonly requireProof: boolean
  /** ISO 3166-1 alpha-2; `null` when it has none. */
  readonly defaultCountry: string | null
  readonly suppressionKey: string
  /** What proofs may be made with; those that were replaced end at an instant. */
  readonly identitySecrets: readonly { readonly secret: string; readonly validUntil: string | null }[]
}

/** A section, and those of the wanted versions that exist in it. */
export interface SectionDefinitions extends PersonSettings {
  readonly sectionId: string
  readonly allowedOrigins: readonly string[]
  readonly versions: ReadonlyMap<string, KnownVersion>
}

interface Row {
  readonly id: string
  readonly allowed_origins: string
  readonly honour_gpc: number
  readonly require_proof: number
  readonly default_country: string | null
  readonly suppression_key: string
  readonly secrets: string
  readonly valid_until: string | null
  readonly discriminator: string | null
  readonly number: number
  readonly fields: string
  readonly saved_at: string
  readonly usable_at: string
  readonly web_tracking: number
  readonly hidden_at: string | null
  readonly purpose: Purpose
  readonly allowed_operations: string
}

/** By what a section is found. */
type SectionName = { readonly writeKey: string } | { readonly sectionId: string }

/** What one reading found. */
interface Read {
  readonly section: Omit<SectionDefinitions, 'versions'>
  /** When a rotated write key ends, in milliseconds; never for the section's own. */
  readonly validUntil: number
  readonly versions: readonly KnownVersion[]
}

interface Entry {
  readonly section: Read['section']
  readonly validUntil: number
  readonly readAt: number
  readonly versions: Map<string, { known: KnownVersion; readAt: number }>
}

/** Sections kept per isolate, and versions kept per section; beyond it those read longest ago are forgotten. An isolate has 128 MB. */
const LIMITS = { maxSections: 500, maxVersions: 1000 }

/**
 * Definitions in the isolate's memory, so that ingest costs no read of the database. A version's fields never change; settings do, and are
 * read again after their time to live. What is not in memory is looked up at once, so that a new version works at once.
 */
export class Definitions {
  readonly #sections = new Map<string, Entry>()
  readonly #limits: typeof LIMITS

  constructor(limits = LIMITS) {
    this.#limits = limits
  }

  /**
   * Finds a section by its write key and the wanted versions in it, with at most one read of the database, whatever the number of versions.
   * @param versionIds as they were sent: those that are no version IDs are left out
   * @returns `undefined` when the write key belongs to no section
   */
  load(
    d1: D1Database,
    writeKey: string,
    versionIds: Iterable<unknown>,
    now: number,
    ttlMs: number,
  ): Promise<SectionDefinitions | undefined> {
    return this.#load(d1, { writeKey }, versionIds, now, ttlMs)
  }

  /** The same for a section whose ID is known, as that of an integration is. */
  loadSection(
    d1: D1Database,
    sectionId: string,
    versionIds: Iterable<unknown>,
    now: number,
    ttlMs: number,
  ): Promise<SectionDefinitions | undefined> {
    return this.#load(d1, { sectionId }, versionIds, now, ttlMs)
  }

  async #load(
    d1: D1Database,
    by: SectionName,
    versionIds: Iterable<unknown>,
    now: number,
    ttlMs: number,
  ): Promise<SectionDefinitions | undefined> {
    const isFresh = (readAt: number) => now >= readAt && now - readAt <= ttlMs
    const name = JSON.stringify(by)
    const entry = this.#sections.get(name)
    // Taken out before anything is awaited: what is known now may be forgotten meanwhile.
    const versions = new Map<string, KnownVersion>()
    const missing = new Set<string>()
    for (const id of new Set(versionIds)) {
      if (!parseVersionId(id)) continue
      const kept = entry?.versions.get(id as string)
      if (kept && isFresh(kept.readAt)) versions.set(id as string, kept.known)
      else missing.add(id as string)
    }
    if (entry && isFresh(entry.readAt) && now < entry.validUntil && !missing.size) return { ...entry.section, versions }
    const read = await readDefinitions(d1, by, missing, now)
    this.#keep(name, read, missing, now)
    if (!read) return undefined
    for (const known of read.versions) versions.set(known.version.id, known)
    return { ...read.section, versions }
  }

  /** Forgets everything, so that what was changed in this isolate is seen in it at once. */
  forget(): void {
    this.#sections.clear()
  }

  #keep(name: string, read: Read | undefined, asked: Iterable<string>, now: number): void {
    const versions: Entry['versions'] = this.#sections.get(name)?.versions ?? new Map()
    // Out and in again, so that the order is that of the last reading.
    this.#sections.delete(name)
    if (!read) return
    this.#sections.set(name, { section: read.section, validUntil: read.validUntil, readAt: now, versions })
    for (const id of asked) versions.delete(id)
    for (const known of read.versions) versions.set(known.version.id, { known, readAt: now })
    trim(this.#sections, this.#limits.maxSections)
    trim(versions, this.#limits.maxVersions)
  }
}

const SECTION = {
  writeKey: `
    select *, null as valid_until from sections where write_key = ?1
    union all
    select o.*, r.valid_until from retired_write_keys r join sections o on o.id = r.section_id where r.key = ?1 and r.valid_until > ?3`,
  sectionId: 'select *, null as valid_until from sections where id = ?1',
}

// The section once, whatever the number of versions.
const readingBy = (section: string): string => `
  with s as materialized (
    select named.*, (
      select json_group_array(json_object('secret', i.secret, 'validUntil', i.valid_until)) from identity_secrets i
      where i.section_id = named.id and (i.valid_until is null or i.valid_until > ?3)
    ) as secrets from (${section}) named
  )
  select s.id, s.allowed_origins, s.valid_until, s.honour_gpc, s.require_proof, s.default_country, s.suppression_key, s.secrets,
    v.discriminator, v.number, v.fields, v.saved_at, v.usable_at, c.web_tracking, c.hidden_at, c.purpose, c.allowed_operations
  from s
  left join json_each(?2) w
  left join definition_versions v on v.section_id = s.id and v.discriminator = w.value ->> 0 and v.number = w.value ->> 1
  left join custom_events c on c.section_id = s.id and c.discriminator = v.discriminator`

const READ = { writeKey: readingBy(SECTION.writeKey), sectionId: readingBy(SECTION.sectionId) }

/** Reads a section by its ID and one version of it, as they are now; `undefined` when either is not there. */
export async function readSectionDefinitions(
  d1: D1Database,
  sectionId: string,
  versionId: string,
  now: number,
): Promise<{ section: SectionDefinitions; known: KnownVersion } | undefined> {
  const read = await readDefinitions(d1, { sectionId }, [versionId], now)
  const [known] = read?.versions ?? []
  return read && known && { section: { ...read.section, versions: new Map([[versionId, known]]) }, known }
}

/**
 * Reads a section, by its ID or its write key or one that was rotated and still works, and those of the versions that exist in it, in one
 * statement; `undefined` when there is no such section.
 */
async function readDefinitions(d1: D1Database, by: SectionName, versionIds: Iterable<string>, now: number): Promise<Read | undefined> {
  const names = JSON.stringify(Array.from(versionIds, (id) => Object.values(parseVersionId(id) ?? {})))
  const [sql, value] = 'writeKey' in by ? [READ.writeKey, by.writeKey] : [READ.sectionId, by.sectionId]
  const { results } = await d1.prepare(sql).bind(value, names, instantOf(now)).all<Row>()
  const [first] = results
  if (!first) return undefined
  return {
    section: {
      sectionId: first.id,
      allowedOrigins: JSON.parse(first.allowed_origins),
      honourGpc: first.honour_gpc === 1,
      requireProof: first.require_proof === 1,
      defaultCountry: first.default_country,
      suppressionKey: first.suppression_key,
      identitySecrets: JSON.parse(first.secrets),
    },
    validUntil: first.valid_until === null ? Number.POSITIVE_INFINITY : Date.parse(first.valid_until),
    versions: results.flatMap((row) => (row.discriminator === null ? [] : knownVersion(row, row.discriminator))),
  }
}

function knownVersion({ number, fields, saved_at, usable_at, ...row }: Row, discriminator: string): KnownVersion {
  const parsed: Field[] = JSON.parse(fields)
  return {
    version: { id: versionId(discriminator, number), number, fields: parsed, savedAt: saved_at, usableAt: usable_at },
    discriminator,
    hidden: row.hidden_at !== null,
    webTracking: row.web_tracking === 1,
    purpose: row.purpose,
    allowedOperations: JSON.parse(row.allowed_operations),
  }
}

/** A map keeps the order of insertion, so what comes first was read longest ago. */
function trim(map: Map<string, unknown>, max: number): void {
  for (const key of map.keys()) {
    if (map.size <= max) return
    map.delete(key)
  }
}
