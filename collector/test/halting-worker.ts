import { createApp } from '../src/app.js'
import type { Bindings } from '../src/env.js'

// The collector, which stands still between commit and answer when a request asks it to: tests run this file in place of src/index.ts, nothing
// deploys it.

const app = createApp()

export default {
  fetch(request: Request, bindings: Bindings, context: ExecutionContext): Response | Promise<Response> {
    const address = request.headers.get('X-Committed')
    return app.fetch(request, address ? { ...bindings, DB: halting(bindings.DB, address) } : bindings, context)
  },
}

/** Calls an address when a batch is committed, and goes on when that has answered. */
const halting = (d1: D1Database, address: string): D1Database =>
  new Proxy(d1, {
    get: (target, property: keyof D1Database) =>
      property === 'batch'
        ? async (statements: D1PreparedStatement[]) => {
            const results = await target.batch(statements)
            await fetch(address)
            return results
          }
        : (target[property] as CallableFunction).bind(target),
  })
