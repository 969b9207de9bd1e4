/** What spreadsheets take for the start of a formula, also in its full-width forms. @see https://owasp.org/www-community/attacks/CSV_Injection */
const STARTS = '=+\\-@＝＋－＠'

/** A formula, whatever quotes and spaces come before it. */
const FORMULA = `(?=[\\s"']*[${STARTS}])`
/** Where some spreadsheets begin another cell: half of Europe does not split at commas. */
const BEHIND_SEPARATOR = new RegExp(`[;|\\t\\r\\n]${FORMULA}`, 'g')
const AT_START = new RegExp(`^(?:${FORMULA}|(?=[\\t\\r\\n]))`)

/**
 * A cell of CSV that no spreadsheet runs: an apostrophe stands before what could be a formula, tabs and line breaks at the start included. Numbers
 * and truth values are as they are. Always quoted.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function csvCell(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return `"${value}"`
  const text = value == null ? '' : String(value)
  const harmless = text.replace(BEHIND_SEPARATOR, "$&'").replace(AT_START, "'")
  return `"${harmless.replaceAll('"', '""')}"`
}

/** A line of CSV with its end. */
export const csvLine = (values: readonly unknown[]): string => `${values.map(csvCell).join(',')}\r\n`
