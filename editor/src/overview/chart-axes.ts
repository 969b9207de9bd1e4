/** Spaces between the lines that counts are read from. */
const STEPS = 4

/** Counts for lines across a picture, from zero up, as round as their size allows. The last one is not below the highest bar. */
export function countTicks(most: number): number[] {
  const least = most / STEPS
  const unit = least < 10 ? 1 : 10 ** Math.floor(Math.log10(least)) / 2
  const step = Math.max(1, Math.ceil(least / unit) * unit)
  return Array.from({ length: STEPS + 1 }, (_, index) => index * step)
}

/** A text below an axis: where its middle is, and how wide it is. */
export interface Label {
  readonly text: string
  readonly middle: number
  readonly width: number
}

/** Those labels between two edges that have room beside one another: the last one, and from the first one as many as fit. */
export function labelsWithRoom(labels: readonly Label[], from: number, to: number, gap: number): Label[] {
  const inside = labels.map((label) => ({
    ...label,
    middle: Math.min(Math.max(label.middle, from + label.width / 2), to - label.width / 2),
  }))
  const last = inside.pop()
  if (!last) return []
  let free = from
  const end = last.middle - last.width / 2 - gap
  const shown = inside.filter(({ middle, width }) => {
    if (middle - width / 2 < free || middle + width / 2 > end) return false
    free = middle + width / 2 + gap
    return true
  })
  return [...shown, last]
}
