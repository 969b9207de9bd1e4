import { type DefinitionVersion, type Field, fieldTypeNames, fieldTypeOf, parseVersionId } from '@milepost/sdk/contract'
import { received, SnippetError } from './snippet-error.js'

const KEY = /^[a-z][A-Za-z0-9]{0,63}$/

/**
 * Checks the parts of a definition version that become code, its ID, keys and types, whatever stored them. Throws a `SnippetError`.
 * @returns the discriminator
 */
export function checkVersion({ id, fields }: Pick<DefinitionVersion, 'id' | 'fields'>): string {
  const parsed = parseVersionId(id)
  if (!parsed) throw new SnippetError('version.id', 'a definition version ID such as order-created@3', received(id))
  fields.forEach(checkField)
  return parsed.discriminator
}

function checkField({ key, type }: Field, index: number): void {
  if (!KEY.test(key)) throw new SnippetError(`version.fields.${index}.key`, 'a camelCase key', received(key))
  if (!fieldTypeOf(type)) throw new SnippetError(`version.fields.${index}.type`, `one of ${fieldTypeNames.join(', ')}`, received(type))
}
