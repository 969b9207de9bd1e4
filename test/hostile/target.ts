import { randomUUID } from 'node:crypto'
import { type CustomEvent, management, type Section } from '../../scripts/management.ts'
import { rowsIn } from './database.ts'

/** What hostile requests are sent to. */
export interface Target {
  /** Origin of the collector. */
  readonly url: string
  readonly token: string
  readonly writeKey: string
  readonly sectionId: string
  /** May send events, and everything else that a key may. */
  readonly key: string
  /** May look profiles up, and nothing else. */
  readonly narrowKey: string
  /** Takes events of pages of one origin only. */
  readonly guardedWriteKey: string
  /** A section that the management API may do anything to. */
  readonly open: { readonly sectionId: string; readonly discriminator: string; readonly key: string }
  /** IDs of events that were stored before. */
  readonly storedIds: readonly string[]
}

/** Fields of every type. */
export const fields = [
  { name: 'Order ID', key: 'orderId', type: 'text', required: true },
  { name: 'Gift', key: 'gift', type: 'boolean' },
  { name: 'Items', key: 'items', type: 'number' },
  { name: 'Total', key: 'total', type: 'decimal' },
  { name: 'Delivery', key: 'delivery', type: 'date' },
  { name: 'Paid at', key: 'paidAt', type: 'timestamp' },
] as const

const SCOPES = ['events:write', 'profiles:read', 'profiles:merge', 'definitions:read']

/** Makes the sections, and stores the events that nothing may touch. */
export async function makeTarget(url: string, token: string): Promise<Target> {
  const call = management(url, token)
  const section = async (name: string, more: object = {}) => {
    const made = await call<Section>('POST', '/v1/sections', { name, ...more })
    const path = `/v1/sections/${made.id}`
    await call('PATCH', path, { requireProof: false, visitors: true })
    const { discriminator } = await call<CustomEvent>('POST', `${path}/custom-events`, {
      name: 'Order created',
      category: 'transaction',
      fields,
    })
    await call('PATCH', `${path}/custom-events/${discriminator}`, { webTracking: true })
    const key = async (scopes: readonly string[]) =>
      (await call<{ key: string }>('POST', `${path}/integration-keys`, { name: 'ERP', scopes })).key
    return { ...made, discriminator, key: await key(SCOPES), narrowKey: await key(['profiles:read']) }
  }
  const mine = await section('Hostile')
  const guarded = await section('Guarded', { allowedOrigins: ['https://shop.example'] })
  const open = await section('Open')
  const storedIds = Array.from({ length: 20 }, () => randomUUID() as string)
  const answer = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: JSON.stringify({ writeKey: mine.writeKey, events: storedIds.map((id) => ({ ...goodEvent(), id })) }),
  })
  const { accepted } = (await answer.json()) as { accepted: number }
  if (accepted !== storedIds.length) throw new Error('the events to be left alone were not stored')
  return {
    url,
    token,
    writeKey: mine.writeKey,
    sectionId: mine.id,
    key: mine.key,
    narrowKey: mine.narrowKey,
    guardedWriteKey: guarded.writeKey,
    open: { sectionId: open.id, discriminator: open.discriminator, key: open.key },
    storedIds,
  }
}

/** A valid event of a page. */
export const goodEvent = () => ({
  id: randomUUID() as string,
  version: 'order-created@1',
  occurredAt: '2026-11-23T10:00:00Z',
  visitorId: 'visitor-1',
  page: { url: 'https://shop.example/thanks', referrer: 'https://shop.example/', title: 'Thanks' },
  fields: { source: 'Shop', orderId: 'A-1', gift: true, items: 3, total: 12.5, delivery: '2026-11-24', paidAt: '2026-11-23T10:00:00Z' },
})

/** A valid event of an integration. */
export const goodIntegrationEvent = () => {
  const { visitorId: _, ...event } = goodEvent()
  return { ...event, profile: { crmId: 'C-1' } }
}

/** Makes a section in which everything happened once, and that no request names. */
export async function makeWitness(url: string, token: string): Promise<string> {
  const call = management(url, token)
  const { sectionId, writeKey, key } = await makeTarget(url, token)
  const post = (path: string, body: object, headers = {}) =>
    fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })
  const identification = {
    id: randomUUID(),
    occurredAt: '2026-11-23T10:00:00Z',
    visitorId: 'visitor-1',
    identify: { email: 'ada@shop.example' },
  }
  const bad = { ...goodEvent(), fields: { orderId: 5, "'; DROP TABLE events; --": '<script>' } }
  await post('/v1/events', { writeKey, events: [goodEvent(), bad, identification], dropped: { queue_full: 3 } })
  const authorization = `Bearer ${key}`
  await post('/v1/integrations/events', { events: [goodIntegrationEvent()] }, { authorization })
  await post('/v1/integrations/profiles/merge', { target: { email: 'ada@shop.example' }, source: { crmId: 'C-1' } }, { authorization })
  await call('POST', `/v1/sections/${sectionId}/identity-secrets`, {})
  await call('POST', `/v1/sections/${sectionId}/invitations`, { role: 'viewer' })
  return sectionId
}

/** Every row of a section, by table. Rows that are kept for all sections together are left out. */
export async function dumpSection(sectionId: string): Promise<Record<string, string[]>> {
  const tables = await rowsIn<{ name: string }>("select name from sqlite_schema where type = 'table' order by name")
  const dumped: Record<string, string[]> = {}
  for (const { name } of tables) {
    const columns = (await rowsIn<{ name: string }>(`select name from pragma_table_info('${name}')`)).map((column) => column.name)
    const by = name === 'sections' ? 'id' : columns.includes('section_id') ? 'section_id' : undefined
    if (!by) continue
    const rows = await rowsIn(`select * from ${name} where ${by} = '${sectionId}'`)
    if (rows.length) dumped[name] = rows.map((row) => JSON.stringify(row)).sort()
  }
  return dumped
}

/** The rows of these events, and the schema: what no request changes, whatever it says. */
export const untouched = async (ids: readonly string[]) => ({
  events: await rowsIn(`select * from events where id in (${ids.map((id) => `'${id}'`).join()}) order by id`),
  schema: await rowsIn("select type, name, tbl_name, sql from sqlite_schema where name not like '\\_cf\\_%' escape '\\' order by name"),
})
