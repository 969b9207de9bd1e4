import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

/** The web server of a shop, an origin of its own. */
export interface Site {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  readonly port: number
  /** Puts a page at a path, and gives back its address. */
  page(path: string, html: string, headers?: Readonly<Record<string, string>>): string
  /** Serves the files of a folder below a path that ends with a slash. */
  folder(path: string, folder: string): void
  end(): Promise<void>
}

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }

/** Starts an empty site. Its pages are never cached. */
export async function startSite(): Promise<Site> {
  const pages = new Map<string, { html: string; headers: Readonly<Record<string, string>> }>()
  const folders = new Map<string, string>()
  const server = createServer(async ({ url = '/' }, reply) => {
    const path = url.split('?')[0] ?? '/'
    const page = pages.get(path)
    const common = { 'cache-control': 'no-store' }
    if (page) return reply.writeHead(200, { ...common, 'content-type': 'text/html; charset=utf-8', ...page.headers }).end(page.html)
    const [below, folder] = [...folders].find(([start]) => path.startsWith(start)) ?? []
    const name = below && normalize(path.slice(below.length) || 'index.html')
    const body = folder && name && !name.startsWith('..') ? await readFile(join(folder, name)).catch(() => undefined) : undefined
    if (!body) return reply.writeHead(404, common).end()
    // Read by pages without an origin, too.
    const headers = { ...common, 'access-control-allow-origin': '*' }
    reply.writeHead(200, { ...headers, 'content-type': `${types[extname(name ?? '')] ?? 'text/plain'}; charset=utf-8` }).end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  return {
    origin,
    port,
    page(path, html, headers = {}) {
      pages.set(path, { html, headers })
      return origin + path
    },
    folder: (path, folder) => folders.set(path, folder),
    async end() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
