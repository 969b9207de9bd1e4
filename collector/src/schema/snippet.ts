import { targets } from '@milepost/snippet-generator'
import * as v from 'valibot'
import { textRule } from './text.js'

/** Usually the placeholder of a template language rather than a nonce, which is new for every page; it is escaped as an attribute. */
const nonceSchema = v.pipe(
  v.string(),
  textRule((text) =>
    /^[^\p{Cc}\p{Zl}\p{Zp}]{1,256}$/u.test(text) ? undefined : { expected: '1 to 256 characters on one line', received: 'something else' },
  ),
)

export const snippetQuerySchema = v.object({
  target: v.pipe(v.picklist(targets.map(({ name }) => name)), v.description('Way to install it')),
  nonce: v.optional(v.pipe(nonceSchema, v.description('Value of the page’s CSP nonce'))),
})

export const snippetSchema = v.pipe(
  v.object({
    version: v.string(),
    target: v.string(),
    language: v.pipe(v.string(), v.description('For syntax highlighting')),
    code: v.string(),
  }),
  v.metadata({ ref: 'Snippet' }),
)
