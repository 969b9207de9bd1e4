import type { Bindings } from './env.js'
import { causeOf, log } from './log.js'
import { countRun } from './metrics.js'
import { forgetExpired } from './store/expired.js'

/**
 * What the cron trigger does: forgets what has expired, and says how much.
 * @param nowMs what counts as now
 * @throws when it could not, so that Cloudflare too counts the run as one that failed; why stands in the log
 */
export async function onSchedule(bindings: Bindings, nowMs: number): Promise<void> {
  const startedAt = Date.now()
  try {
    const { removed, left } = await forgetExpired(bindings.DB, nowMs)
    const durationMs = Date.now() - startedAt
    log('expired_removed', { removed, left, durationMs })
    countRun(bindings, { removed, durationMs, isDone: true })
  } catch (error) {
    const durationMs = Date.now() - startedAt
    log('expired_failed', { durationMs, cause: causeOf(error) })
    countRun(bindings, { removed: 0, durationMs, isDone: false })
    throw new Error('expired_failed')
  }
}
