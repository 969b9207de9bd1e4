import type { DefinitionVersion } from './definition.js'
import { fieldTypeOf } from './fields/index.js'
import { MAX_SOURCE_LENGTH } from './limits.js'

/**
 * The rules of a definition version for the `fields` of an event, as JSON Schema 2020-12, to be checked with formats `date` and `date-time` asserted.
 * Says the same as `checkFields`, save ill-formed Unicode and `null` for "not sent", which JSON Schema cannot express.
 * @see https://json-schema.org/draft/2020-12
 */
export function toJsonSchema({ id, fields }: Pick<DefinitionVersion, 'id' | 'fields'>) {
  const properties = fields.map(({ key, name, type }) => [key, { title: name, ...fieldTypeOf(type)?.jsonSchema }] as const)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: id,
    type: 'object',
    properties: {
      source: { title: 'Source', description: 'Where the event comes from', type: 'string', minLength: 1, maxLength: MAX_SOURCE_LENGTH },
      ...Object.fromEntries(properties),
    },
    required: ['source', ...fields.filter(({ required }) => required).map(({ key }) => key)],
    additionalProperties: false,
  }
}
