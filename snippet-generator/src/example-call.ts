import { exampleFields, fieldTypeOf } from '@milepost/sdk/contract'
import type { SnippetSource } from './snippet.js'
import { comment } from './text/one-line.js'
import { literal } from './text/quote.js'

interface ExampleOptions {
  /** Leaves the source field out, for callers that have it set elsewhere. */
  readonly withoutSource?: boolean
}

/**
 * An object literal with a valid value for every field, one field per line with its type and name in a comment, as a form to fill in:
 *
 *     {
 *       source: 'Website', // required, Text: where the event comes from
 *       orderId: 'A-1', // required, Text: Order ID
 *     }
 */
export function exampleObject({ version }: Pick<SnippetSource, 'version'>, { withoutSource = false }: ExampleOptions = {}): string {
  const { source, ...values } = exampleFields(version)
  const lines = version.fields.map(
    ({ key, name, type, required }) =>
      `${key}: ${literal(values[key])}, // ${required ? 'required' : 'optional'}, ${fieldTypeOf(type)?.name}: ${comment(name)}`,
  )
  if (!withoutSource) lines.unshift(`source: ${literal(source)}, // required, Text: where the event comes from`)
  return lines.length ? `{\n${lines.map((line) => `  ${line}\n`).join('')}}` : '{}'
}
