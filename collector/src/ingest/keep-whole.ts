import { MAX_BODY_BYTES } from '@milepost/sdk/contract'

/** Levels of a rejected event that are kept: four times what an event may have. SQLite's JSON stops at 1,000, recursion somewhere above. */
const MAX_KEPT_LEVELS = 32

/** Stands for what nests deeper. Short, so that a wide and deep event does not grow by being cut. */
const CUT = '…'

/**
 * Makes the JSON text under which a rejected event is kept whole. What nests too deep is replaced by `"…"`. Numbers can be longer in our JSON than
 * in the sender's (`1e20` is 21 digits): an event that outgrows a whole body that way is kept as the first quarter of its text.
 */
export function keepWhole(event: unknown): string {
  const text = JSON.stringify(cutBelow(MAX_KEPT_LEVELS, event))
  return text.length <= MAX_BODY_BYTES ? text : JSON.stringify(text.slice(0, MAX_BODY_BYTES / 4) + CUT)
}

function cutBelow(levels: number, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (!levels) return CUT
  if (Array.isArray(value)) return value.map((entry) => cutBelow(levels - 1, entry))
  // Not by assignment: a key called `__proto__` must stay a key.
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, cutBelow(levels - 1, entry)]))
}
