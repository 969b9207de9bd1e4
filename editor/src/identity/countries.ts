/** ISO 3166-1 alpha-2 codes whose numbering plans are known, written into the code when the editor is built. */
declare const COUNTRY_CODES: readonly string[]

const names = new Intl.DisplayNames('en', { type: 'region' })

/** Countries for a menu, by name. */
export const countries = COUNTRY_CODES.map((code) => ({ value: code, label: `${names.of(code) ?? code} (${code})` })).sort((a, b) =>
  a.label.localeCompare(b.label, 'en'),
)
