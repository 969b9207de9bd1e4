import type { Bindings } from './env.js'
import { catchUp } from './lake/catch-up.js'
import { causeOf, log } from './log.js'
import { countRun } from './metrics.js'
import { forgetExpired } from './store/expired.js'

/**
 * What the cron trigger does: forgets what has expired and says how much, and sees to the lake where there is one.
 * @param nowMs what counts as now
 * @throws when it could not do one of them, so that Cloudflare too counts the run as one that failed; why stands in the log
 */
export async function onSchedule(bindings: Bindings, nowMs: number): Promise<void> {
  const startedAt = Date.now()
  const failed: string[] = []
  try {
    const { removed, left } = await forgetExpired(bindings.DB, nowMs)
    const durationMs = Date.now() - startedAt
    log('expired_removed', { removed, left, durationMs })
    countRun(bindings, { removed, durationMs, isDone: true })
  } catch (error) {
    const durationMs = Date.now() - startedAt
    log('expired_failed', { durationMs, cause: causeOf(error) })
    countRun(bindings, { removed: 0, durationMs, isDone: false })
    failed.push('expired_failed')
  }
  try {
    await catchUp(bindings, nowMs)
  } catch (error) {
    log('lake_check_failed', { cause: causeOf(error) })
    failed.push('lake_check_failed')
  }
  if (failed.length) throw new Error(failed.join())
}
