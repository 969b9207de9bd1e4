import { instantOf } from '../clock.js'
import type { Overview } from '../schema/overview.js'
import { NOT_HIDDEN } from './recent.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const ranges = {
  '24h': { grain: 'hour', stepMs: HOUR, steps: 24 },
  '7d': { grain: 'hour', stepMs: HOUR, steps: 7 * 24 },
  '30d': { grain: 'day', stepMs: DAY, steps: 30 },
} as const

/** An instant to the grain that roll-ups have: `2026-11-23T10`, `2026-11-23`. */
const lengthOf = { hour: 13, day: 10 } as const

/** The starts of so many hours or days, the oldest first, the last one being the current one. In milliseconds. */
export function startsOf(nowMs: number, stepMs: number, steps: number): number[] {
  const last = Math.floor(nowMs / stepMs) * stepMs
  return Array.from({ length: steps }, (_, index) => last - (steps - 1 - index) * stepMs)
}

interface PointRow {
  readonly at: string
  readonly verdict: 'accepted' | 'duplicate' | 'rejected'
  readonly count: number
}

interface TopRow {
  readonly key: string
  readonly name: string
  readonly accepted: number
  readonly duplicate: number
  readonly rejected: number
}

const TOP = 20

// ?2 is the dimension, ?3 the first hour, ?4 the first whole day, ?5 all hours and days as JSON.
const SUMS = `cross join json_each(?5) part cross join rollups r
    on r.section_id = ?1 and r.grain = part.value ->> 0 and r.dimension = ?2 and r.at = part.value ->> 1`
const RANKED = `select chosen.key, sum(iif(verdict = 'accepted', count, 0)) as accepted, sum(iif(verdict = 'duplicate', count, 0)) as duplicate,
    sum(iif(verdict = 'rejected', count, 0)) as rejected
  from chosen ${SUMS} and r.key = chosen.key group by chosen.key order by sum(count) desc, chosen.key limit ${TOP}`

const topOf = {
  // The first day may be a part of one: its hours are added up, and then whole days, which are fewer rows. First only who the largest are,
  // since that reads every row of the range; then their verdicts, one by one.
  hour: (shown: string): string => `
  with chosen as materialized (
    select key from (
      select key, count from rollups where section_id = ?1 and grain = 'hour' and dimension = ?2 and at >= ?3 and at < ?4 union all
      select key, count from rollups where section_id = ?1 and grain = 'day' and dimension = ?2 and at >= ?4
    ) group by key having ${shown} order by sum(count) desc, key limit ${TOP}
  ) ${RANKED}`,

  // Grouping every row of a month takes longer than reading them. Whoever leads since yesterday has a sum, and the leaders' least is one that all
  // of the month's leaders reach: so each has a row, of one day and one of three verdicts, with its part of that. Only those are summed up.
  day: (shown: string): string => `
  with recent as materialized (
    select key from rollups where section_id = ?1 and grain = 'day' and dimension = ?2 and at >= ?5 ->> '$[#-2][1]'
    group by key having ${shown} order by sum(count) desc limit ${TOP}
  ), least as materialized (
    select iif(count(*) = ${TOP}, min(sum), 0) / (3.0 * json_array_length(?5)) as part
    from (select sum(count) as sum from recent ${SUMS} and r.key = recent.key group by recent.key)
  ), chosen as materialized (
    select key from rollups where section_id = ?1 and grain = 'day' and dimension = ?2 and at >= ?4 and count >= (select part from least)
    group by key having ${shown}
  ) ${RANKED}`,
} as const

const topCustomEventsOf = (grain: 'hour' | 'day'): string => `
  select ranked.*, c.name from (${topOf[grain](`key <> '' and key ${NOT_HIDDEN}`)}) ranked
  join custom_events c on c.section_id = ?1 and c.discriminator = ranked.key order by accepted + duplicate + rejected desc, key`

/** Counts what a section has received, by time, custom event and source, from roll-ups alone. */
export async function readOverview(d1: D1Database, sectionId: string, range: keyof typeof ranges, nowMs: number): Promise<Overview> {
  const { grain, stepMs, steps } = ranges[range]
  const starts = startsOf(nowMs, stepMs, steps).map(instantOf)
  const first = starts[0] ?? ''
  const wholeDayMs = Math.ceil(Date.parse(first) / DAY) * DAY
  const wholeDay = instantOf(wholeDayMs).slice(0, lengthOf.day)
  const parts = [
    ...starts.filter((at) => at < wholeDay).map((at) => ['hour', at.slice(0, lengthOf.hour)]),
    ...Array.from({ length: Math.floor((nowMs - wholeDayMs) / DAY) + 1 }, (_, day) => [
      'day',
      instantOf(wholeDayMs + day * DAY).slice(0, lengthOf.day),
    ]),
  ]
  const top = (sql: string, dimension: string) =>
    d1.prepare(sql).bind(sectionId, dimension, first.slice(0, lengthOf.hour), wholeDay, JSON.stringify(parts))
  const [points, customEvents, sources] = (await d1.batch([
    d1
      .prepare("select at, verdict, count from rollups where section_id = ?1 and grain = ?2 and dimension = 'all' and at >= ?3")
      .bind(sectionId, grain, first.slice(0, lengthOf[grain])),
    top(topCustomEventsOf(grain), 'custom_event'),
    top(topOf[grain]('true'), 'source'),
  ])) as [D1Result<PointRow>, D1Result<TopRow>, D1Result<TopRow>]
  const counts = new Map(points.results.map(({ at, verdict, count }) => [`${at} ${verdict}`, count]))
  return {
    range,
    grain,
    points: starts.map((at) => {
      const of = (verdict: PointRow['verdict']) => counts.get(`${at.slice(0, lengthOf[grain])} ${verdict}`) ?? 0
      return { at, accepted: of('accepted'), duplicate: of('duplicate'), rejected: of('rejected') }
    }),
    customEvents: customEvents.results.map(({ key, name, ...verdicts }) => ({ discriminator: key, name, ...verdicts })),
    sources: sources.results.map(({ key, accepted, duplicate, rejected }) => ({ source: key, accepted, duplicate, rejected })),
  }
}
