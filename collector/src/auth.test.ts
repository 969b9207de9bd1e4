import { env } from 'cloudflare:workers'
import { expect, test, vi } from 'vitest'
import { collector } from '../test/collector.js'

const sections = '/v1/sections'

test.each([
  ['no header', undefined],
  ['another token', 'Bearer another'],
  ['the token with a tail', `Bearer ${env.ADMIN_TOKEN}x`],
  ['a part of the token', `Bearer ${env.ADMIN_TOKEN?.slice(0, -1)}`],
  ['the token in capitals', `Bearer ${env.ADMIN_TOKEN?.toUpperCase()}`],
  ['another scheme', `Basic ${env.ADMIN_TOKEN}`],
  ['an empty token', 'Bearer '],
])('refuses %s with 401', async (_, authorization) => {
  const { send } = collector()
  const { status, headers, body } = await send(sections, authorization ? { headers: { Authorization: authorization } } : {})
  expect([status, body.code, headers.get('WWW-Authenticate')]).toEqual([401, 'unauthorized', 'Bearer'])
})

test('lets the token in, and keeps what it sees out of caches', async () => {
  const { status, headers } = await collector().call('GET', sections)
  expect([status, headers.get('Cache-Control')]).toEqual([200, 'no-store'])
})

test.each([undefined, ''])('is closed, not open, when the configured token is %j', async (token) => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const { ADMIN_TOKEN: _, ...bindings } = collector().bindings
  const { app } = collector()
  for (const authorization of ['Bearer ', 'Bearer undefined', 'Bearer x']) {
    const response = await app.request(
      sections,
      { headers: { Authorization: authorization } },
      { ...bindings, ...(token !== undefined && { ADMIN_TOKEN: token }) },
    )
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([503, 'admin_token_missing'])
  }
  // Whoever runs the collector learns why from its log.
  expect(log.mock.calls[0]?.[0]).toBe('admin_token_missing')
})

test('compares hashes, in constant time', async () => {
  const compare = vi.spyOn(crypto.subtle, 'timingSafeEqual')
  await collector().send(sections, { headers: { Authorization: 'Bearer x' } })
  expect(compare.mock.calls.map((sides) => sides.map((side) => side.byteLength))).toEqual([[32, 32]])
})

test('guards every route of the management API, existing or not, before it reads the body', async () => {
  const { app, send } = collector()
  const guarded = app.routes.filter(({ path, method }) => path.startsWith('/v1/sections') && method !== 'ALL')
  expect(guarded.length).toBeGreaterThan(10)
  for (const { path, method } of [...guarded, { path: '/v1/sections/x/y/z', method: 'DELETE' }]) {
    const { status } = await send(path.replaceAll(/:\w+/g, 'x'), { method, ...(method !== 'GET' && { body: '{' }) })
    expect([method, path, status]).toEqual([method, path, 401])
  }
})
