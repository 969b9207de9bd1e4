import { createApp } from './app.js'
import type { Bindings } from './env.js'
import { onSchedule } from './on-schedule.js'

export type { App } from './app.js'

export default {
  fetch: createApp().fetch,
  /** Called by the cron trigger of wrangler.toml. */
  scheduled(event: ScheduledController, bindings: Bindings, context: ExecutionContext): void {
    context.waitUntil(onSchedule(bindings, event.scheduledTime))
  },
}
