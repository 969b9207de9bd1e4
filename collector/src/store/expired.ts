import { instantOf } from '../clock.js'

const DAY_MS = 86_400_000

/** Pictures of hours reach back 7 days, those of days do not need them. */
const KEPT_HOURS_MS = 31 * DAY_MS

/** Used and expired links are kept so long, so that whoever wonders why one does not work can still be told. */
const KEPT_LINKS_MS = 30 * DAY_MS

/**
 * Forgets what nothing reads any more: sessions and challenges that have expired, old links, retired write keys past their grace, counts by
 * the hour that only count by the day now. Definitions, events and what is in quarantine stay.
 */
export async function forgetExpired(d1: D1Database, nowMs: number): Promise<void> {
  const now = instantOf(nowMs)
  await d1.batch([
    d1.prepare('delete from sessions where expires_at < ?1').bind(nowMs),
    d1.prepare('delete from verifications where expires_at < ?1').bind(nowMs),
    d1.prepare('delete from links where expires_at < ?1 or used_at < ?1').bind(instantOf(nowMs - KEPT_LINKS_MS)),
    d1.prepare('delete from retired_write_keys where valid_until < ?1').bind(now),
    // By the columns of the key, so that only what goes is read.
    d1
      .prepare(
        `delete from rollups where section_id in (select id from sections) and grain = 'hour'
           and dimension in ('all', 'custom_event', 'source') and at < ?1`,
      )
      .bind(instantOf(nowMs - KEPT_HOURS_MS).slice(0, 13)),
  ])
}
