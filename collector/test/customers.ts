import { env } from 'cloudflare:workers'
import type { Section } from '../src/schema/section.js'
import { START } from './collector.js'

/** What stands in every text of a customer, and of nobody else. */
export const markOf = (number: number): string => `#${number}#`

/** By what each customer can be named. The browser and the CRM ID are parts of the profile that the email made. */
export const namesOf = (number: number) =>
  ({
    email: `${markOf(number)}@shop.example`,
    mobile: `+46${markOf(number)}`,
    crmId: `C-${markOf(number)}`,
    visitor: `browser-${markOf(number)}`,
    id: `${markOf(number)}-email`,
  }) as const

/** What each customer has, as a receipt tells it. */
export const HAS = {
  events: 3,
  identifications: 1,
  usedProofs: 1,
  quarantine: 2,
  merges: 1,
  identifiers: 3,
  visitors: 1,
  parts: 3,
}

const AT = new Date(START - 86_400_000).toISOString()

/** Stores customers with something of theirs in every table, in two groups of rejected events. */
export async function storeCustomers({ id: sectionId }: Pick<Section, 'id'>, count: number): Promise<void> {
  const numbers = JSON.stringify(Array.from({ length: count }, (_, index) => markOf(index)))
  const insert = (table: string, columns: string, select: string, rest = '') =>
    env.DB.prepare(`insert into ${table} (section_id, ${columns}) select ?1, ${select} from json_each(?2) ${rest}`).bind(sectionId, numbers)
  const part = (kind: string) => `(select seq from profiles p where p.section_id = ?1 and p.id = value || '-${kind}')`
  const event = (kind: 'visitor' | 'email' | 'crmId') =>
    insert(
      'events',
      'id, discriminator, version, occurred_at, sender_occurred_at, received_at, clamped, visitor_id, page, fields, profile_seq, via, consent',
      `value || '-${kind}', 'order-created', 1, '${AT}', '${AT}', '${AT}', 0, ${kind === 'visitor' ? "'browser-' || value" : 'null'},
       json_object('url', 'https://shop.example/' || value), json_object('source', 'Checkout', 'orderId', 'A-' || value, 'total', 1.5),
       ${part(kind)}, '${kind}', '{"purposes":["analytics"],"at":"${AT}"}'`,
    )
  const group = (signature: string) =>
    `(select seq from quarantine_groups g where g.section_id = ?1 and g.discriminator = 'order-created' and g.signature = '${signature}')`
  const rejected = (signature: string, subject: string, repairedAt: string) =>
    insert(
      'quarantine',
      'hash, event_id, discriminator, issues, event, count, first_received_at, received_at, sent_at, group_id, repaired_at, channel, subject',
      `'${signature}' || value, null, 'order-created', '[]', json_object('fields', json_object('orderId', value), 'occurredAt', '${AT}'), 1,
       '${AT}', '${AT}', null, ${group(signature)}, ${repairedAt}, 'web', ${subject}`,
    )
  const groups = env.DB.prepare(
    `insert into quarantine_groups (section_id, discriminator, version, signature, count, held, first_received_at, received_at)
     values (?1, 'order-created', 1, '[["held",""]]', ?2, ?2, ?3, ?3), (?1, 'order-created', 1, '[["repaired",""]]', ?2, 0, ?3, ?3)`,
  ).bind(sectionId, count, AT)
  await env.DB.batch([
    ...['email', 'visitor', 'crmId'].map((kind) => insert('profiles', 'id, created_at', `value || '-${kind}', '${AT}'`)),
    env.DB.prepare(
      `update profiles set merged_into = r.seq, root = r.seq from profiles r where profiles.section_id = ?1 and r.section_id = ?1
         and profiles.id not like '%-email' and r.id = substr(profiles.id, 1, instr(profiles.id, '-')) || 'email'`,
    ).bind(sectionId),
    insert('identifiers', 'kind, value, profile_seq, created_at', `'email', value || '@shop.example', ${part('email')}, '${AT}'`),
    insert('identifiers', 'kind, value, profile_seq, created_at', `'mobile', '+46' || value, ${part('email')}, '${AT}'`),
    insert('identifiers', 'kind, value, profile_seq, created_at', `'crmId', 'C-' || value, ${part('crmId')}, '${AT}'`),
    insert('identifiers', 'kind, value, profile_seq, created_at', `'visitor', 'browser-' || value, ${part('visitor')}, '${AT}'`),
    insert(
      'identifications',
      'id, visitor_id, profile_seq, kind, value, occurred_at, received_at, nonce',
      `value || '-identified', 'browser-' || value, ${part('visitor')}, 'email', value || '@shop.example', '${AT}', '${AT}', value`,
    ),
    insert('used_proofs', 'nonce, visitor_id, expires_at', `value, 'browser-' || value, '2027-01-01T00:00:00.000Z'`),
    insert(
      'merges',
      'id, target_seq, source_seq, merged_at, merged_by',
      `value || '-merge', ${part('email')}, ${part('crmId')}, '${AT}', 'token'`,
    ),
    ...(['visitor', 'email', 'crmId'] as const).map(event),
    groups,
    rejected('[["held",""]]', `'visitor:browser-' || value`, 'null'),
    rejected('[["repaired",""]]', `'email:' || value || '@shop.example'`, `'${AT}'`),
  ])
}
