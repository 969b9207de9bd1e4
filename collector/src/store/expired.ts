import { instantOf } from '../clock.js'
import { type Removal, removeEmptyGroups, removeEvents, removeRejected } from './retention.js'

const DAY_MS = 86_400_000

/** Pictures of hours reach back 7 days, those of days do not need them. */
const KEPT_HOURS_MS = 31 * DAY_MS

/** Used and expired links are kept so long, so that whoever wonders why one does not work can still be told. */
const KEPT_LINKS_MS = 30 * DAY_MS

/** Keys and secrets that nobody can use any more are kept so long, so that lists tell whose they were. */
const KEPT_KEYS_MS = 365 * DAY_MS

/**
 * What has ended is asked for no more, so keeping it a little longer changes nothing. But a clock that is ahead when the cron trigger runs must not
 * remove a key that pages still send with, nor a proof that would then pass a second time.
 */
const SPARE_MS = DAY_MS

/** Removes rows of a table that has few, or an index that leads to them. */
const removal =
  (table: string, where: string, dueAt: (nowMs: number) => string | number): Removal =>
  (d1, nowMs, maxRows) =>
    d1
      .prepare(`delete from ${table} where rowid in (select rowid from ${table} where ${where} limit ?2) returning 1`)
      .bind(dueAt(nowMs), maxRows)

const EVERY_SECTION = 'section_id in (select id from sections)'

const before = (ms: number) => (nowMs: number) => instantOf(nowMs - ms)

/** What nothing reads any more, or what is kept for a while only. */
const removals: readonly Removal[] = [
  removeEvents,
  removeRejected,
  removeEmptyGroups,
  removal('used_proofs', 'expires_at < ?1', before(SPARE_MS)),
  removal('sessions', 'expires_at < ?1', (nowMs) => nowMs),
  removal('verifications', 'expires_at < ?1', (nowMs) => nowMs),
  removal('links', 'expires_at < ?1 or used_at < ?1', before(KEPT_LINKS_MS)),
  removal('retired_write_keys', 'valid_until < ?1', before(SPARE_MS)),
  removal('integration_keys', `${EVERY_SECTION} and revoked_at < ?1`, before(KEPT_KEYS_MS)),
  removal('identity_secrets', `${EVERY_SECTION} and valid_until < ?1`, before(KEPT_KEYS_MS)),
  // Its rows have no number. By the columns of the key, so that only what goes is read.
  (d1, nowMs, maxRows) =>
    d1
      .prepare(
        `delete from rollups where (section_id, grain, dimension, at, key, verdict) in (
           select section_id, grain, dimension, at, key, verdict from rollups
           where ${EVERY_SECTION} and grain = 'hour' and dimension in ('all', 'custom_event', 'source', 'identification') and at < ?1 limit ?2
         ) returning 1`,
      )
      .bind(instantOf(nowMs - KEPT_HOURS_MS).slice(0, 13), maxRows),
]

/**
 * How much one run does: rows of a statement, so that senders never wait long for the database; statements, of which the smallest plan allows a
 * Worker 50 in one invocation; and time. What is left is done by the next run.
 */
export const RUN = { maxRows: 2000, maxStatements: 44, maxMs: 20_000 }

/**
 * Forgets what has expired, a step of each kind in turn, so that no backlog of one keeps the others waiting.
 * @param nowMs what counts as now
 * @returns how many rows were removed, and whether any may be left
 */
export async function forgetExpired(d1: D1Database, nowMs: number, run: typeof RUN = RUN): Promise<{ removed: number; left: boolean }> {
  const endsAt = Date.now() + run.maxMs
  let [statements, removed] = [0, 0]
  let due = removals
  while (due.length) {
    const left: Removal[] = []
    for (const remove of due) {
      if (statements++ === run.maxStatements || Date.now() > endsAt) return { removed, left: true }
      const { results } = await remove(d1, nowMs, run.maxRows).all()
      removed += results.length
      if (results.length === run.maxRows) left.push(remove)
    }
    due = left
  }
  return { removed, left: false }
}
