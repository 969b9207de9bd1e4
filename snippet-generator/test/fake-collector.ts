import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Category, checkDefinition, type DefinitionVersion, discriminatorOf, type FieldInput, versionId } from '@milepost/sdk/contract'
import { type Fills, generate, SnippetError, type TargetName } from '../src/index.js'

export const TOKEN = 'a-token-of-the-tests'

interface StoredEvent {
  discriminator: string
  name: string
  description: string
  category: Category
  webTracking: boolean
  hidden: boolean
  editableAt: string
  versions: DefinitionVersion[]
}

interface StoredSection {
  readonly id: string
  readonly name: string
  readonly writeKey: string
  readonly events: Map<string, StoredEvent>
}

interface SnippetRequest {
  readonly target: TargetName
  readonly nonce?: string
  readonly fill?: Fills
}

/** One request as it came in. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly body: unknown
}

/** Thrown to answer with problem details. */
class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly more: object = {},
  ) {
    super(code)
  }
}

/**
 * The management API as far as the command line uses it, in memory, behind a real HTTP server. Time is `now`, for the tests to move.
 * Lists are cut into pages of two, so that paging is always part of a test.
 */
export class FakeCollector {
  readonly sections: StoredSection[] = []
  readonly seen: Seen[] = []
  /** Answers to give before anything else, first come, first served. */
  readonly interruptions: ((response: ServerResponse) => void)[] = []
  now = Date.parse('2026-11-23T10:00:00.000Z')
  url = ''
  readonly #server = createServer((request, response) => void this.#answer(request, response))

  static async start(): Promise<FakeCollector> {
    const collector = new FakeCollector()
    await new Promise<void>((resolve) => collector.#server.listen(0, '127.0.0.1', resolve))
    collector.url = `http://127.0.0.1:${(collector.#server.address() as AddressInfo).port}`
    return collector
  }

  close(): Promise<unknown> {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(resolve))
  }

  addSection(id: string, name = id): StoredSection {
    const section = { id, name, writeKey: `wk_${id}`, events: new Map() }
    this.sections.push(section)
    return section
  }

  /** Writes that came in: method and last part of the path. */
  get writes(): string[] {
    return this.seen.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path.split('/').at(-1)}`)
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const interrupt = this.interruptions.shift()
    if (interrupt) return interrupt(response)
    try {
      const url = new URL(request.url ?? '', this.url)
      const text = await textOf(request)
      const body: unknown = text ? JSON.parse(text) : undefined
      this.seen.push({ method: request.method ?? '', path: url.pathname, body })
      if (request.headers.authorization !== `Bearer ${TOKEN}`) throw new Problem(401, 'unauthorized')
      const answer = await this.#route(request.method ?? '', url, body)
      response
        .writeHead(request.method === 'POST' || request.method === 'PUT' ? 201 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(answer))
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      const { status, code, more } = error
      response
        .writeHead(status, { 'content-type': 'application/problem+json' })
        .end(JSON.stringify({ status, code, title: code, detail: `Detail of ${code}`, ...more }))
    }
  }

  async #route(method: string, url: URL, body: unknown): Promise<unknown> {
    const [, , sectionId, , discriminator, last, number] = url.pathname.slice(1).split('/').map(decodeURIComponent)
    if (!sectionId)
      return pageOf(
        this.sections.map(({ events, ...section }) => section),
        url,
      )
    const section = this.sections.find(({ id }) => id === sectionId)
    if (!section) throw new Problem(404, 'section_unknown')
    const { events } = section
    if (!discriminator) {
      if (method === 'POST') return this.#create(section, body as StoredEvent & { fields: FieldInput[] })
      return pageOf([...events.values()].filter(({ hidden }) => !hidden).map(this.#told), url)
    }
    const event = events.get(discriminator)
    if (!event) throw new Problem(404, 'custom_event_unknown')
    if (method === 'PATCH') Object.assign(event, body)
    if (method === 'PUT') return this.#saveFields(event, (body as { fields: FieldInput[] }).fields)
    if (last !== 'versions') return this.#told(event)
    const version = event.versions[Number(number) - 1]
    if (!version) throw new Problem(404, 'version_unknown')
    if (!event.webTracking) throw new Problem(409, 'web_tracking_disabled')
    const how = method === 'POST' ? (body as SnippetRequest) : (Object.fromEntries(url.searchParams) as unknown as SnippetRequest)
    const source = { name: event.name, version, origin: this.url, writeKey: section.writeKey, ...how }
    const { script, ...snippet } = await generate(source).catch((error: unknown) => {
      if (!(error instanceof SnippetError)) throw error
      const { field, expected, received, message } = error
      throw new Problem(422, 'request_invalid', { errors: [{ code: 'value_invalid', field, expected, received, message }] })
    })
    return snippet
  }

  #create({ events }: StoredSection, { name, category, description, fields }: StoredEvent & { fields: FieldInput[] }) {
    const discriminator = discriminatorOf(name)
    const at = new Date(this.now).toISOString()
    const first = { id: versionId(discriminator, 1), number: 1, fields: checkDefinition(fields).fields, savedAt: at, usableAt: at }
    const event = {
      discriminator,
      name,
      description: description ?? '',
      category,
      webTracking: false,
      hidden: false,
      editableAt: at,
      versions: [first],
    }
    events.set(discriminator, event)
    return this.#told(event)
  }

  #saveFields(event: StoredEvent, fields: FieldInput[]) {
    if (Date.parse(event.editableAt) > this.now) throw new Problem(423, 'edit_locked', { editableAt: event.editableAt })
    const { fields: checked, issues } = checkDefinition(fields)
    if (issues.length) throw new Problem(422, 'definition_invalid', { errors: issues })
    const [savedAt, later] = [new Date(this.now).toISOString(), new Date(this.now + 3_600_000).toISOString()]
    const number = event.versions.length + 1
    const version = { id: versionId(event.discriminator, number), number, fields: checked, savedAt, usableAt: later }
    event.versions.push(version)
    event.editableAt = later
    return version
  }

  readonly #told = (event: StoredEvent) => ({
    ...event,
    current: event.versions.filter(({ usableAt }) => Date.parse(usableAt) <= this.now).at(-1)?.number ?? 1,
  })
}

function pageOf(items: readonly unknown[], { searchParams }: URL) {
  const start = Number(searchParams.get('cursor') ?? 0)
  return { items: items.slice(start, start + 2), nextCursor: start + 2 < items.length ? `${start + 2}` : null }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}
