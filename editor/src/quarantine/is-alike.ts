/** Whether a key is probably a misspelling of another: the same but for case and signs, or a letter or two off. */
export function isAlike(key: string, other: string): boolean {
  const [a, b] = [plain(key), plain(other)]
  if (!a || !b) return false
  return a === b || distance(a, b) <= Math.min(2, Math.floor(Math.min(a.length, b.length) / 3))
}

const plain = (key: string): string => key.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** Letters to change, add or remove. @see https://en.wikipedia.org/wiki/Levenshtein_distance */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) {
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + Number(letter !== other)))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
