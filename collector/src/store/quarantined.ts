import type { Issue } from '@milepost/sdk/contract'
import type { Quarantined } from '../schema/event.js'

/**
 * Bytes of rejected events that one answer tells whole. Each can be as large as a whole body, and an isolate has 128 MB, of which an event takes
 * many times its text.
 */
const MAX_TOLD_BYTES = 4_000_000

/** Characters that are told of what is beyond. */
const MAX_CUT_CHARACTERS = 1000

/** SQL for an event of `quarantine`: whole, or its beginning as a text. `total` are the bytes of those told before it, and its own. */
export const toldEvent = (total: string): string =>
  `iif(${total} <= ${MAX_TOLD_BYTES}, event, json_quote(substr(event, 1, ${MAX_CUT_CHARACTERS}) || '…'))`

/** A row of the quarantine, as lists read it. */
export interface QuarantineRow {
  readonly seq: number
  readonly event_id: string | null
  readonly issues: string
  readonly event: string
  readonly count: number
  readonly first_received_at: string
  readonly received_at: string
  readonly repaired_at: string | null
}

/** A rejected event as it is told, with what can be read of it although it is not valid. */
export function quarantinedOf(row: QuarantineRow): Quarantined {
  const event: unknown = JSON.parse(row.event)
  const { version, page, fields } = recordOf(event)
  return {
    id: row.event_id,
    issues: JSON.parse(row.issues) as Issue[],
    event,
    count: row.count,
    firstReceivedAt: row.first_received_at,
    receivedAt: row.received_at,
    repairedAt: row.repaired_at,
    version: textOf(version),
    source: textOf(recordOf(fields).source),
    page: pageOf(page),
  }
}

function pageOf(page: unknown): Record<string, string> | null {
  const { url, referrer, title } = recordOf(page)
  const texts = Object.entries({ url, referrer, title }).flatMap(([key, value]) =>
    typeof value === 'string' ? [[key, value] as const] : [],
  )
  return texts.length ? Object.fromEntries(texts) : null
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** The own members of an object; none of what is no object. */
const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { __proto__: null, ...value } : {}
