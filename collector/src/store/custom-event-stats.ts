import { instantOf } from '../clock.js'
import type { CustomEvent } from '../schema/custom-event.js'
import { startsOf } from './overview.js'

const HOUR = 3_600_000

interface HoursRow {
  readonly key: string
  /** JSON: hour, verdict, count. */
  readonly counts: string
}

// One by one from the roll-ups, in the order of their key: a whole day of all custom events would be many more rows.
const HOURS = `
  select r.key, json_group_array(json_array(r.at, r.verdict, r.count)) as counts
  from json_each(?2) hour cross join rollups r on r.section_id = ?1 and r.grain = 'hour' and r.dimension = 'custom_event' and r.at = hour.value
    and r.key in (select value from json_each(?3)) and r.verdict in ('accepted', 'rejected')
  group by r.key`

const LAST_SEEN = `
  select value as key, (select max(received_at) from events where section_id = ?1 and discriminator = value) as at from json_each(?2)`

/** Tells of custom events what has arrived in the last 24 hours, from roll-ups alone. */
export async function readStats(d1: D1Database, sectionId: string, items: readonly CustomEvent[], now: string): Promise<CustomEvent[]> {
  const names = JSON.stringify(items.map(({ discriminator }) => discriminator))
  const starts = startsOf(Date.parse(now), HOUR, 24).map(instantOf)
  const [hours, seen] = (await d1.batch([
    d1.prepare(HOURS).bind(sectionId, JSON.stringify(starts.map((at) => at.slice(0, 13))), names),
    d1.prepare(LAST_SEEN).bind(sectionId, names),
  ])) as [D1Result<HoursRow>, D1Result<{ key: string; at: string | null }>]
  const counts = new Map(
    hours.results.flatMap(({ key, counts }) =>
      (JSON.parse(counts) as [string, string, number][]).map(([at, verdict, count]) => [`${key} ${at} ${verdict}`, count] as const),
    ),
  )
  const lastSeen = new Map(seen.results.map(({ key, at }) => [key, at]))
  return items.map((item) => ({
    ...item,
    stats: {
      fields: item.versions.find(({ number }) => number === item.current)?.fields.length ?? 0,
      lastSeenAt: lastSeen.get(item.discriminator) ?? null,
      hours: starts.map((at) => {
        const of = (verdict: 'accepted' | 'rejected') => counts.get(`${item.discriminator} ${at.slice(0, 13)} ${verdict}`) ?? 0
        return { at, accepted: of('accepted'), rejected: of('rejected') }
      }),
    },
  }))
}
