import { type DefinitionVersion, parseVersionId } from '../contract/definition.js'
import type { ConsentState, Purpose } from '../contract/person.js'
import { checks, core, profileCore } from './parts.js'

/** How the visitors of a section are asked for consent. */
export interface VisitorSettings {
  /** What a page may do before it is told. */
  readonly consentStart: ConsentState
  /** Whether Global Privacy Control counts as denied for `analytics` and `marketing`. */
  readonly honourGpc: boolean
}

/** What one page script is made for. */
export interface PageScriptOptions {
  /** Absolute URL of the collector's `/v1/events`. */
  readonly endpoint: string
  readonly writeKey: string
  /** The definition version, and what its events are collected for: `necessary` when left out. */
  readonly version: Pick<DefinitionVersion, 'id' | 'fields'> & { readonly purpose?: Purpose | undefined }
  /** For a section with visitors: then the script asks for consent and identifies, and without holds nothing of that. */
  readonly visitors?: VisitorSettings | undefined
}

/**
 * Assembles the whole script that a page loads for one definition version: tracker core, that version, and only the checks it needs.
 * Pure and deterministic: the same options give the same bytes. The text holds no `</script`, no `<!--` and no line separators,
 * so it may stand in a tag as it is.
 * @throws RangeError when the version ID is not of the form `<discriminator>@<number>`.
 */
export function pageScript({ endpoint, writeKey, version: { id, fields, purpose = 'necessary' }, visitors }: PageScriptOptions): string {
  const version = parseVersionId(id)
  if (!version) throw new RangeError(`pageScript: ${JSON.stringify(id)} is not a version ID like order-created@3`)
  const types = [...new Set(fields.map(({ type }) => type))]
  const declared = types.map((type) => `${type}=${checks[type]}`)
  const rules = fields.map(({ key, type, required }) => `${property(key)}:${required ? `[...${type},"field_required"]` : type}`)
  const settings: Record<string, string> = {
    endpoint,
    writeKey,
    discriminator: version.discriminator,
    number: String(version.number),
    purpose,
    consentStart: visitors?.consentStart ?? '',
    // A property of `navigator`, where `nothing` is none.
    gpc: visitors?.honourGpc ? 'globalPrivacyControl' : 'nothing',
  }
  const filled = (visitors ? profileCore : core).replace(
    /"\$rules\$"|\$(endpoint|writeKey|discriminator|number|purpose|consentStart|gpc)\$/g,
    (_, setting) => (setting ? inLiteral(settings[setting] as string) : `{${rules.join()}}`),
  )
  // A block, so that its names are no globals.
  return `{${declared.length ? `let ${declared.join()};` : ''}${filled}}`
}

/** A text as it stands in a JavaScript string, whatever its quotes, and means nothing to HTML either. */
const inLiteral = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/[<'`$\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

const property = (key: string): string => (/^[a-z]\w*$/i.test(key) ? key : `"${inLiteral(key)}"`)
