import { type DefinitionVersion, type Field, parseVersionId, versionId } from '@milepost/sdk/contract'

/** A definition version with the settings of its custom event, as ingest needs them. */
export interface KnownVersion {
  readonly version: DefinitionVersion
  readonly discriminator: string
  readonly hidden: boolean
  readonly webTracking: boolean
}

/** The section a write key belongs to, and those of the wanted versions that exist in it. */
export interface SectionDefinitions {
  readonly sectionId: string
  readonly allowedOrigins: readonly string[]
  readonly versions: ReadonlyMap<string, KnownVersion>
}

interface Row {
  readonly id: string
  readonly allowed_origins: string
  readonly discriminator: string | null
  readonly number: number
  readonly fields: string
  readonly saved_at: string
  readonly usable_at: string
  readonly web_tracking: number
  readonly hidden_at: string | null
}

interface Entry {
  readonly section: Pick<SectionDefinitions, 'sectionId' | 'allowedOrigins'>
  readonly readAt: number
  readonly versions: Map<string, { known: KnownVersion; readAt: number }>
}

/** Sections kept per isolate, and versions kept per section; beyond it the oldest are forgotten. An isolate has 128 MB. */
const MAX_SECTIONS = 500
const MAX_VERSIONS = 1000

/**
 * Definitions in the isolate's memory, so that ingest costs no read of the database. A version's fields never change; settings do, and are
 * read again after their time to live. What is not in memory is looked up at once, so that a new version works at once.
 */
export class Definitions {
  readonly #sections = new Map<string, Entry>()

  /**
   * Finds a section by its write key and the wanted versions in it, with at most one read of the database, whatever the number of versions.
   * @param versionIds as they were sent: those that are no version IDs are left out
   * @returns `undefined` when the write key belongs to no section
   */
  async load(
    d1: D1Database,
    writeKey: string,
    versionIds: Iterable<unknown>,
    now: number,
    ttlMs: number,
  ): Promise<SectionDefinitions | undefined> {
    const wanted = [...new Set(versionIds)].filter((id): id is string => parseVersionId(id) !== undefined)
    const isFresh = (readAt: number) => now >= readAt && now - readAt <= ttlMs
    const entry = this.#sections.get(writeKey)
    const missing = wanted.filter((id) => {
      const found = entry?.versions.get(id)
      return !found || !isFresh(found.readAt)
    })
    if (!entry || !isFresh(entry.readAt) || missing.length) {
      const read = await this.#read(d1, writeKey, missing, now)
      if (!read) return undefined
      return this.#pick(read, wanted)
    }
    return this.#pick(entry, wanted)
  }

  /** Forgets everything, so that what was changed in this isolate is seen in it at once. */
  forget(): void {
    this.#sections.clear()
  }

  #pick({ section, versions }: Entry, wanted: readonly string[]): SectionDefinitions {
    const found = wanted.flatMap((id) => {
      const entry = versions.get(id)
      return entry ? [[id, entry.known] as const] : []
    })
    return { ...section, versions: new Map(found) }
  }

  async #read(d1: D1Database, writeKey: string, versionIds: readonly string[], now: number): Promise<Entry | undefined> {
    const names = JSON.stringify(versionIds.map((id) => Object.values(parseVersionId(id) ?? {})))
    const { results } = await d1
      .prepare(
        `select s.id, s.allowed_origins, v.discriminator, v.number, v.fields, v.saved_at, v.usable_at, c.web_tracking, c.hidden_at
         from sections s
         left join json_each(?2) w
         left join definition_versions v on v.section_id = s.id and v.discriminator = w.value ->> 0 and v.number = w.value ->> 1
         left join custom_events c on c.section_id = s.id and c.discriminator = v.discriminator
         where s.write_key = ?1`,
      )
      .bind(writeKey, names)
      .all<Row>()
    const [first] = results
    const known = this.#sections.get(writeKey)
    this.#sections.delete(writeKey)
    if (!first) return undefined
    const entry: Entry = {
      section: { sectionId: first.id, allowedOrigins: JSON.parse(first.allowed_origins) },
      readAt: now,
      versions: known?.versions ?? new Map(),
    }
    for (const id of versionIds) entry.versions.delete(id)
    for (const row of results) {
      if (row.discriminator === null) continue
      const found = knownVersion(row, row.discriminator)
      entry.versions.set(found.version.id, { known: found, readAt: now })
    }
    this.#sections.set(writeKey, entry)
    // The answer is picked from the entry, so only others may go.
    trim(this.#sections, MAX_SECTIONS)
    trim(entry.versions, MAX_VERSIONS)
    return entry
  }
}

function knownVersion({ number, fields, saved_at, usable_at, web_tracking, hidden_at }: Row, discriminator: string): KnownVersion {
  const parsed: Field[] = JSON.parse(fields)
  return {
    version: { id: versionId(discriminator, number), number, fields: parsed, savedAt: saved_at, usableAt: usable_at },
    discriminator,
    hidden: hidden_at !== null,
    webTracking: web_tracking === 1,
  }
}

/** A map keeps the order of insertion, so what comes first was read longest ago. */
function trim(map: Map<string, unknown>, max: number): void {
  for (const key of map.keys()) {
    if (map.size <= max) return
    map.delete(key)
  }
}
