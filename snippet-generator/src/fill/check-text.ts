import { isWellFormed, kindOf, MAX_TEXT_LENGTH } from '@milepost/sdk/contract'
import { SnippetError } from '../snippet-error.js'

/** Checks a member that holds a text: well-formed Unicode, as long as a value may be. Throws a `SnippetError` that names the field. */
export function checkText(text: unknown, at: string, what: string): asserts text is string {
  const expected = `filled from ${what} of 1 to ${MAX_TEXT_LENGTH} characters`
  if (typeof text !== 'string' || !isWellFormed(text)) throw new SnippetError(at, expected, kindOf(text))
  const { length } = [...text]
  if (!text.trim() || length > MAX_TEXT_LENGTH) throw new SnippetError(at, expected, text.trim() ? `${length} characters` : 'nothing')
}
