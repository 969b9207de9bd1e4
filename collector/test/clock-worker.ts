import { createApp } from '../src/app.js'
import type { Bindings } from '../src/env.js'

// The collector with a clock that a test moves: `wrangler dev` runs this file in place of src/index.ts, nothing deploys it.

let aheadMs = 0
const app = createApp(() => Date.now() + aheadMs)

export default {
  async fetch(request: Request, bindings: Bindings, context: ExecutionContext): Promise<Response> {
    if (new URL(request.url).pathname !== '/clock') return app.fetch(request, bindings, context)
    aheadMs = Number(await request.text())
    return new Response(null, { status: 204 })
  },
}
