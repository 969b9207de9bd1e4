import type { D1Migration } from '@cloudflare/vitest-plugin'
import type { Bindings } from '../src/env.js'
import type { QueuedRequest } from '../src/queue/queued-request.js'

declare global {
  namespace Cloudflare {
    interface Env extends Bindings {
      TEST_MIGRATIONS: D1Migration[]
      OLD_DB: D1Database
      TEST_QUEUE: Queue<QueuedRequest>
    }
  }
}
