import { createApp } from './app.js'
import type { Bindings } from './env.js'
import { onMessages } from './on-messages.js'
import { onSchedule } from './on-schedule.js'

export type { App } from './app.js'

export default {
  fetch: createApp().fetch,
  /** Called by the cron trigger of wrangler.toml. */
  scheduled(event: ScheduledController, bindings: Bindings, context: ExecutionContext): void {
    context.waitUntil(onSchedule(bindings, event.scheduledTime))
  },
  /** Called with what waits in the queues of wrangler.toml. */
  queue(batch: MessageBatch, bindings: Bindings): Promise<void> {
    return onMessages(batch, bindings)
  },
}
