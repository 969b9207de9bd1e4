import { env } from 'cloudflare:workers'
import type { Scope } from '../src/schema/integration-key.js'
import type { Section } from '../src/schema/section.js'
import { randomId } from '../src/store/ids.js'
import { makeKey } from '../src/store/integration-keys.js'
import type { SubjectKind } from '../src/store/tables.js'
import { type Answer, type Collector, type ProblemBody, START } from './collector.js'

/** By what a test names somebody, as it is stored. */
export type Name = readonly [kind: SubjectKind, value: string]

const RECEIVED_AT = new Date(START).toISOString()

/** An instant of a test, so many milliseconds after its start. */
export const at = (ms: number): string => new Date(START + ms).toISOString()

/** Finds the part of whoever has this name, and makes one where nobody has. */
export async function partOf(section: Pick<Section, 'id'>, [kind, value]: Name): Promise<number> {
  const [, , found] = (await env.DB.batch([
    env.DB.prepare(
      `insert into profiles (section_id, id, created_at) select ?1, ?4, ?5
       where not exists (select 1 from identifiers where section_id = ?1 and kind = ?2 and value = ?3)`,
    ).bind(section.id, kind, value, randomId(), RECEIVED_AT),
    env.DB.prepare(
      `insert into identifiers (section_id, kind, value, profile_seq, created_at) select ?1, ?2, ?3, max(seq), ?4 from profiles where section_id = ?1
       on conflict do nothing`,
    ).bind(section.id, kind, value, RECEIVED_AT),
    env.DB.prepare('select profile_seq as seq from identifiers where section_id = ?1 and kind = ?2 and value = ?3').bind(
      section.id,
      kind,
      value,
    ),
  ])) as [D1Result, D1Result, D1Result<{ seq: number }>]
  return found.results[0]?.seq ?? 0
}

interface StoredEvent {
  readonly id?: string
  readonly occurredAt?: string
  readonly discriminator?: string
  readonly version?: number
  readonly fields?: Record<string, unknown>
}

/** Stores an event of whoever has this name. @returns its ID */
export async function storeEvent(section: Pick<Section, 'id'>, name: Name, event: StoredEvent = {}): Promise<string> {
  const { id = crypto.randomUUID(), occurredAt = RECEIVED_AT, discriminator = 'order-created', version = 1 } = event
  await env.DB.prepare(
    `insert into events (section_id, id, discriminator, version, occurred_at, sender_occurred_at, received_at, clamped, visitor_id, fields, profile_seq, via, consent)
     values (?1, ?2, ?3, ?4, ?5, ?5, ?6, 0, ?7, ?8, ?9, ?10, ?11)`,
  )
    .bind(
      ...[section.id, id, discriminator, version, occurredAt, RECEIVED_AT, name[0] === 'visitor' ? name[1] : null],
      ...[JSON.stringify(event.fields ?? { source: 'Checkout', orderId: 'A-1' }), await partOf(section, name), name[0]],
      name[0] === 'visitor' ? '{"purposes":["analytics"],"at":"2026-11-23T09:00:00.000Z"}' : null,
    )
    .run()
  return id
}

/** Identifies a visitor, as the trigger of the migration links it. @returns whether they are one now, and not somebody else's */
export async function identify(section: Pick<Section, 'id'>, visitorId: string, [kind, value]: Name): Promise<boolean> {
  const id = crypto.randomUUID()
  const part = await partOf(section, ['visitor', visitorId])
  await env.DB.prepare(
    `insert into identifications (section_id, id, visitor_id, profile_seq, kind, value, occurred_at, received_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)`,
  )
    .bind(section.id, id, visitorId, part, kind, value, RECEIVED_AT)
    .run()
  const root = `(select coalesce(p.root, p.seq) from identifiers i join profiles p on p.seq = i.profile_seq where i.section_id = ?1 and i.kind = `
  const row = await env.DB.prepare(`select ${root} 'visitor' and i.value = ?2) = ${root} ?3 and i.value = ?4) as one`)
    .bind(section.id, visitorId, kind, value)
    .first<{ one: number | null }>()
  return row?.one === 1
}

/** An integration with a new key of the section, and how it calls. */
export async function newIntegration(
  mine: Pick<Collector, 'send'>,
  section: Pick<Section, 'id'>,
  scopes: Scope[] = ['profiles:read', 'profiles:merge'],
) {
  const made = await makeKey(env.DB, { sectionId: section.id, createdBy: 'token', ownerId: null }, { name: 'Shop', scopes }, RECEIVED_AT)
  if (!made) throw new Error('no key was made')
  const post = <Body = ProblemBody>(path: string, body?: unknown): Promise<Answer<Body>> =>
    mine.send(`/v1/integrations${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${made.key}`, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  return { ...made, post }
}
