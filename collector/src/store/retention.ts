import { instantOf } from '../clock.js'
import { MAX_RETENTION_YEARS } from '../schema/custom-event.js'
import { QUARANTINE_DAYS } from '../schema/event.js'

const DAY_MS = 86_400_000

/** A statement that removes some of what is due and returns a row for each; called again until it finds less than it may take. */
export type Removal = (d1: D1Database, nowMs: number, maxRows: number) => D1PreparedStatement

// Sections are few, and with each of them an index leads to what is due.
const EVERY_SECTION = 'section_id in (select id from sections)'

/** Events whose custom event keeps them for so many years, counted from when they were received. Their profiles stay. */
export const removeEvents: Removal = (d1, nowMs, maxRows) => {
  const cutoffs = Array.from({ length: MAX_RETENTION_YEARS + 1 }, (_, years) => yearsBefore(nowMs, years))
  return d1
    .prepare(
      `delete from events where seq in (
         select e.seq from custom_events c cross join events e
           on e.section_id = c.section_id and e.discriminator = c.discriminator and e.received_at < (?1 ->> c.retention_years)
         where c.${EVERY_SECTION} and c.retention_years is not null limit ?2
       ) returning 1`,
    )
    .bind(JSON.stringify(cutoffs), maxRows)
}

/** The same instant so many years earlier; of the 29th of February the 28th, so that nothing goes before its years are full. */
export function yearsBefore(nowMs: number, years: number): string {
  const date = new Date(nowMs)
  const month = date.getUTCMonth()
  date.setUTCFullYear(date.getUTCFullYear() - years)
  if (date.getUTCMonth() !== month) date.setUTCDate(0)
  return instantOf(date.getTime())
}

/** Rejected events that have not come again for a while. A trigger puts the counts of their groups right. */
export const removeRejected: Removal = (d1, nowMs, maxRows) =>
  d1
    .prepare(
      `delete from quarantine where seq in (select seq from quarantine where ${EVERY_SECTION} and received_at < ?1 limit ?2) returning 1`,
    )
    .bind(instantOf(nowMs - QUARANTINE_DAYS * DAY_MS), maxRows)

/** Groups that all their events have left for others. */
export const removeEmptyGroups: Removal = (d1, nowMs, maxRows) =>
  d1
    .prepare(
      `delete from quarantine_groups where seq in (
         select seq from quarantine_groups where ${EVERY_SECTION} and received_at < ?1 and count <= 0 limit ?2
       ) returning 1`,
    )
    .bind(instantOf(nowMs - QUARANTINE_DAYS * DAY_MS), maxRows)
