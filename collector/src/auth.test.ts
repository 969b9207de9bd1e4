import { env } from 'cloudflare:workers'
import { describe, expect, test, vi } from 'vitest'
import { collector, newSection, ready } from '../test/collector.js'
import { member, type SignedIn } from '../test/people.js'
import type { Page } from './schema/list.js'

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
  expect(JSON.parse(String(log.mock.calls[0]?.[0]))).toMatchObject({ level: 'error', code: 'admin_token_missing' })
})

test('compares hashes, in constant time', async () => {
  const compare = vi.spyOn(crypto.subtle, 'timingSafeEqual')
  await collector().send(sections, { headers: { Authorization: 'Bearer x' } })
  expect(compare.mock.calls.map((sides) => sides.map((side) => side.byteLength))).toEqual([[32, 32]])
})

test('guards every route of the management and integrations API, existing or not, before it reads the body', async () => {
  const { app, send } = collector()
  const guarded = app.routes.filter(({ path, method }) => /^\/v1\/(sections|integrations)/.test(path) && method !== 'ALL')
  expect(guarded.length).toBeGreaterThan(10)
  const missing = ['/v1/sections/x/y/z', '/v1/integrations/x'].map((path) => ({ path, method: 'DELETE' }))
  for (const { path, method } of [...guarded, ...missing]) {
    const { status } = await send(path.replaceAll(/:\w+/g, 'x'), { method, ...(method !== 'GET' && { body: '{' }) })
    expect([method, path, status]).toEqual([method, path, 401])
  }
})

describe('a person', () => {
  async function people() {
    const mine = await ready()
    return { ...mine, viewer: await member(mine, mine.section, 'viewer', 'Vera'), owner: await member(mine, mine.section, 'owner', 'Olga') }
  }

  test('sees the sections whose member they are, and no other', async () => {
    const mine = await people()
    await newSection(mine)
    const { body } = await mine.viewer.call<Page<{ id: string }>>('GET', sections)
    expect(body.items.map(({ id }) => id)).toEqual([mine.section.id])
  })

  test('is told who they are and whether they may make sections', async () => {
    const { viewer, owner, call, send } = await people()
    const me = ({ id, name, email }: SignedIn, maySectionsBeCreated: boolean) => ({
      person: { id, name, email, administrator: false },
      maySectionsBeCreated,
    })
    expect((await viewer.call('GET', '/v1/me')).body).toEqual(me(viewer, false))
    expect((await owner.call('GET', '/v1/me')).body).toEqual(me(owner, true))
    expect((await call('GET', '/v1/me')).body).toEqual({ person: null, maySectionsBeCreated: true })
    const nobody = await send('/v1/me', {})
    expect([nobody.status, nobody.body.code]).toEqual([401, 'unauthorized'])
  })

  test('is not asked for by a wrong token, whatever the cookie says', async () => {
    const { viewer, send } = await people()
    expect((await send('/v1/me', { headers: { Cookie: viewer.cookie, Authorization: 'Bearer x' } })).status).toBe(401)
  })
})
