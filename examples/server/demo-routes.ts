import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { type CustomEvent, currentVersion, type Management, type Section } from '../../scripts/management.ts'
import { contentSecurityPolicy, newNonce, withNonce, withTag } from './page.ts'
import { storedEvent } from './stored-event.ts'

/** What the demo server works with. */
export interface DemoOptions {
  /** Origin of the collector, as pages reach it. */
  readonly collector: string
  /** Caller of its management API. */
  readonly call: Management
  /** ID of the demo section. */
  readonly section: string
  /** Discriminator of the custom event that the pages send. */
  readonly discriminator: string
}

/** An answer of the demo server. */
export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

const folder = join(import.meta.dirname, '..')

/** Files that are served: names of letters, digits, dots and hyphens, in the folders of the examples. Nothing above them can be named. */
const FILE = /^\/((?:script-tag|checkout|shared)\/[\w-]+\.(?:html|css|js|json))$/

const types: Record<string, string> = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json' }

const json = (body: unknown, status = 200): Answer => ({ status, type: 'application/json', body: JSON.stringify(body) })

/** Makes the function that answers a path. */
export function demoRoutes(options: DemoOptions): (path: string) => Promise<Answer> {
  const event = `/v1/sections/${options.section}/custom-events/${options.discriminator}`

  /** A page with the tag of the current definition version, generated now, under a strict policy. */
  async function page(file: string): Promise<Answer> {
    const nonce = newNonce()
    const { number } = currentVersion(await options.call<CustomEvent>('GET', event))
    const snippet = await options.call<{ code: string }>(
      'GET',
      `${event}/versions/${number}/snippet?target=script&nonce=${encodeURIComponent(nonce)}`,
    )
    const html = withTag(withNonce(await readFile(join(folder, file), 'utf8'), nonce), snippet.code)
    return {
      status: 200,
      type: 'text/html',
      body: html,
      headers: { 'content-security-policy': contentSecurityPolicy(nonce, options.collector) },
    }
  }

  /** What the checkout needs to know, in place of the example values in its folder. */
  async function checkoutConfig(): Promise<Answer> {
    const [{ writeKey }, customEvent] = await Promise.all([
      options.call<Section>('GET', `/v1/sections/${options.section}`),
      options.call<CustomEvent>('GET', event),
    ])
    return json({ endpoint: `${options.collector}/v1/events`, writeKey, version: currentVersion(customEvent).id })
  }

  return async (path) => {
    if (path === '/') return { status: 302, type: 'text/plain', body: '', headers: { location: '/script-tag/' } }
    if (path === '/checkout/milepost.json') return checkoutConfig()
    const id = /^\/api\/stored\/([\w-]{1,64})$/.exec(path)?.[1]
    if (id) {
      const row = await storedEvent(options.call, options.section, id)
      return row ? json(row) : json({ message: `no event ${id} among the newest ones` }, 404)
    }
    const file = FILE.exec(path.endsWith('/') ? `${path}index.html` : path)?.[1]
    if (file?.endsWith('.html')) return page(file)
    if (file) {
      const body = await readFile(join(folder, file), 'utf8').catch(() => undefined)
      if (body !== undefined) return { status: 200, type: types[extname(file)] ?? 'text/plain', body }
    }
    return { status: 404, type: 'text/plain', body: 'Nothing here. The examples are at /script-tag/ and /checkout/.' }
  }
}
