import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Where a collector stands still when it has committed something: see `collector/test/halting-worker.ts`. */
export interface Committed {
  /** What a request has to bring along to be halted. */
  readonly headers: Readonly<Record<string, string>>
  /** Settles when one stands still. What it settles with lets it go on. */
  next(): Promise<() => void>
  end(): void
}

export async function startCommitted(): Promise<Committed> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    headers: { 'X-Committed': `http://127.0.0.1:${(server.address() as AddressInfo).port}/` },
    async next() {
      const [, response] = (await once(server, 'request')) as [unknown, ServerResponse]
      return () => void response.end()
    },
    end() {
      server.closeAllConnections()
      server.close()
    },
  }
}
