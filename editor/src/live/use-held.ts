import { useState } from 'react'
import type { Arrival } from './arrivals.js'

/**
 * Keeps a list as it was while it is held, so that nothing moves under a reader's eyes.
 * @returns the list to show, and how many rows are new since
 */
export function useHeld(list: readonly Arrival[], hold: boolean): { shown: readonly Arrival[]; waiting: number } {
  const [held, setHeld] = useState<readonly Arrival[]>()
  // Set while rendering, so that not one frame shows the list moved. @see https://react.dev/reference/react/useState#storing-information-from-previous-renders
  if (hold && !held && list.length) setHeld(list)
  if (!hold && held) setHeld(undefined)
  if (!hold || !held) return { shown: list, waiting: 0 }
  const keys = new Set(held.map(({ key }) => key))
  const firstKnown = list.findIndex(({ key }) => keys.has(key))
  const lastHeld = held.at(-1)?.key
  const end = list.findIndex(({ key }) => key === lastHeld)
  // What somebody asked for at the end is shown; only the front is held.
  const older = end < 0 ? [] : list.slice(end + 1)
  return { shown: [...held, ...older], waiting: firstKnown < 0 ? list.length : firstKnown }
}
