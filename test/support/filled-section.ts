import { randomUUID } from 'node:crypto'
import type { CustomEvent, Management, Section } from '../../scripts/management.ts'
import type { Clock } from './editor-test.ts'

/** What a page must show as text, wherever it comes from. */
export const SCRIPT = '<script>alert(1)</script>'
export const IMAGE = '"><img src=x onerror=alert(1)>'

/** Names that people give, none of which may break a page: other scripts, emoji, markup, and one word as long as a name can be. */
export const names = {
  section: `متجر 店 🛍️ ${SCRIPT}${IMAGE}`,
  order: `Order placed ${SCRIPT}${IMAGE}`,
  japanese: '注文がキャンセルされました',
  arabic: 'تم إنشاء الطلب 🎉',
  long: 'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(3).slice(0, 120),
  signal: `🎉 ${IMAGE}`,
  key: `倉庫 Warehouse ${SCRIPT}${IMAGE}`,
} as const

/** By what the section's integration knows somebody whose browser is known, too. */
export const KNOWN_AS = { email: 'ada@shop.example', crmId: `C-1 ${SCRIPT} ${IMAGE} 顧客` } as const

const HOUR_MS = 3_600_000

/** How long before the present things happened in the section. */
export const HISTORY_MS = 50 * HOUR_MS

interface Sender {
  /** Origin of the collector. */
  readonly url: string
  readonly writeKey: string
}

/** A section that was lived in for two days. */
export interface FilledSection extends Section {
  readonly path: string
  /** Discriminators. */
  readonly order: string
  readonly japanese: string
  readonly locked: string
  readonly hidden: string
}

/**
 * Fills a section with custom events of every category, in several versions, and with events of every verdict from several pages, sources
 * and hours. Texts from outside hold markup that would run a script if any page took it for its own.
 */
export async function fillSection(call: Management, clock: Clock, url: string): Promise<FilledSection> {
  await clock.ahead(-HISTORY_MS)
  const section = await call<Section>('POST', '/v1/sections', { name: names.section, allowedOrigins: [] })
  const path = `/v1/sections/${section.id}`
  // Before anything arrives: an isolate remembers what it judges by.
  await call('PATCH', path, { requireProof: false })
  const events = `${path}/custom-events`
  const add = async (event: object) => {
    const { discriminator } = await call<CustomEvent>('POST', events, event)
    await call('PATCH', `${events}/${discriminator}`, { webTracking: true })
    return discriminator
  }
  const order = await add({ category: 'transaction', name: names.order, description: `${SCRIPT} ${IMAGE} طلب`, fields: orderFields })
  const japanese = await add({ category: 'transaction', name: names.japanese, description: names.long.repeat(4), fields: everyType })
  const locked = await add({ category: 'conversion', name: names.arabic, fields: [{ name: 'مرحلة', type: 'text' }] })
  await add({ category: 'conversion', name: names.long, fields: [{ name: names.long, type: 'text' }] })
  const signal = await add({ category: 'signal', name: names.signal, fields: [{ name: IMAGE, key: 'answer', type: 'text' }] })
  const hidden = await add({ category: 'signal', name: `Survey ${IMAGE}`, fields: [] })
  await call('POST', `${events}/${hidden}/hide`, { confirm: hidden })
  await call('POST', '/v1/sections', { name: names.long })

  await clock.ahead(-48 * HOUR_MS)
  const [orderId, ...others] = orderFields
  await call('PUT', `${events}/${order}/fields`, {
    fields: [...others, { ...orderId, required: true }, { name: `Voucher ${SCRIPT}`, key: 'voucher', type: 'boolean' }],
  })
  await clock.ahead(-46 * HOUR_MS)
  await call('PUT', `${events}/${order}/fields`, { fields: [...others, { ...orderId, required: true }] })

  await clock.ahead(-41 * HOUR_MS)
  await knowSomebody(call, { url, writeKey: section.writeKey }, section, order)
  await call('PATCH', path, { requireProof: true })
  for (const hours of [40, 22, 9, 2.5, 0.2]) {
    const ms = -hours * HOUR_MS
    await clock.ahead(ms)
    await sendSome({ url, writeKey: section.writeKey }, new Date(Date.now() + ms).toISOString(), { order, japanese, signal })
  }
  await clock.ahead(-0.4 * HOUR_MS)
  await call('PUT', `${events}/${locked}/fields`, {
    fields: [
      { name: 'مرحلة', key: 'field1', type: 'number' },
      { name: 'قيمة 💶', type: 'decimal', required: true },
    ],
  })
  await clock.ahead(0)
  for (const role of ['viewer', 'editor', 'owner']) await call('POST', `${path}/invitations`, { role })
  const { writeKey } = await call<Section>('POST', `${path}/rotate-write-key`, {})
  await call('POST', `${path}/integration-keys`, { name: names.key, scopes: ['events:write', 'profiles:read', 'definitions:read'] })
  const lost = await call<{ id: string }>('POST', `${path}/integration-keys`, { name: names.long, scopes: ['profiles:merge'] })
  await call('POST', `${path}/integration-keys/${lost.id}/revoke`)
  for (const graceSeconds of [0, 86_400]) await call('POST', `${path}/identity-secrets`, { graceSeconds })
  await call('PATCH', `${events}/${order}`, { allowedOperations: { email: ['read'], mobile: [], crmId: ['read', 'write'] } })
  await call('PATCH', `${events}/${japanese}`, { purpose: 'marketing', retentionYears: 7 })
  return { ...section, writeKey, path, order, japanese, locked, hidden }
}

