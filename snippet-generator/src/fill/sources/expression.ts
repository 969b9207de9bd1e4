import { parseExpression } from '../../text/parse-expression.js'
import { checkText } from '../check-text.js'
import type { FillSource } from '../fill-source.js'

/** One JavaScript expression (ECMAScript 2022), run where the event happens. What it throws is thrown there. */
export type ExpressionFill = { readonly from: 'expression'; readonly code: string }

export const expression: FillSource<ExpressionFill> = {
  from: 'expression',
  title: 'JavaScript expression',
  description: 'Code of your own that has the value, such as window.cart.total.',
  members: ['code'],
  optional: [],
  check({ code }, { at }) {
    checkText(code, at, 'an expression')
    parseExpression(code, at)
  },
  inPage: ({ code }) => {
    // Blanks around it, and the ends of lines, are no part of an expression.
    const text = code.trim().replace(/\r\n?/g, '\n')
    // A sequence, `a, b`, would be read as the next field.
    return { code: parseExpression(code, 'fill').isSequence ? `(${text})` : text, helpers: [] }
  },
}
