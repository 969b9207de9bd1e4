import type { Issue, Purpose } from '@milepost/sdk/contract'
import { withTag } from '../../examples/server/page.ts'
import { demoEvent } from '../../scripts/demo-data.ts'
import { type CustomEvent, type Management, management, type Section } from '../../scripts/management.ts'

/** A stored event, as the management API lists it. */
export interface Row {
  readonly id: string
  readonly version: string
  readonly source: string
  /** By the collector's clock. */
  readonly occurredAt: string
  readonly page: { readonly url?: string } | null
  readonly fields: Readonly<Record<string, unknown>>
}

/** A rejected event. */
export interface Quarantined {
  readonly id: string
  readonly issues: readonly Issue[]
  readonly event: { readonly fields?: unknown }
}

/** How a test asks for a snippet. */
export interface SnippetOptions {
  readonly target?: 'script' | 'inline'
  readonly nonce?: string
  /** Discriminator of the custom event. */
  readonly event?: string
  /** @default 1 */
  readonly version?: number
  /** Origin that the snippet calls, the collector's or that of a proxy before it. */
  readonly via?: string
}

/** A section that belongs to one test alone. */
export interface TestSection extends Section {
  /** Stored events, the newest first. */
  rows(): Promise<Row[]>
  quarantine(): Promise<Quarantined[]>
  /** Makes a custom event that pages may send. */
  add(event: { readonly name: string; readonly fields: readonly object[]; readonly purpose?: Purpose }): Promise<CustomEvent>
  /** The whole generated snippet, with its example call. */
  snippet(options?: SnippetOptions): Promise<string>
  /** The generated tag alone, without the example call. */
  tag(options?: SnippetOptions): Promise<string>
  allow(...origins: string[]): Promise<void>
}

let count = 0

/** Makes a section in which pages of every origin may send *Order created*. */
export async function makeSection(url: string, token: string): Promise<TestSection> {
  const call: Management = management(url, token)
  const section = await call<Section>('POST', '/v1/sections', { name: `Test ${++count}` })
  const path = `/v1/sections/${section.id}`
  const events = `${path}/custom-events`
  const add = async ({ purpose, ...event }: { readonly name: string; readonly purpose?: Purpose }) => {
    const { discriminator } = await call<CustomEvent>('POST', events, { category: 'transaction', ...event })
    return call<CustomEvent>('PATCH', `${events}/${discriminator}`, { webTracking: true, ...(purpose && { purpose }) })
  }
  await add(demoEvent)
  const snippet = async ({ target = 'script', nonce, event = 'order-created', version = 1, via = url }: SnippetOptions = {}) => {
    const query = `target=${target}${nonce ? `&nonce=${encodeURIComponent(nonce)}` : ''}`
    return (await management(via, token)<{ code: string }>('GET', `${events}/${event}/versions/${version}/snippet?${query}`)).code
  }
  const all = async <Item>(list: string): Promise<Item[]> => {
    const items: Item[] = []
    let cursor: string | null | undefined = ''
    do {
      const page: { items: Item[]; nextCursor?: string | null } = await call(
        'GET',
        `${path}/${list}?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
      )
      items.push(...page.items)
      cursor = page.nextCursor
    } while (cursor)
    return items
  }
  return {
    ...section,
    add,
    snippet,
    tag: async (options) => withTag('<!-- milepost: -->', await snippet(options)),
    rows: async () => (await all<Row & { status: string }>('recent')).filter(({ status }) => status === 'accepted'),
    quarantine: () => all('quarantine'),
    allow: async (...allowedOrigins) => {
      await call('PATCH', path, { allowedOrigins })
    },
  }
}
