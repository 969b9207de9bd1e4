import type { Recent, RecentPage } from '../api/recent.js'

/** A row with a key by which it is known again when it is read another time. */
export interface Arrival {
  readonly key: string
  readonly row: Recent
  /** Whether rows between this one and the next older one were not read: more arrived than is asked for at a time. */
  readonly gapAfter?: boolean
}

export interface Arrivals {
  readonly list: readonly Arrival[]
  /** Where the list goes on; `null` when it is complete. */
  readonly olderCursor: string | null
}

/** Rows kept on the page. More make it slow, and nobody reads them. */
export const MAX_KEPT = 1000

// A rejected row has no ID of its own where the sender gave none; the first instant and the text tell it from others.
const keyOf = (row: Recent): string =>
  row.status === 'accepted' ? `a ${row.id}` : `r ${row.firstReceivedAt} ${row.id ?? JSON.stringify(row.event)}`

export const arrivalsOf = ({ items, nextCursor }: RecentPage): Arrivals => ({
  list: items.map((row) => ({ key: keyOf(row), row })),
  olderCursor: nextCursor,
})

/** Whether a page reaches down to what is known already, so that nothing lies between. */
export function reaches(known: Arrivals, { items, nextCursor }: RecentPage): boolean {
  if (nextCursor === null || !known.list.length) return true
  // A rejected row that was sent again is at the front, wherever it was before: only one that has not moved tells where the page ends.
  const places = new Set(known.list.map(({ key, row }) => `${row.receivedAt} ${key}`))
  return items.some((row) => places.has(`${row.receivedAt} ${keyOf(row)}`))
}

/**
 * Puts the newest rows in front of those that are known. Where the pages do not reach down to these, the gap is marked.
 * @param pages what was read just now, the newest first
 */
export function withNewest(known: Arrivals, pages: readonly RecentPage[]): Arrivals {
  const newest = pages.flatMap((page) => arrivalsOf(page).list)
  const last = newest.at(-1)
  if (!known.list.length || !last) return { list: newest, olderCursor: pages.at(-1)?.nextCursor ?? null }
  const closed = pages.some((page) => reaches(known, page))
  const seen = new Set<string>()
  const list = [...(closed ? newest : newest.with(-1, { ...last, gapAfter: true })), ...known.list].filter(
    ({ key }) => !seen.has(key) && seen.add(key),
  )
  // The cursor belongs to the end of the list, so what is cut off cannot be asked for again.
  return list.length > MAX_KEPT ? { list: list.slice(0, MAX_KEPT), olderCursor: null } : { list, olderCursor: known.olderCursor }
}

/** Appends the next older page. */
export function withOlder(known: Arrivals, page: RecentPage): Arrivals {
  const keys = new Set(known.list.map(({ key }) => key))
  return { list: [...known.list, ...arrivalsOf(page).list.filter(({ key }) => !keys.has(key))], olderCursor: page.nextCursor }
}
