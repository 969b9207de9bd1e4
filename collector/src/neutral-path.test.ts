import { expect, test } from 'vitest'
import { ready } from '../test/collector.js'
import { neutralPath } from './neutral-path.js'

test.each([
  ['/api/sections', '/v1/sections'],
  ['/api/sections/x/definitions', '/v1/sections/x/custom-events'],
  ['/api/sections/x/definitions/', '/v1/sections/x/custom-events/'],
  ['/api/sections/x/definitions?search=definitions', '/v1/sections/x/custom-events'],
  ['/api/sections/x/definitions/definitions/fields', '/v1/sections/x/custom-events/definitions/fields'],
  ['/api/sections/definitions/definitions', '/v1/sections/definitions/custom-events'],
  ['/api/sections/definitions', '/v1/sections/definitions'],
  ['/api/sections/x/definitions-of', '/v1/sections/x/definitions-of'],
  ['/api/sections/x/profiles/y/timeline?limit=5', '/v1/sections/x/profiles/y/events'],
  ['/api/sections/x/profiles/timeline', '/v1/sections/x/profiles/timeline'],
  ['/api/auth/sign-in/email', '/v1/auth/sign-in/email'],
  ['/v1/sections/x/definitions', '/v1/sections/x/definitions'],
  ['/apis/sections', '/apis/sections'],
  ['/api', '/api'],
])('%s means %s', (path, meant) => {
  expect(neutralPath(new Request(`https://collector.example${path}`))).toBe(meant)
})

test('reaches everything that the editor needs, and is guarded alike', async () => {
  const { call, send, section } = await ready()
  const path = `/api/sections/${section.id}/definitions/order-created`
  expect((await call<unknown>('GET', path)).body).toEqual(
    (await call<unknown>('GET', path.replace('api', 'v1').replace('definitions', 'custom-events'))).body,
  )
  expect((await call('GET', `${path}/versions/1/schema`)).status).toBe(200)
  expect((await call('PATCH', path, { body: { description: 'x' } })).status).toBe(200)
  expect((await send(path, {})).status).toBe(401)
  expect((await send('/api/auth/get-session', {})).body).toBe(null)
})
