import { env } from 'cloudflare:workers'
import { describe, expect, test, vi } from 'vitest'
import { type Collector, collector, newSection, ready } from '../test/collector.js'
import { member, type SignedIn } from '../test/people.js'
import type { Page } from './schema/list.js'

/** Calls that read although they are posted. */
const READING_POSTS: readonly string[] = ['/fields/preview', '/repair', '/snippet']

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

describe('a person', () => {
  /** A section with one member of each role, and somebody who is a member of another section only. */
  async function people() {
    const mine = await ready()
    const other = await newSection(mine)
    const [viewer, editor, owner, stranger] = [
      await member(mine, mine.section, 'viewer', 'Vera'),
      await member(mine, mine.section, 'editor', 'Edgar'),
      await member(mine, mine.section, 'owner', 'Olga'),
      await member(mine, other, 'owner', 'Stan'),
    ]
    return { ...mine, other, viewer, editor, owner, stranger }
  }

  /** Every route below one section, as it could be called. */
  const sectionRoutes = ({ app, section }: { app: Collector['app']; section: { id: string } }) => {
    const routes = app.routes.filter(({ path, method }) => path.startsWith('/v1/sections/:section') && method !== 'ALL')
    const calls = new Map(routes.map(({ path, method }) => [`${method} ${path}`, { path, method }]))
    return [...calls].map(([name, { path, method }]) => ({
      name,
      method,
      path: path.replace(':section', section.id).replace(':discriminator', 'none').replaceAll(/:\w+/g, '1'),
      ...(['POST', 'PUT', 'PATCH'].includes(method) && { body: {} }),
    }))
  }

  test('does not learn that a section exists whose member they are not, by any route', async () => {
    const mine = await people()
    const routes = sectionRoutes(mine)
    expect(routes.length).toBeGreaterThan(15)
    for (const { name, method, path, ...init } of routes) {
      const { status, body } = await mine.stranger.call(method, path, init)
      expect([name, status, body.code]).toEqual([name, 404, 'section_unknown'])
    }
    expect((await mine.stranger.call<Page<{ id: string }>>('GET', '/v1/sections')).body.items.map(({ id }) => id)).toEqual([mine.other.id])
  })

  test('may as a viewer read, and change nothing but their own membership', async () => {
    const mine = await people()
    for (const { name, method, path, ...init } of sectionRoutes(mine)) {
      const { status, body } = await mine.viewer.call(method, path, init)
      const isReading = method === 'GET' && !/\/(invitations|audit|integration-keys|identity-secrets)$/.test(name)
      if (isReading || READING_POSTS.some((end) => name.endsWith(end))) expect([name, status]).not.toEqual([name, 403])
      else expect([name, status, body.code]).toEqual([name, 403, 'role_too_low'])
    }
  })

  test('may as an editor change custom events, but neither settings nor members', async () => {
    const mine = await people()
    for (const { name, method, path, ...init } of sectionRoutes(mine)) {
      const { status, body } = await mine.editor.call(method, path, init)
      const isOwners =
        /(members\/:member|password-link|invitations(\/:invitation)?|rotate-write-key|audit|(integration-keys|identity-secrets)(\/:\w+\/revoke)?)$/.test(
          name,
        ) || name === 'PATCH /v1/sections/:section'
      if (isOwners) expect([name, status, body.code]).toEqual([name, 403, 'role_too_low'])
      else expect([name, status]).not.toEqual([name, 403])
    }
    const { status, body } = await mine.editor.call('PATCH', mine.path, { body: { name: 'Order placed' } })
    expect([status, body]).toEqual([200, expect.objectContaining({ name: 'Order placed' })])
  })

  test('may as an owner do everything in the section, and nothing that takes the token', async () => {
    const mine = await people()
    for (const { name, method, path, ...init } of sectionRoutes(mine)) {
      expect([name, (await mine.owner.call(method, path, init)).status]).not.toEqual([name, 403])
    }
    const { status, body } = await mine.owner.call('POST', '/v1/setup-links')
    expect([status, body.code]).toEqual([403, 'role_too_low'])
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
