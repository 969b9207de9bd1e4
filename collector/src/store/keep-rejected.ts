import type { JudgedBatch } from './events.js'
import { groupOf } from './group-rejected.js'
import { packRows, rowsFrom } from './pack-rows.js'

// What was repaired keeps its issues and its group: they are why it was. A queue may deliver what came earlier later.
const KEEP_REJECTED = `
  insert into quarantine (
    section_id, hash, event_id, discriminator, issues, event, count, first_received_at, received_at, sent_at, channel, subject, group_id
  )
  select ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, 1, coalesce(value ->> 9, ?2), coalesce(value ->> 9, ?2),
    coalesce(value ->> 8, ?3), coalesce(value ->> 10, ?12), value ->> 7, ${groupOf('value ->> 2', 'value ->> 5', 'value ->> 6')}
  from ${rowsFrom(4)} where not exists (select 1 from events where section_id = ?1 and id = value ->> 1)
  on conflict (section_id, hash) do update set count = count + 1, received_at = max(received_at, excluded.received_at),
    subject = coalesce(excluded.subject, subject),
    issues = iif(repaired_at is null, excluded.issues, issues), group_id = iif(repaired_at is null, excluded.group_id, group_id)`

/** Keeps rejected events in quarantine, save those that are stored already. Must run after they were counted in their groups, in the same batch. */
export function keepRejected(d1: D1Database, { sectionId, sentAt, receivedAt, channel, rejected }: JudgedBatch): D1PreparedStatement {
  const rows = rejected.map(({ hash, id, discriminator, issues, event, version, signature, subject, ...arrival }) => [
    hash,
    id,
    discriminator,
    JSON.stringify(issues),
    event,
    version,
    signature,
    subject && `${subject.kind}:${subject.value}`,
    ...(arrival.receivedAt === undefined ? [] : [arrival.sentAt ?? null, arrival.receivedAt, arrival.channel]),
  ])
  return d1.prepare(KEEP_REJECTED).bind(sectionId, receivedAt, sentAt, ...packRows(rows), channel)
}
