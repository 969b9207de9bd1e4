import type { CustomEvent, Management, Section } from './management.ts'
import { ManagementError } from './management.ts'

const SECTION_NAME = 'Demo'
const DISCRIMINATOR = 'order-created'

/** The custom event that the demo pages send: one field of every type. */
export const demoEvent = {
  name: 'Order created',
  category: 'transaction',
  description: 'Somebody has placed an order in the demo shop.',
  fields: [
    { name: 'Order ID', key: 'orderId', type: 'text', required: true },
    { name: 'Total', key: 'total', type: 'decimal' },
    { name: 'Currency', key: 'currency', type: 'text' },
    { name: 'Items', key: 'items', type: 'number' },
    { name: 'Gift', key: 'gift', type: 'boolean' },
    { name: 'Delivery date', key: 'deliveryDate', type: 'date' },
    { name: 'Paid at', key: 'paidAt', type: 'timestamp' },
  ],
} as const

/**
 * Makes the demo section and its custom event where they are missing, and lets the demo's origins send. What a person has changed in them stays.
 * @param origins origins of the demo pages
 */
export async function ensureDemo(call: Management, origins: readonly string[]): Promise<{ section: Section; event: CustomEvent }> {
  const section = await ensureSection(call, origins)
  const path = `/v1/sections/${section.id}/custom-events`
  let event = await call<CustomEvent>('GET', `${path}/${DISCRIMINATOR}`).catch((error: unknown) => {
    if (error instanceof ManagementError && error.status === 404) return undefined
    throw error
  })
  if (!event) {
    await call('POST', path, demoEvent)
    event = await call<CustomEvent>('PATCH', `${path}/${DISCRIMINATOR}`, { webTracking: true })
  }
  return { section, event }
}

async function ensureSection(call: Management, origins: readonly string[]): Promise<Section> {
  let cursor: string | undefined
  do {
    const page = await call<{ items: Section[]; nextCursor?: string | null }>(
      'GET',
      `/v1/sections${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`,
    )
    const section = page.items.find(({ name }) => name === SECTION_NAME)
    if (section) return allow(call, section, origins)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  return call<Section>('POST', '/v1/sections', { name: SECTION_NAME, allowedOrigins: origins })
}

async function allow(call: Management, section: Section, origins: readonly string[]): Promise<Section> {
  const missing = origins.filter((origin) => !section.allowedOrigins.includes(origin))
  // An empty list allows every origin already.
  if (!missing.length || !section.allowedOrigins.length) return section
  return call<Section>('PATCH', `/v1/sections/${section.id}`, { allowedOrigins: [...section.allowedOrigins, ...missing] })
}
