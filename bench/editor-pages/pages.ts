import { randomUUID } from 'node:crypto'
import type { CustomEvent, Management, Section } from '../../scripts/management.ts'

/** One page of the editor, or what it is compared with. */
export interface MeasuredPage {
  readonly name: string
  readonly path: string
  /** What the page's heading says. */
  readonly heading: string
  /** Whether it is opened by somebody who is signed in. */
  readonly signedIn: boolean
}

const ACCEPTED = 300
/** How many of them one browser sends: more than a page of its timeline. */
const OF_ONE = 80
const REJECTED = 30

/** Fills the demo's section a little, so that its pages have something to show, and names every page of the editor. */
export async function pagesOf(call: Management, collector: string): Promise<MeasuredPage[]> {
  const { items: sections } = await call<{ items: Section[] }>('GET', '/v1/sections')
  const section = sections[0]
  if (!section) throw new Error('the demo has no section')
  const base = `/v1/sections/${section.id}`
  const { items: customEvents } = await call<{ items: CustomEvent[] }>('GET', `${base}/custom-events`)
  const event = customEvents[0]
  if (!event) throw new Error('the demo has no custom event')
  const visitorId = randomUUID()
  const sent = (fields: object, index: number) => ({
    id: randomUUID(),
    version: `${event.discriminator}@1`,
    occurredAt: new Date().toISOString(),
    ...(index < OF_ONE && { visitorId }),
    page: { url: `https://shop.example/pages/${'abcdef'[index % 6]}` },
    fields: { source: 'Web', orderId: `A-${index}`, ...fields },
  })
  const events = [
    ...Array.from({ length: ACCEPTED }, (_, index) => sent({ total: index }, index)),
    ...Array.from({ length: REJECTED }, (_, index) => sent({ total: 'much' }, index)),
  ]
  const answer = await fetch(`${collector}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ writeKey: section.writeKey, events }),
  })
  if (!answer.ok) throw new Error(`events were answered ${answer.status}`)
  // A second version, for the page that compares two.
  const fields = [...(event.versions[0]?.fields ?? []), { name: 'Voucher', type: 'text' }]
  await call('PUT', `${base}/custom-events/${event.discriminator}/fields`, { fields })
  const { items: groups } = await call<{ items: { id: string }[] }>('GET', `${base}/quarantine/groups`)
  const { profile } = await call<{ profile: { id: string } }>('POST', `${base}/profiles/lookup`, { profile: { visitorId } })
  const inSection = `/editor/sections/${section.id}`
  const definition = `${inSection}/definitions/${event.discriminator}`
  const page = (name: string, path: string, heading = name): MeasuredPage => ({ name, path, heading, signedIn: true })
  return [
    { ...page('Sign in', '/editor/sign-in'), signedIn: false },
    page('Sections', '/editor/sections'),
    page('Account', '/editor/account'),
    page('Overview', inSection),
    page('Live', `${inSection}/live`),
    page('Quarantine', `${inSection}/quarantine`),
    page('Group of rejected events', `${inSection}/quarantine/${groups[0]?.id}`, 'total'),
    page('Profiles', `${inSection}/profiles`),
    page('Profile', `${inSection}/profiles/${profile.id}`),
    page('Transactions', `${inSection}/data-model/transactions`),
    page('New transaction', `${inSection}/data-model/transactions/new`),
    page('Edit', `${definition}/edit`, event.name),
    page('Versions', `${definition}/versions`, event.name),
    page('Web tracking', `${definition}/install`, event.name),
    page('Allowed operations', `${definition}/operations`, event.name),
    page('Hide', `${definition}/hide`, event.name),
    page('Settings', `${inSection}/settings`),
    page('Members', `${inSection}/members`),
    page('Visitors and identity', `${inSection}/visitors`),
    page('Integrations', `${inSection}/integrations`),
    page('Audit', `${inSection}/audit`),
  ]
}
