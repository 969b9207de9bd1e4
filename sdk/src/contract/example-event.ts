import type { DefinitionVersion } from './definition.js'
import { fieldTypeOf } from './fields/index.js'

/** Valid values for every field of a definition version, the source field first, as a starting point for a person's own. */
export function exampleFields({ fields }: Pick<DefinitionVersion, 'fields'>, source = 'Website'): Record<string, unknown> {
  return { source, ...Object.fromEntries(fields.map(({ key, type }) => [key, fieldTypeOf(type)?.example])) }
}
