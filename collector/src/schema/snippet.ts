import { type Fill, targets } from '@milepost/snippet-generator'
import * as v from 'valibot'
import { textRule } from './text.js'

/** Usually the placeholder of a template language rather than a nonce, which is new for every page; it is escaped as an attribute. */
const nonceSchema = v.pipe(
  v.string(),
  textRule((text) =>
    /^[^\p{Cc}\p{Zl}\p{Zp}]{1,256}$/u.test(text) ? undefined : { expected: '1 to 256 characters on one line', received: 'something else' },
  ),
)

const how = {
  target: v.pipe(v.picklist(targets.map(({ name }) => name)), v.description('Way to install it')),
  nonce: v.optional(v.pipe(nonceSchema, v.description('Value of the page’s CSP nonce'))),
}

export const snippetQuerySchema = v.object(how)

// Only the shape is asked for here: the generator says what is wrong with keys, values, lengths and expressions.
const fillSchema: v.GenericSchema<Fill> = v.variant('from', [
  v.strictObject({
    from: v.literal('constant'),
    value: v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.description('Valid for the type of the field')),
  }),
  v.strictObject({ from: v.literal('dataLayer'), path: v.pipe(v.string(), v.description('Such as ecommerce.items.0.price')) }),
  v.strictObject({
    from: v.literal('selector'),
    selector: v.pipe(v.string(), v.description('A CSS selector')),
    attribute: v.optional(v.pipe(v.string(), v.description('The attribute that holds the value, instead of the element’s text'))),
  }),
  v.strictObject({ from: v.literal('urlParameter'), name: v.string() }),
  v.strictObject({ from: v.literal('expression'), code: v.pipe(v.string(), v.description('One JavaScript expression, ECMAScript 2022')) }),
])

export const snippetRequestSchema = v.strictObject({
  ...how,
  fill: v.optional(
    v.pipe(
      v.record(v.string(), fillSchema),
      v.description('Where the values of fields come from, by field key or `source`; other fields keep a placeholder'),
    ),
  ),
})
export type SnippetRequest = v.InferOutput<typeof snippetRequestSchema>

export const snippetSchema = v.pipe(
  v.object({
    version: v.string(),
    target: v.string(),
    language: v.pipe(v.string(), v.description('For syntax highlighting')),
    code: v.string(),
  }),
  v.metadata({ ref: 'Snippet' }),
)
