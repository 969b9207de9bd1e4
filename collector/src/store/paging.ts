import { Problem } from '../problem.js'
import type { Page } from '../schema/list.js'

/** Where a page starts: whatever the list is ordered by, of the last item that was shown. */
export type Position = readonly (string | number)[]

/**
 * Reads a cursor, which is opaque to clients.
 * @param kinds `typeof` each part of the position
 * @throws Problem `query_invalid` when it is none of ours
 */
export function positionOf(cursor: string, kinds: readonly ('string' | 'number')[]): Position {
  try {
    const position: unknown = JSON.parse(atob(cursor.replaceAll('-', '+').replaceAll('_', '/')))
    if (Array.isArray(position) && position.length === kinds.length && kinds.every((kind, index) => typeof position[index] === kind)) {
      return position
    }
  } catch {
    // Not base64, or not JSON: refused below.
  }
  const expected = 'the nextCursor of a page of this list'
  const message = `cursor must be ${expected}, received something else`
  throw new Problem('query_invalid', {
    detail: message,
    errors: [{ code: 'value_invalid', field: 'cursor', expected, received: 'something else', message }],
  })
}

/** Makes a page of rows that were read with one more than the limit, which tells whether there is a next page. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  itemOf: (row: Row) => Item,
  position: (row: Row) => Position,
): Page<Item> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(itemOf), nextCursor: last && rows.length > limit ? cursorOf(position(last)) : null }
}

/** Makes the cursor for what comes after a position. In ASCII, since a text of a position may hold anything and base64 is of bytes. */
export const cursorOf = (position: Position): string =>
  btoa(JSON.stringify(position).replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
