import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, type DemoOptions, demoRoutes } from './demo-routes.ts'

/** A running demo server. */
export interface DemoServer {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string
  end(): Promise<void>
}

/**
 * Serves the examples from an origin of their own, as a shop's pages are. It listens on this machine only and keeps the ADMIN_TOKEN to itself.
 * @param options `port` 0 takes any free one
 */
export async function serveDemo({ port, ...options }: DemoOptions & { readonly port: number }): Promise<DemoServer> {
  const answer = demoRoutes(options)
  const server = createServer((request, response) => {
    // A page of another name that resolves to this machine must not read what is stored here.
    const host = request.headers.host?.replace(/:\d+$/, '')
    const reply = host === '127.0.0.1' || host === 'localhost' ? answer(pathOf(request)) : Promise.resolve(misdirected)
    reply.catch(failed).then((result) => send(request, response, result))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async end() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const misdirected: Answer = { status: 421, type: 'text/plain', body: 'Open the demo as http://127.0.0.1 or http://localhost.' }

const failed = (error: Error): Answer => ({ status: 502, type: 'application/json', body: JSON.stringify({ message: error.message }) })

/** As it was sent: whoever asks for a path with dots or double slashes gets no file. */
const pathOf = (request: IncomingMessage): string => request.url?.split('?')[0] ?? '/'

function send(request: IncomingMessage, response: ServerResponse, { status, type, body, headers }: Answer): void {
  const read = request.method === 'GET' || request.method === 'HEAD'
  response.writeHead(read ? status : 405, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  })
  response.end(read && request.method === 'GET' ? body : undefined)
}
