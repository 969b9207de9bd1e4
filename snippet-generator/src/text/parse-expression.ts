import { type Options, parseExpressionAt } from 'acorn'
import { SnippetError } from '../snippet-error.js'

/** What would end a script tag, or begin or end what HTML, or JavaScript in it, reads as a comment. */
const MARKUP = /<\/script|<!--|-->/i

/** Separators of lines that not every editor shows, control characters, and directional marks, by which code reads otherwise than it runs. */
const INVISIBLE = /[^\P{Cc}\t\n\r]|[\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

/** Parenthesised expressions end with their parenthesis, as what is left over is looked at. */
const options: Options = { ecmaVersion: 2022, preserveParens: true, allowAwaitOutsideFunction: false }

/**
 * Makes sure that a text is exactly one JavaScript expression, in a classic script as in a module, and may stand in a script tag.
 * Throws a `SnippetError` that names the field, with line and column where it does not parse.
 */
export function parseExpression(code: string, at: string): { isSequence: boolean } {
  const expected = 'one JavaScript expression'
  const [markup] = MARKUP.exec(code) ?? []
  if (markup) throw new SnippetError(at, `${expected} that may stand in HTML`, `one with ${markup}`, positionOf(code, code.indexOf(markup)))
  const hidden = code.search(INVISIBLE)
  if (hidden >= 0) throw new SnippetError(at, `${expected} of visible characters`, 'an invisible one', positionOf(code, hidden))
  const node = parse(code, at, expected, 'script')
  parse(code, at, expected, 'module')
  return { isSequence: node.type === 'SequenceExpression' }
}

function parse(code: string, at: string, expected: string, sourceType: 'script' | 'module') {
  try {
    const node = parseExpressionAt(code, 0, { ...options, sourceType })
    const rest = code.slice(node.end).search(/\S/)
    if (rest < 0) return node
    throw new SnippetError(at, expected, 'more after its end', positionOf(code, node.end + rest))
  } catch (error) {
    if (error instanceof RangeError) throw new SnippetError(at, expected, 'one nested too deeply')
    if (!(error instanceof SyntaxError && 'pos' in error)) throw error
    const reason = error.message.replace(/ \(\d+:\d+\)$/, '')
    throw new SnippetError(at, expected, `a syntax error (${reason})`, positionOf(code, Number(error.pos)))
  }
}

/** Line and column as editors count them, from 1. */
function positionOf(code: string, index: number): { line: number; column: number } {
  const lines = code.slice(0, index).split(/\r\n|[\n\r\u2028\u2029]/)
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}
