import { serve } from '@hono/node-server'
import { app } from './app.js'
import { settings } from './settings.js'

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: settings.port }, ({ port }) => {
  console.log(`Webhooks go to http://127.0.0.1:${port}/webhooks/payments`)
})