const orderFields = [
  { name: `Order ID ${IMAGE}`, key: 'orderId', type: 'text' },
  { name: 'Total', type: 'decimal' },
  { name: names.long, key: 'remark', type: 'text' },
] as const

const everyType = ['text', 'boolean', 'number', 'decimal', 'date', 'timestamp'].map((type, index) => ({
  name: `項目 ${['文', '可否', '数', '小数', '日付', '時刻'][index]}`,
  key: type,
  type,
}))

const pages = [
  { url: 'https://shop.example/checkout/thanks?order=123456', title: `Thanks ${SCRIPT}`, referrer: 'https://shop.example/cart' },
  { url: `https://متجر.example:8443/${SCRIPT}/${IMAGE}?q=${IMAGE}#${SCRIPT}`, title: IMAGE },
  { url: 'javascript:alert(1)', title: '注文 🎉', referrer: 'javascript:alert(2)' },
  undefined,
]

const sources = ['Website', `Checkout ${SCRIPT}`, IMAGE, 'صفحتي', names.long.repeat(2)]

/** One hour's events: every combination is met by one of them. */
async function sendSome({ url, writeKey }: Sender, at: string, of: { order: string; japanese: string; signal: string }): Promise<void> {
  const event = (index: number, version: string, fields: object, more: object = {}) => ({
    id: randomUUID(),
    version,
    occurredAt: at,
    visitorId: `visitor ${SCRIPT}`,
    page: pages[index % pages.length],
    fields: { source: sources[index % sources.length], ...fields },
    ...more,
  })
  const good = sources.flatMap((_, index) => [
    event(index, `${of.order}@1`, { orderId: `${index} ${SCRIPT}`, total: 12.5, remark: IMAGE }),
    event(index + 1, `${of.order}@3`, { orderId: `注文-${index}`, remark: names.long.repeat(4) }),
    event(index + 2, `${of.japanese}@1`, {
      text: `🎉 ${IMAGE}`,
      boolean: false,
      number: 3,
      decimal: 0.1,
      date: '2026-02-28',
      timestamp: at,
    }),
    event(index + 3, `${of.signal}@1`, { answer: SCRIPT }),
  ])
  const bad = sources.flatMap((_, index) => [
    event(index, `${of.order}@3`, { orderId: `B-${index}`, total: '12.50' }),
    event(index, `${of.order}@3`, { orderId: `B-${index}`, [SCRIPT]: IMAGE, [names.long]: SCRIPT }),
    event(index, `${of.japanese}@1`, { number: 1.5, date: SCRIPT }),
    event(index, IMAGE, { orderId: SCRIPT }),
    event(index, 'never-defined@1', {}),
    event(index, `${of.signal}@9`, {}, { id: SCRIPT, occurredAt: IMAGE }),
  ])
  // What is sent twice in one request is a duplicate like any other.
  const events = [...good, ...good.slice(0, 3), ...bad, SCRIPT, null]
  const body = JSON.stringify({ writeKey, sentAt: at, events, dropped: { queue_full: 2, [SCRIPT]: 1, [IMAGE]: 3 } })
  const answer = await fetch(`${url}/v1/events`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body })
  const told = await answer.text()
  if (answer.status !== 200) throw new Error(`The events were answered ${answer.status}: ${told}`)
  const { accepted, duplicates, rejected } = JSON.parse(told)
  if (accepted !== good.length || duplicates !== 3 || rejected !== bad.length + 2)
    throw new Error(`The events were not judged as meant: ${told}`)
}

/** Has an integration report orders, the page identify its visitor, and two merges made, one of which is undone. */
async function knowSomebody(call: Management, { url, writeKey }: Sender, section: Section, order: string): Promise<void> {
  const at = new Date(Date.now() - 41 * HOUR_MS).toISOString()
  const scopes = ['events:write', 'profiles:merge']
  const { key } = await call<{ key: string }>('POST', `/v1/sections/${section.id}/integration-keys`, { name: `ERP ${IMAGE}`, scopes })
  const post = async <Answer>(path: string, body: object, headers = {}): Promise<Answer> => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    const told = await answer.text()
    if (answer.status !== 200 || /"rejected":[1-9]/.test(told)) throw new Error(`${path} was answered ${answer.status}: ${told}`)
    return JSON.parse(told)
  }
  const integrate = <Answer>(path: string, body: object) =>
    post<Answer>(`/v1/integrations${path}`, body, { authorization: `Bearer ${key}` })
  const crmIds = [KNOWN_AS.crmId, `عميل ${IMAGE}`]
  await integrate('/events', {
    events: crmIds.map((crmId) => ({
      id: randomUUID(),
      version: `${order}@3`,
      occurredAt: at,
      profile: { crmId },
      fields: { source: `ERP ${SCRIPT}`, orderId: names.long.repeat(3), remark: IMAGE },
    })),
  })
  const { email } = KNOWN_AS
  await post('/v1/events', {
    writeKey,
    events: [{ id: randomUUID(), occurredAt: at, visitorId: `visitor ${SCRIPT}`, identify: { email } }],
  })
  const merges: string[] = []
  for (const crmId of crmIds) merges.push((await integrate<{ id: string }>('/profiles/merge', { target: { email }, source: { crmId } })).id)
  await integrate(`/profiles/merges/${merges[1]}/undo`, {})
}
