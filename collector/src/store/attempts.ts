interface Outcome {
  readonly allowed: boolean
  /** Seconds; `null` when it is allowed. */
  readonly retryAfter: number | null
}

const KEPT_MS = 86_400_000

/**
 * Counts an attempt within its window, in one statement, so that simultaneous ones are all counted. A window that begins later than the next one
 * could was begun before the clock was put back, and counts no more; the clocks of two machines differ by less.
 * @param key of whoever tries what, hashed: addresses are not kept
 */
export async function countAttempt(d1: D1Database, key: string, rule: { windowMs: number; max: number }, nowMs: number): Promise<Outcome> {
  const row = await d1
    .prepare(
      `insert into rate_limits (id, key, count, last_request) values (?1, ?1, 1, ?2)
       on conflict (key) do update set count = iif(last_request <= ?3 or last_request > ?4, 1, count + 1),
         last_request = iif(last_request <= ?3 or last_request > ?4, ?2, last_request)
       returning count, last_request`,
    )
    .bind(key, nowMs, nowMs - rule.windowMs, nowMs + rule.windowMs)
    .first<{ count: number; last_request: number }>()
  if (!row) throw new Error('an attempt was not counted')
  if (row.count === 1)
    await d1
      .prepare('delete from rate_limits where last_request < ?1')
      .bind(nowMs - KEPT_MS)
      .run()
  const allowed = row.count <= rule.max
  return { allowed, retryAfter: allowed ? null : Math.max(1, Math.ceil((row.last_request + rule.windowMs - nowMs) / 1000)) }
}
