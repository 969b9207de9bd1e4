import type { Bindings } from './env.js'
import { causeOf, log } from './log.js'
import { forgetExpired } from './store/expired.js'

/**
 * What the cron trigger does: forgets what has expired, and says how much.
 * @param nowMs what counts as now
 * @throws when it could not, so that Cloudflare too counts the run as one that failed; why stands in the log
 */
export async function onSchedule({ DB }: Bindings, nowMs: number): Promise<void> {
  const startedAt = Date.now()
  try {
    const { removed, left } = await forgetExpired(DB, nowMs)
    log('expired_removed', { removed, left, durationMs: Date.now() - startedAt })
  } catch (error) {
    log('expired_failed', { durationMs: Date.now() - startedAt, cause: causeOf(error) })
    throw new Error('expired_failed')
  }
}
