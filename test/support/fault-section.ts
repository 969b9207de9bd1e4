import { demoEvent } from '../../scripts/demo-data.ts'
import { type CustomEvent, management, type Section } from '../../scripts/management.ts'
import type { KillableCollector } from './killable-collector.ts'

/** Makes a section in which *Order created* may be sent, and whose pages may identify their visitor. */
export async function faultSection(collector: KillableCollector): Promise<Section> {
  const call = management(collector.url(), collector.token)
  const section = await call<Section>('POST', '/v1/sections', { name: 'Faults' })
  const path = `/v1/sections/${section.id}/custom-events`
  const { discriminator } = await call<CustomEvent>('POST', path, demoEvent)
  await call('PATCH', `${path}/${discriminator}`, { webTracking: true, purpose: 'necessary' })
  await call('PATCH', `/v1/sections/${section.id}`, { requireProof: false })
  return section
}

let count = 0

/** A valid event of it. */
export const orderEvent = (changes: object = {}) => ({
  id: crypto.randomUUID() as string,
  version: 'order-created@1',
  occurredAt: new Date().toISOString(),
  fields: { source: 'Checkout', orderId: `A-${++count}`, total: 129.5, currency: 'EUR' },
  ...changes,
})
