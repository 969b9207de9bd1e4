/** What of Cloudflare's D1 it uses. */
interface Statement {
  bind(...values: unknown[]): Statement
  run(): Promise<unknown>
}
interface Env {
  readonly DB: { prepare(sql: string): Statement; batch(statements: Statement[]): Promise<unknown> }
  readonly SECTION: string
  /** Whether the events are stored and nothing else. */
  readonly EVENTS_ONLY: boolean
}

/** What it trusts every body to be. */
interface Body {
  readonly sentAt: string
  readonly events: readonly {
    readonly id: string
    readonly version: string
    readonly occurredAt: string
    readonly visitorId: string
    readonly page: { readonly url: string }
    readonly fields: { readonly source: string }
  }[]
}

const ADD_EVENTS = `
  insert into events (
    section_id, id, discriminator, version, occurred_at, sender_occurred_at, sent_at, received_at, clamped, visitor_id, page, fields, via, profile_seq
  )
  select ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 3, ?2, ?3, 0, value ->> 4, value ->> 5, value ->> 6, 'visitor',
    (select k.profile_seq from identifiers k where k.section_id = ?1 and k.kind = 'visitor' and k.value = sent.value ->> 4)
  from json_each(?4) sent`

const ADD_EVENTS_ONLY = `
  insert into events (
    section_id, id, discriminator, version, occurred_at, sender_occurred_at, sent_at, received_at, clamped, visitor_id, page, fields
  )
  select ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 3, ?2, ?3, 0, value ->> 4, value ->> 5, value ->> 6 from json_each(?4)`

const ADD_PROFILES = `
  insert into profiles (section_id, id, created_at)
  select ?1, value ->> 0, ?2 from json_each(?3) entry
  where not exists (select 1 from identifiers k where k.section_id = ?1 and k.kind = 'visitor' and k.value = entry.value ->> 1)`

const ADD_IDENTIFIERS = `
  insert into identifiers (section_id, kind, value, profile_seq, created_at)
  select ?1, 'visitor', entry.value ->> 1, p.seq, ?2 from json_each(?3) entry
  cross join profiles p on p.section_id = ?1 and p.id = entry.value ->> 0`

const COUNT_VERDICTS = `
  insert into rollups (section_id, grain, dimension, at, key, verdict, count)
  select ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, 'accepted', value ->> 4 from json_each(?2) where true
  on conflict do update set count = count + excluded.count`

const COUNT_INSTALLATIONS = `
  insert into installations (section_id, discriminator, version, host, path, count, first_seen_at, last_seen_at)
  select ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ?2, ?2 from json_each(?3) where true
  on conflict do update set count = count + excluded.count, last_seen_at = excluded.last_seen_at`

/**
 * The baseline: parses the same body and leaves the same rows behind, with no checks at all. Nothing is judged, looked for as a duplicate, limited
 * or answered event by event, and the section is known from the start.
 */
export default {
  async fetch(request: Request, { DB, SECTION, EVENTS_ONLY }: Env): Promise<Response> {
    if (request.method !== 'POST') return new Response('Nothing here')
    const { events, sentAt } = (await request.json()) as Body
    const receivedAt = new Date().toISOString()
    const rows = JSON.stringify(
      events.map(({ id, version, occurredAt, visitorId, page, fields }) => {
        const [discriminator, number] = version.split('@')
        return [id, discriminator, Number(number), occurredAt, visitorId, JSON.stringify(page), JSON.stringify(fields)]
      }),
    )
    const prepare = (sql: string, ...values: unknown[]) => DB.prepare(sql).bind(SECTION, ...values)
    if (EVENTS_ONLY) await prepare(ADD_EVENTS_ONLY, sentAt, receivedAt, rows).run()
    else {
      const visitors = [...new Set(events.map(({ visitorId }) => visitorId))].map((visitorId) => [crypto.randomUUID(), visitorId])
      const profiles = JSON.stringify(visitors)
      await DB.batch([
        prepare(COUNT_VERDICTS, JSON.stringify(verdictsOf(events, receivedAt))),
        prepare(COUNT_INSTALLATIONS, receivedAt, JSON.stringify(installationsOf(events))),
        prepare(ADD_PROFILES, receivedAt, profiles),
        prepare(ADD_IDENTIFIERS, receivedAt, profiles),
        prepare(ADD_EVENTS, sentAt, receivedAt, rows),
      ])
    }
    return Response.json({ accepted: events.length })
  },
}

/** By hour and by day: all, by custom event and by source. */
function verdictsOf(events: Body['events'], receivedAt: string): unknown[][] {
  const counts = counted(
    events.flatMap(({ version, fields }) => [
      ['all', ''],
      ['custom_event', version.slice(0, version.indexOf('@'))],
      ['source', fields.source],
    ]),
  )
  const grains = [
    ['hour', receivedAt.slice(0, 13)],
    ['day', receivedAt.slice(0, 10)],
  ]
  return grains.flatMap(([grain, at]) => counts.map(([dimension, key, count]) => [grain, dimension, at, key, count]))
}

function installationsOf(events: Body['events']): unknown[][] {
  return counted(
    events.map(({ version, page }) => {
      const [discriminator, number] = version.split('@')
      const { host, pathname } = new URL(page.url)
      return [discriminator, Number(number), host, pathname]
    }),
  )
}

/** Each list of values once, with how often it came behind it. */
function counted(lists: readonly (readonly unknown[])[]): unknown[][] {
  const counts = new Map<string, { list: readonly unknown[]; count: number }>()
  for (const list of lists) {
    const name = list.join(' ')
    const entry = counts.get(name)
    if (entry) entry.count++
    else counts.set(name, { list, count: 1 })
  }
  return [...counts.values()].map(({ list, count }) => [...list, count])
}
