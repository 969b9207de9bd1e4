import type { Issue } from '@milepost/sdk/contract'
import type { Quarantined } from '../schema/event.js'

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
