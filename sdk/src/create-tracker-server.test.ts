import { expect, test } from 'vitest'
import { createTracker, defineEvent, text } from './index.js'

test('importing a page on a server, where there is no document, takes events and does nothing', () => {
  expect(globalThis.document).toBeUndefined()
  const tracker = createTracker({ endpoint: 'https://c.shop.example/v1/events', writeKey: 'wk_1' })
  const event = defineEvent({ version: 'order-created@3', fields: { orderId: text() } })
  expect(tracker.track(event, { orderId: 'A-1', source: 'Website' })).toEqual({ ok: false, issues: [] })
})
