import { createApp } from './app.js'
import type { Bindings } from './env.js'
import { forgetExpired } from './store/expired.js'

export type { App } from './app.js'

export default {
  fetch: createApp().fetch,
  /** Called by the cron trigger of wrangler.toml. */
  scheduled(event: ScheduledController, { DB }: Bindings, context: ExecutionContext): void {
    context.waitUntil(forgetExpired(DB, event.scheduledTime))
  },
}
