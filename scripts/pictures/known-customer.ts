import type { Management, Section } from '../management.ts'

interface Reporting {
  readonly call: Management
  /** Origin of the collector. */
  readonly url: string
  readonly section: Section
  /** Integration key of the warehouse. */
  readonly key: string
}

const HOUR_MS = 3_600_000
const EMAIL = 'grace@shop.example'
const CRM_ID = 'C-1017'

/** Somebody orders in the shop twice, and the warehouse reports the rest. @returns the ID of their profile */
export async function knowCustomer({ call, url, section, key }: Reporting): Promise<string> {
  const visitorId = crypto.randomUUID()
  const at = (hoursAgo: number) => new Date(Date.now() - hoursAgo * HOUR_MS).toISOString()
  const entry = (hoursAgo: number, more: object) => ({ id: crypto.randomUUID(), occurredAt: at(hoursAgo), ...more })
  const order = (hoursAgo: number, fields: object) =>
    entry(hoursAgo, {
      version: 'order-created@1',
      visitorId,
      consent: { purposes: ['analytics'], at: at(80) },
      page: { url: 'https://shop.example/checkout/thanks' },
      fields: { source: 'Checkout', currency: 'EUR', ...fields },
    })
  const report = (hoursAgo: number, version: string) =>
    entry(hoursAgo, { version, profile: { crmId: CRM_ID }, fields: { source: 'Warehouse' } })
  const send = async (path: string, body: object, headers: Record<string, string> = {}) => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    const told = await answer.text()
    if (!answer.ok || /"rejected":[1-9]/.test(told)) throw new Error(`The customer of the pictures was answered ${answer.status}: ${told}`)
  }
  await send('/v1/events', {
    writeKey: section.writeKey,
    events: [
      order(74, { orderId: 'A-9871', total: 129.5, items: 2 }),
      ...[{ email: EMAIL }, { crmId: CRM_ID }].map((identify) => entry(74, { visitorId, identify })),
      order(5, { orderId: 'A-9954', total: 24.9, items: 1, gift: true }),
    ],
  })
  const events = [report(72, 'invoice-paid@1'), report(26, 'parcel-delivered@1')]
  await send('/v1/integrations/events', { events }, { authorization: `Bearer ${key}` })
  const { profile } = await call<{ profile: { id: string } }>('POST', `/v1/sections/${section.id}/profiles/lookup`, {
    profile: { email: EMAIL },
  })
  return profile.id
}
