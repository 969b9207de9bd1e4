import type { Context } from 'hono'
import type { AppEnv, Bindings } from './env.js'
import { causeOf, log } from './log.js'
import type { ProblemCode } from './problem.js'
import { routeOf } from './route-of.js'

/** What became of the events of a request. */
export interface Tally {
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: number
  /** How many the sender has said that it gave up. */
  readonly dropped: number
}

/** Where each value of a data point is found again. The order is for ever: what was written keeps its columns. */
export const columns = {
  index1: 'section',
  blob1: 'kind',
  blob2: 'channel',
  blob3: 'route',
  blob4: 'status',
  blob5: 'code',
  double1: 'accepted',
  double2: 'duplicates',
  double3: 'rejected',
  double4: 'dropped',
  double5: 'durationMs',
  double6: 'removed',
  double7: 'unsent',
  double8: 'again',
} as const

type LakeCode = 'lake_failed' | 'lake_behind'
type Column = (typeof columns)[keyof typeof columns]
type Point = Partial<Record<Column, string | number>> & {
  readonly kind: 'ingest' | 'failure' | 'cron' | 'lake'
  readonly code: ProblemCode | LakeCode | ''
}

const CHANNELS: Readonly<Record<string, string>> = { '/v1/events': 'web', '/v1/integrations/events': 'integration' }

/** Writes a data point for a request with events, and for whatever else was answered 500 or above. */
export function countRequest(c: Context<AppEnv>): void {
  const { METRICS } = c.env
  if (!METRICS) return
  const { clock, startedAt, key, sectionId, tally, problem = '' } = c.var as Partial<typeof c.var>
  const route = routeOf(c) ?? ''
  const channel = c.req.method === 'POST' ? (CHANNELS[route] ?? '') : ''
  const { status } = c.res
  if (!channel && status < 500) return
  const durationMs = clock && startedAt !== undefined ? clock() - startedAt : 0
  const section = key?.sectionId ?? sectionId ?? ''
  writePoint(METRICS, { kind: channel ? 'ingest' : 'failure', section, channel, route, status, code: problem, durationMs, ...tally })
}

/** Writes a data point for a run of the cron trigger. */
export function countRun(
  { METRICS }: Bindings,
  run: { readonly removed: number; readonly durationMs: number; readonly isDone: boolean },
): void {
  const { removed, durationMs, isDone } = run
  if (METRICS) writePoint(METRICS, { kind: 'cron', status: isDone ? 200 : 500, code: isDone ? '' : 'internal_error', removed, durationMs })
}

/** Writes a data point of the lake: events that are stored and not there, and how many the cron trigger has sent again. */
export function countLake(
  { METRICS }: Pick<Bindings, 'METRICS'>,
  point: { readonly section: string; readonly code: LakeCode | ''; readonly unsent: number; readonly again?: number },
): void {
  if (METRICS) writePoint(METRICS, { kind: 'lake', ...point })
}

let isTold = false

/**
 * Writes one data point, by the order of `columns`. It is sent after the answer, and nobody's request fails for it.
 * @see https://developers.cloudflare.com/analytics/analytics-engine/limits/
 */
function writePoint(metrics: AnalyticsEngineDataset, point: Point): void {
  const read = (kind: string) => Object.entries(columns).flatMap(([name, column]) => (name.startsWith(kind) ? [point[column]] : []))
  try {
    metrics.writeDataPoint({
      // What belongs to no section is sampled together.
      indexes: read('index').map((value) => String(value || '-')),
      blobs: read('blob').map((value) => String(value ?? '')),
      doubles: read('double').map((value) => Number(value ?? 0)),
    })
  } catch (error) {
    // Once per isolate: it would be every request.
    if (!isTold) log('metrics_failed', { cause: causeOf(error) })
    isTold = true
  }
}
