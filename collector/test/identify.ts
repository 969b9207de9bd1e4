import { env } from 'cloudflare:workers'
import type { Section } from '../src/schema/section.js'
import { makeKey } from '../src/store/integration-keys.js'
import { type Answer, type Collector, START, type Verdicts } from './collector.js'

/** An identification of a visitor that is valid but for its proof. */
export const identification = (changes: Readonly<Record<string, unknown>> = {}) => ({
  id: crypto.randomUUID() as string,
  occurredAt: '2026-11-23T09:59:59.000Z',
  visitorId: 'v-1',
  identify: { email: 'ada@shop.example' } as Record<string, unknown>,
  ...changes,
})

const hex = (bytes: ArrayBuffer): string => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')

interface ProofOptions {
  /** Seconds after the start of the test. */
  readonly expiresIn?: number
  readonly nonce?: string
}

/** Makes a proof as the server of a shop does. */
export async function proofOf(secret: string, identify: Readonly<Record<string, unknown>>, options: ProofOptions = {}): Promise<string> {
  const { expiresIn = 600, nonce = crypto.randomUUID() } = options
  const head = `v1.${START / 1000 + expiresIn}.${nonce}`
  const encoder = new TextEncoder()
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const [[kind, value] = []] = Object.entries(identify)
  return `${head}.${hex(await crypto.subtle.sign('HMAC', key, encoder.encode(`${head}.${kind}:${value}`)))}`
}

/** Gives a section a secret that proofs are made with. */
export async function giveSecret(section: Section, secret: string, validUntil: string | null = null): Promise<void> {
  await env.DB.prepare('insert into identity_secrets (id, section_id, secret, created_at, valid_until) values (?, ?, ?, ?, ?)')
    .bind(crypto.randomUUID(), section.id, secret, new Date(START).toISOString(), validUntil)
    .run()
}

type Settings = Partial<Record<'require_proof' | 'honour_gpc' | 'default_country', number | string | null>>

/** Changes settings of a section in the database; before its definitions are read, or a time to live later. */
export async function settle(section: Section, settings: Settings): Promise<void> {
  for (const [name, value] of Object.entries(settings))
    await env.DB.prepare(`update sections set ${name} = ? where id = ?`).bind(value, section.id).run()
}

/** Makes an integration of a section, which sends events as a shop's server does. */
export async function newIntegration({ send }: Pick<Collector, 'send'>, section: Section) {
  const making = { sectionId: section.id, createdBy: 'token', ownerId: null }
  const key = await makeKey(env.DB, making, { name: 'Shop', scopes: ['events:write'] }, new Date(START).toISOString())
  const headers = { Authorization: `Bearer ${key?.key}`, 'Content-Type': 'application/json' }
  return <Body = Verdicts>(body: unknown, more: Record<string, string> = {}): Promise<Answer<Body>> =>
    send('/v1/integrations/events', {
      method: 'POST',
      headers: { ...headers, ...more },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
}

/** What is found by each identifier and visitor ID: its value, and a number for its profile, the same for those of one. */
export async function profilesOf(section: Section): Promise<Record<string, number>> {
  const { results } = await env.DB.prepare(
    `select kind || ':' || value as name, dense_rank() over (order by coalesce(p.root, p.seq)) as profile
     from identifiers i join profiles p on p.seq = i.profile_seq where i.section_id = ? order by name`,
  )
    .bind(section.id)
    .all<{ name: string; profile: number }>()
  return Object.fromEntries(results.map(({ name, profile }) => [name, profile]))
}

/** Rows of a statement whose first parameter is the section. */
export const rowsOf = async <Row>(section: Section, sql: string, ...values: unknown[]): Promise<Row[]> =>
  (
    await env.DB.prepare(sql)
      .bind(section.id, ...values)
      .all<Row>()
  ).results
