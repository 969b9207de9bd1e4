/** What is sent of the lines that a person typed: empty ones are not meant, and a path after the origin is a paste from the address bar. */
export const originsOf = (lines: readonly string[]): string[] => lines.map(bare).filter((line) => line !== '')

/**
 * `https://Shop.example/cart?x` → `https://shop.example`, as browsers send it. What is no such address stays as it is typed, for the
 * collector to say what is wrong with it.
 */
function bare(line: string): string {
  const text = line.trim()
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text).origin : text
}
