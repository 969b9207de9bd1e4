import { exampleFields, fieldTypeOf } from '@milepost/sdk/contract'
import type { HelperName } from './fill/helpers.js'
import { pageValue } from './fill/page-value.js'
import type { TargetInput } from './target.js'
import { comment } from './text/one-line.js'
import { literal } from './text/quote.js'

interface ExampleOptions {
  /** Leaves the source field out, for callers that have it set elsewhere. */
  readonly withoutSource?: boolean
  /** Goes before every line but the first. */
  readonly indent?: string
}

/** An object literal, and the helpers that its values call. */
export interface ExampleObject {
  readonly code: string
  readonly helpers: ReadonlySet<HelperName>
}

/**
 * An object literal with the filled value of every field, or else a valid one, one field per line with its type and name in a comment, as
 * a form to fill in:
 *
 *     {
 *       source: 'Website', // required, Text: where the event comes from
 *       orderId: 'A-1', // required, Text: Order ID
 *     }
 */
export function exampleObject(
  { version, fills }: Pick<TargetInput, 'version' | 'fills'>,
  { withoutSource = false, indent = '' }: ExampleOptions = {},
): ExampleObject {
  const source = { key: 'source', name: 'where the event comes from', type: 'text', required: true }
  const examples = exampleFields(version)
  const helpers = new Set<HelperName>()
  const lines = [...(withoutSource ? [] : [source]), ...version.fields].map(({ key, name, type, required }) => {
    const fill = fills.get(key)
    const value = fill ? pageValue(fill, type) : { code: literal(examples[key]), helpers: [] }
    for (const helper of value.helpers) helpers.add(helper)
    // Not indented afterwards: an expression may hold a text of several lines.
    return `${indent}  ${key}: ${value.code}, // ${required ? 'required' : 'optional'}, ${fieldTypeOf(type)?.name}: ${comment(name)}\n`
  })
  return { code: lines.length ? `{\n${lines.join('')}${indent}}` : '{}', helpers }
}

/** The values that are known without a page: constants, and examples for all other fields. */
export function knownFields({ version, fills }: Pick<TargetInput, 'version' | 'fills'>): Record<string, unknown> {
  const known = Object.entries(exampleFields(version)).map(([key, example]) => {
    const fill = fills.get(key)
    return [key, fill?.from === 'constant' ? fill.value : example]
  })
  return Object.fromEntries(known)
}

/** Whether a page has to be there for the values to be. */
export const readsPage = ({ fills }: Pick<TargetInput, 'fills'>): boolean => [...fills.values()].some(({ from }) => from !== 'constant')
