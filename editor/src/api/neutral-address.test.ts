import { expect, test } from 'vitest'
import { neutralAddress } from './neutral-address.js'

test.each([
  ['/v1/sections', '/api/sections'],
  ['/v1/sections/s1/custom-events', '/api/sections/s1/definitions'],
  ['/v1/sections/s1/custom-events?limit=5', '/api/sections/s1/definitions?limit=5'],
  ['/v1/sections/s1/custom-events/order-created/versions/3/snippet', '/api/sections/s1/definitions/order-created/versions/3/snippet'],
  ['http://127.0.0.1:8787/v1/sections/s1/custom-events/custom-events', 'http://127.0.0.1:8787/api/sections/s1/definitions/custom-events'],
  ['/v1/sections/s1/recent?limit=5&customEvent=customEvent', '/api/sections/s1/recent?limit=5&definition=customEvent'],
  ['/v1/sections/s1/profiles/p1/events?customEvent=a&limit=5', '/api/sections/s1/profiles/p1/timeline?definition=a&limit=5'],
  ['/v1/sections/s1/audit?limit=5&action=custom_event.changed', '/api/sections/s1/audit?limit=5&action=definition.changed'],
  ['/v1/sections/s1/audit?action=version.saved', '/api/sections/s1/audit?action=version.saved'],
  ['/healthz', '/healthz'],
])('%s is called as %s', (address, neutral) => {
  expect(neutralAddress(address)).toBe(neutral)
})
