/** Whether it is the ISO 3166-1 alpha-2 code of a country whose numbering plan is known, so that mobile numbers can be read by it. */
export async function isCountry(code: string): Promise<boolean> {
  // The numbering plans are large, and hardly a request needs them.
  const { isSupportedCountry } = await import('libphonenumber-js/min')
  return isSupportedCountry(code)
}
