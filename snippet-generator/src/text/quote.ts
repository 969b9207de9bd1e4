// `<` because code is pasted into script tags; line separators because they once ended strings; directional marks because they
// can make code read otherwise than it runs (https://trojansource.codes).
const UNSAFE = /[<\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** A value as JSON on one line that may stand in a script tag, a template file or a quoted shell argument's inside. */
export const toJson = (value: unknown, indent?: number): string => JSON.stringify(value, null, indent).replace(UNSAFE, escapeUnit)

/** A string as a single-quoted JavaScript and TypeScript literal, safe inside a script tag. */
export const quote = (text: string): string => `'${toJson(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`

/** A value of a field as a JavaScript literal. */
export const literal = (value: unknown): string => (typeof value === 'string' ? quote(value) : toJson(value))

/** A string as one argument of a POSIX shell. */
export const shellQuote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** A string as the value of a double-quoted HTML attribute. */
export const attribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
