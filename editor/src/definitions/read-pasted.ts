import { checkEvent, checkFields, type DefinitionVersion, explainIssues, type Issue, parseVersionId, rulesOf } from '@milepost/sdk/contract'

type CheckedVersion = Pick<DefinitionVersion, 'id' | 'fields'>

/** One event found in what was pasted, and what is wrong with it. */
export interface PastedEvent {
  /** Whether it is whole or only its fields. */
  readonly as: 'event' | 'fields'
  readonly issues: readonly Issue[]
  /** The version it names, where that is another one of the same custom event: the fields are checked all the same. */
  readonly names?: string | undefined
}

/** What was pasted: nothing, no JSON, or events with their issues. */
export type Pasted =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'events'; readonly events: readonly PastedEvent[] }

/**
 * Reads what a person pasted, an event, only its fields, a list of either or a whole request, and checks it as the collector will.
 * @param version the definition version as it stands in the form
 */
export function readPasted(text: string, version: CheckedVersion): Pasted {
  if (!text.trim()) return { kind: 'nothing' }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { kind: 'unreadable', reason: 'This is not JSON. Keys and texts stand in double quotes, and no comma follows the last entry.' }
  }
  const list = Array.isArray(value) ? value : isRecord(value) && Array.isArray(value.events) ? value.events : [value]
  if (!list.length) return { kind: 'unreadable', reason: 'This list has no event in it.' }
  return { kind: 'events', events: list.map((entry) => checkPasted(entry, version)) }
}

function checkPasted(value: unknown, version: CheckedVersion): PastedEvent {
  // An event has parts around its fields; a field may be called `fields`, but is no object then.
  if (!isRecord(value) || !isRecord(value.fields)) {
    if (!isRecord(value)) return { as: 'event', issues: checkEvent(version, value) }
    return { as: 'fields', issues: explainIssues(checkFields(rulesOf(version), value), value) }
  }
  const named = parseVersionId(value.version)
  const isOther = named?.discriminator === parseVersionId(version.id)?.discriminator && value.version !== version.id
  const issues = checkEvent(version, isOther ? { ...value, version: version.id } : value)
  return { as: 'event', issues, ...(isOther && { names: String(value.version) }) }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
