import { checkFields, explainIssues, fieldTypeOf, rulesOf } from '@milepost/sdk/contract'
import { SnippetError } from '../../snippet-error.js'
import { literal } from '../../text/quote.js'
import type { FillSource } from '../fill-source.js'

/** The same value in every event. It must be valid for the field, by the rules that events are checked with. */
export type ConstantFill = { readonly from: 'constant'; readonly value: string | number | boolean }

export const constant: FillSource<ConstantFill> = {
  from: 'constant',
  title: 'Fixed value',
  description: 'The same value in every event.',
  members: ['value'],
  optional: [],
  check({ value }, { at, key, type }) {
    const fields = key === 'source' ? [] : [{ key, name: key, type, required: true }]
    const values = { source: 'Website', [key]: value }
    const [issue] = explainIssues(checkFields(rulesOf({ id: 'constant@1', fields }), values), values)
    if (issue) {
      const { expected = type, received = 'something else' } = issue
      throw new SnippetError(at, fieldTypeOf(expected)?.phrase ?? expected, received)
    }
  },
  inPage: ({ value }) => ({ code: literal(value), helpers: [] }),
}
