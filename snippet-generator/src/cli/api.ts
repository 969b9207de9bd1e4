import type { DefinitionVersion, FieldInput } from '@milepost/sdk/contract'
import type { Fills } from '../fill/fill.js'
import type { CustomEvent, Page, Section, SnippetAnswer } from './answers.js'
import { CliError } from './cli-error.js'
import { createRequest, type HttpClientOptions } from './http-client.js'

/** What a custom event is created from. */
export interface NewCustomEvent {
  readonly name: string
  readonly category: string
  readonly description?: string
  readonly fields: readonly FieldInput[]
}

/** Settings of a custom event; changing one makes no new version. */
export interface EventSettings {
  readonly name?: string
  readonly description?: string
  readonly webTracking?: boolean
}

/** The part of the management API that the command line uses. Every call rejects with a `CliError` when the collector says no. */
export interface Api {
  readonly url: string
  sections(): Promise<readonly Section[]>
  /** All that are not hidden, by discriminator. */
  customEvents(section: string): Promise<readonly CustomEvent[]>
  customEvent(section: string, discriminator: string): Promise<CustomEvent>
  snippet(
    section: string,
    version: { discriminator: string; number: number },
    how: { target: string; nonce?: string; fill?: Fills },
  ): Promise<SnippetAnswer>
  create(section: string, event: NewCustomEvent): Promise<CustomEvent>
  change(section: string, discriminator: string, settings: EventSettings): Promise<CustomEvent>
  saveFields(section: string, discriminator: string, fields: readonly FieldInput[]): Promise<DefinitionVersion>
}

/** Makes a client of the management API. */
export function createApi(options: HttpClientOptions): Api {
  const request = createRequest(options)
  const eventPath = (section: string, discriminator: string): string => `${eventsPath(section)}/${encodeURIComponent(discriminator)}`
  const list = async <Item>(path: string): Promise<Item[]> => {
    const items: Item[] = []
    let cursor: string | null | undefined
    do {
      const page = (await request('get', path, { searchParams: { limit: 100, ...(cursor && { cursor }) } })) as Page<Item>
      if (!Array.isArray(page?.items)) throw new CliError('answer_unexpected', `${options.url} answered with something other than a list`)
      items.push(...page.items)
      cursor = page.nextCursor
    } while (cursor)
    return items
  }
  return {
    url: options.url,
    sections: () => list<Section>('v1/sections'),
    customEvents: async (section) => {
      const events = await list<CustomEvent>(eventsPath(section))
      return events.sort((a, b) => (a.discriminator < b.discriminator ? -1 : 1))
    },
    customEvent: (section, discriminator) => request('get', eventPath(section, discriminator)) as Promise<CustomEvent>,
    snippet: (section, { discriminator, number }, { fill, ...query }) => {
      const path = `${eventPath(section, discriminator)}/versions/${number}/snippet`
      const answer = fill ? request('post', path, { json: { ...query, fill } }) : request('get', path, { searchParams: query })
      return answer as Promise<SnippetAnswer>
    },
    create: (section, event) => request('post', eventsPath(section), { json: event }) as Promise<CustomEvent>,
    change: (section, discriminator, settings) =>
      request('patch', eventPath(section, discriminator), { json: settings }) as Promise<CustomEvent>,
    saveFields: (section, discriminator, fields) =>
      request('put', `${eventPath(section, discriminator)}/fields`, { json: { fields } }) as Promise<DefinitionVersion>,
  }
}

const eventsPath = (section: string): string => `v1/sections/${encodeURIComponent(section)}/custom-events`
