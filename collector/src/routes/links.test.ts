import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Collector, collector, newSection } from '../../test/collector.js'
import { cookiesOf, invitation, member, newEmail, openAccount, PASSWORD, postAs, signedIn, tokenOf } from '../../test/people.js'
import type { Section } from '../schema/section.js'

const DAY_MS = 86_400_000
const account = () => ({ name: 'Ada', email: newEmail(), password: PASSWORD })
const read = (mine: Collector, url: string) => postAs(mine, '/v1/links/read', { token: tokenOf(url) })
const use = (mine: Collector, url: string, more: object = {}) =>
  postAs<{ code?: string; person?: { id: string; email: string }; errors?: { field: string; code: string }[] }>(mine, '/v1/links/use', {
    token: tokenOf(url),
    ...more,
  })

describe('the set-up link', () => {
  // There is one administrator at most, and the tests share a database.
  beforeEach(async () => {
    await env.DB.prepare('update users set administrator = 0').run()
  })

  const setup = async ({ call }: Collector) => call<{ url: string; expiresAt: string; code?: string }>('POST', '/v1/setup-links')

  test('makes the first person the administrator, who owns every section', async () => {
    const mine = collector()
    const section = await newSection(mine)
    const { status, body, headers } = await setup(mine)
    expect([status, headers.get('Cache-Control')]).toEqual([201, 'no-store'])
    expect(body).toEqual({
      url: expect.stringMatching(/^https:\/\/collector\.example\/editor\/join#[\w-]{43}$/),
      expiresAt: '2026-11-30T10:00:00.000Z',
    })
    expect((await read(mine, body.url)).body).toEqual({ kind: 'setup' })
    const ada = await openAccount(mine, body.url, 'Ada', ' ADA@shop.example ')
    expect(ada).toMatchObject({ name: 'Ada', email: 'ada@shop.example', administrator: true })
    expect((await ada.call('GET', '/v1/me')).body).toMatchObject({
      person: { id: ada.id, administrator: true },
      maySectionsBeCreated: true,
    })
    const seen = await ada.call<Section>('GET', `/v1/sections/${section.id}`)
    expect([seen.status, seen.body.role]).toEqual([200, 'owner'])
    expect((await ada.call<{ items: unknown[] }>('GET', '/v1/sections')).body.items.length).toBeGreaterThan(0)
    // Signing in again is by the password; the email in any case.
    const again = await postAs(
      mine,
      '/v1/auth/sign-in/email',
      { email: 'Ada@shop.example', password: PASSWORD },
      { 'CF-Connecting-IP': '203.0.113.1' },
    )
    expect(again.status).toBe(200)
    await env.DB.prepare("update users set email = 'former-' || id where email = 'ada@shop.example'").run()

    expect(await use(mine, body.url, account())).toMatchObject({ status: 404, body: { code: 'link_unknown' } })
    expect(await setup(mine)).toMatchObject({ status: 409, body: { code: 'already_set_up' } })
  })

  test('works once, even for two at the same instant', async () => {
    const mine = collector()
    const { url } = (await setup(mine)).body
    const answers = await Promise.all([use(mine, url, account()), use(mine, url, account()), use(mine, url, account())])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404, 404])
    const { results } = await env.DB.prepare('select id from users where administrator = 1').all()
    expect(results).toEqual([{ id: answers.find(({ status }) => status === 200)?.body.person?.id }])
    // Of those who came too late nothing is left.
    const people = await env.DB.prepare(
      'select count(*) as n from users u where not exists (select 1 from accounts where user_id = u.id)',
    ).first('n')
    expect(people).toBe(0)
  })

  test('ends when a new one is made, and after seven days', async () => {
    const mine = collector()
    const first = (await setup(mine)).body
    const second = (await setup(mine)).body
    expect((await read(mine, first.url)).status).toBe(404)
    mine.time.now += 7 * DAY_MS - 1
    expect((await read(mine, second.url)).status).toBe(200)
    mine.time.now += 1
    expect((await read(mine, second.url)).status).toBe(404)
    expect(await use(mine, second.url, account())).toMatchObject({ status: 404, body: { code: 'link_unknown' } })
  })

  test('is made by the token alone, without a body', async () => {
    const mine = collector()
    const section = await newSection(mine)
    const owner = await member(mine, section, 'owner')
    expect((await owner.call('POST', '/v1/setup-links')).status).toBe(403)
    expect((await mine.send('/v1/setup-links', { method: 'POST' })).status).toBe(401)
    expect((await mine.call('POST', '/v1/setup-links', { body: {} })).status).toBe(201)
  })
})

describe('an invitation', () => {
  test('makes an account and a membership, and signs in', async () => {
    const mine = collector()
    const section = await newSection(mine)
    const url = await invitation(mine, section, 'editor')
    expect((await read(mine, url)).body).toEqual({ kind: 'invitation', sectionName: 'Test', role: 'editor' })
    const ada = await openAccount(mine, url)
    expect(ada.administrator).toBe(false)
    expect((await ada.call<Section>('GET', `/v1/sections/${section.id}`)).body.role).toBe('editor')
    expect((await read(mine, url)).status).toBe(404)
  })

  test('makes whoever is signed in a member, who keeps a higher role', async () => {
    const mine = collector()
    const [one, two] = [await newSection(mine), await newSection(mine)]
    const ada = await member(mine, one, 'viewer')
    const join = async (section: Section, role: string) => {
      const { status, body } = await ada.call('POST', '/v1/links/use', { body: { token: tokenOf(await invitation(mine, section, role)) } })
      expect([status, body]).toEqual([200, { person: { id: ada.id, name: ada.name, email: ada.email, administrator: false } }])
      return (await ada.call<Section>('GET', `/v1/sections/${section.id}`)).body.role
    }
    expect(await join(two, 'editor')).toBe('editor')
    expect(await join(two, 'viewer')).toBe('editor')
    expect(await join(two, 'owner')).toBe('owner')
    expect(await join(two, 'editor')).toBe('owner')
  })

  test('works once, for two with accounts and for two without', async () => {
    const mine = collector()
    const section = await newSection(mine)
    const [ada, bob] = [await member(mine, section, 'viewer'), await member(mine, section, 'viewer')]
    const other = await newSection(mine)
    const body = { token: tokenOf(await invitation(mine, other, 'viewer')) }
    const joined = await Promise.all([ada, bob].map(({ call }) => call('POST', '/v1/links/use', { body })))
    expect(joined.map(({ status }) => status).toSorted()).toEqual([200, 404])
    const url = await invitation(mine, other, 'viewer')
    const made = await Promise.all([use(mine, url, account()), use(mine, url, account())])
    expect(made.map(({ status }) => status).toSorted()).toEqual([200, 404])
    expect((await mine.call<{ items: unknown[] }>('GET', `/v1/sections/${other.id}/members`)).body.items).toHaveLength(2)
  })

  test('stays good when the email is taken', async () => {
    const mine = collector()
    const section = await newSection(mine)
    const ada = await member(mine, section, 'viewer')
    const url = await invitation(mine, section, 'viewer')
    const answer = await use(mine, url, { ...account(), email: ada.email.toUpperCase() })
    expect([answer.status, answer.body.code, answer.headers.getSetCookie()]).toEqual([409, 'email_taken', []])
    expect((await use(mine, url, account())).status).toBe(200)
  })

  test.each<[field: string, change: object]>([
    ['name', { name: '' }],
    ['name', { name: undefined }],
    ['email', { email: 'ada' }],
    ['email', { email: undefined }],
    ['email', { email: `${'x'.repeat(250)}@shop.example` }],
    ['password', { password: 'short' }],
    ['password', { password: 'x'.repeat(129) }],
    ['password', { password: undefined }],
    ['administrator', { administrator: true }],
    ['token', { token: undefined }],
  ])('asks for %s, %#', async (field, change) => {
    const mine = collector()
    const url = await invitation(mine, await newSection(mine), 'viewer')
    const { status, body } = await use(mine, url, { ...account(), ...change })
    expect([status, body.code, body.errors?.map((error) => error.field)]).toEqual([422, 'request_invalid', [field]])
    expect((await read(mine, url)).status).toBe(200)
  })

  test('asks for all of an account where nobody is signed in', async () => {
    const mine = collector()
    const url = await invitation(mine, await newSection(mine), 'viewer')
    const { status, body } = await use(mine, url)
    expect([status, body.errors?.map(({ field }) => field)]).toEqual([422, ['name', 'email', 'password']])
  })

  test('is listed until it is used, taken back or expired, without its link', async () => {
    const mine = collector()
    const section = await newSection(mine)
    const owner = await member(mine, section, 'owner', 'Olga')
    const path = `/v1/sections/${section.id}/invitations`
    const list = async () => (await owner.call<{ items: { id: string }[]; nextCursor: unknown }>('GET', path)).body
    expect(await list()).toEqual({ items: [], nextCursor: null })
    const byToken = (await mine.call<{ id: string; url: string }>('POST', path, { body: { role: 'viewer' } })).body
    mine.time.now += 1
    const { status, body } = await owner.call<{ id: string; url: string }>('POST', path, { body: { role: 'editor' } })
    expect([status, body]).toEqual([
      201,
      { id: expect.any(String), url: expect.stringContaining('/editor/join#'), role: 'editor', expiresAt: '2026-11-30T10:00:00.001Z' },
    ])
    expect((await list()).items).toEqual([
      { id: byToken.id, role: 'viewer', createdAt: '2026-11-23T10:00:00.000Z', expiresAt: '2026-11-30T10:00:00.000Z', createdBy: null },
      { id: body.id, role: 'editor', createdAt: '2026-11-23T10:00:00.001Z', expiresAt: '2026-11-30T10:00:00.001Z', createdBy: 'Olga' },
    ])
    const first = (await owner.call<{ nextCursor: string }>('GET', `${path}?limit=1`)).body
    expect((await owner.call<{ items: unknown[] }>('GET', `${path}?limit=1&cursor=${first.nextCursor}`)).body.items).toMatchObject([
      { id: body.id },
    ])

    expect((await owner.call('DELETE', `${path}/${body.id}`)).status).toBe(204)
    expect((await read(mine, body.url)).status).toBe(404)
    expect(await owner.call('DELETE', `${path}/${body.id}`)).toMatchObject({ status: 404, body: { code: 'invitation_unknown' } })
    mine.time.now += 7 * DAY_MS
    expect((await list()).items).toEqual([])
  })

  test('of another section cannot be taken back', async () => {
    const mine = collector()
    const [one, two] = [await newSection(mine), await newSection(mine)]
    const { id, url } = (
      await mine.call<{ id: string; url: string }>('POST', `/v1/sections/${one.id}/invitations`, { body: { role: 'viewer' } })
    ).body
    expect((await mine.call('DELETE', `/v1/sections/${two.id}/invitations/${id}`)).status).toBe(404)
    expect((await read(mine, url)).status).toBe(200)
  })
})

describe('a link for a new password', () => {
  const linkFor = (section: Section, person: { id: string }) => `/v1/sections/${section.id}/members/${person.id}/password-link`

  test('sets it once, ends other sessions and signs in', async () => {
    const mine = collector()
    const section = await newSection(mine)
    const [owner, ada] = [await member(mine, section, 'owner'), await member(mine, section, 'editor', 'Ada')]
    const made = await owner.call<{ url: string; expiresAt: string }>('POST', linkFor(section, ada))
    expect([made.status, made.body]).toEqual([
      201,
      { url: expect.stringContaining('/editor/join#'), expiresAt: '2026-11-24T10:00:00.000Z' },
    ])
    const { url } = made.body
    expect((await read(mine, url)).body).toEqual({ kind: 'password', email: ada.email, personName: 'Ada' })
    expect((await use(mine, url, { password: 'short' })).status).toBe(422)
    const password = 'another long password'
    const answers = await Promise.all([use(mine, url, { password }), use(mine, url, { password: 'one more long password' })])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404])
    const [winner] = answers.filter(({ status }) => status === 200)
    expect(winner?.body.person).toEqual({ id: ada.id, name: 'Ada', email: ada.email, administrator: false })
    expect((await ada.call('GET', '/v1/me')).status).toBe(401)
    const { call } = signedIn(mine, ada, cookiesOf(winner ?? made))
    expect((await call('GET', '/v1/me')).status).toBe(200)
    const signIn = await postAs(
      mine,
      '/v1/auth/sign-in/email',
      { email: ada.email, password: PASSWORD },
      { 'CF-Connecting-IP': '203.0.113.2' },
    )
    expect(signIn.status).toBe(401)
  })

  test('ends after a day, and when another one is made', async () => {
    const mine = collector()
    const section = await newSection(mine)
    const ada = await member(mine, section, 'editor')
    const make = async () => (await mine.call<{ url: string }>('POST', linkFor(section, ada))).body.url
    const [first, second] = [await make(), await make()]
    expect((await read(mine, first)).status).toBe(404)
    mine.time.now += DAY_MS - 1
    expect((await read(mine, second)).status).toBe(200)
    mine.time.now += 1
    expect((await use(mine, second, { password: PASSWORD })).status).toBe(404)
  })

  test('is not made for a person who is also a member where the owner is not one', async () => {
    const mine = collector()
    const [one, two] = [await newSection(mine), await newSection(mine)]
    const [owner, ada] = [await member(mine, one, 'owner'), await member(mine, one, 'viewer')]
    await ada.call('POST', '/v1/links/use', { body: { token: tokenOf(await invitation(mine, two, 'viewer')) } })
    const refused = await owner.call('POST', linkFor(one, ada))
    expect([refused.status, refused.body.code]).toEqual([403, 'password_link_forbidden'])
    // Being an editor of the other section is not enough; being an owner is.
    const join = async (role: string) =>
      owner.call('POST', '/v1/links/use', { body: { token: tokenOf(await invitation(mine, two, role)) } })
    await join('editor')
    expect((await owner.call('POST', linkFor(one, ada))).status).toBe(403)
    await join('owner')
    expect((await owner.call('POST', linkFor(one, ada))).status).toBe(201)
    expect((await mine.call('POST', linkFor(one, ada))).status).toBe(201)
  })

  test('ends when the person joins a section that its maker does not own', async () => {
    const mine = collector()
    const [one, two] = [await newSection(mine), await newSection(mine)]
    const [owner, ada] = [await member(mine, one, 'owner'), await member(mine, one, 'viewer')]
    const { url } = (await owner.call<{ url: string }>('POST', linkFor(one, ada))).body
    expect((await read(mine, url)).status).toBe(200)
    await ada.call('POST', '/v1/links/use', { body: { token: tokenOf(await invitation(mine, two, 'viewer')) } })
    expect((await use(mine, url, { password: PASSWORD })).status).toBe(404)
    expect((await ada.call('GET', '/v1/me')).status).toBe(200)
  })

  test('is made for an administrator by nobody but the token and themselves', async () => {
    const mine = collector()
    const section = await newSection(mine)
    const [owner, ada] = [await member(mine, section, 'owner'), await member(mine, section, 'viewer')]
    await env.DB.prepare('update users set administrator = 1 where id = ?').bind(ada.id).run()
    const refused = await owner.call('POST', linkFor(section, ada))
    expect([refused.status, refused.body.code]).toEqual([403, 'password_link_forbidden'])
    expect((await ada.call('POST', linkFor(section, ada))).status).toBe(201)
    expect((await ada.call('POST', linkFor(section, owner))).status).toBe(201)
    expect((await mine.call('POST', linkFor(section, ada))).status).toBe(201)
    await env.DB.prepare('update users set administrator = 0').run()
  })

  test('is made for members only', async () => {
    const mine = collector()
    const [one, two] = [await newSection(mine), await newSection(mine)]
    const ada = await member(mine, one, 'viewer')
    expect(await mine.call('POST', linkFor(two, ada))).toMatchObject({ status: 404, body: { code: 'member_unknown' } })
  })
})

test.each(['', 'x', 'x'.repeat(43), "' or 1=1 --"])('does not know the link %j', async (token) => {
  const mine = collector()
  for (const answer of [await postAs(mine, '/v1/links/read', { token }), await postAs(mine, '/v1/links/use', { token, ...account() })]) {
    expect([answer.status, answer.body.code, answer.headers.get('Cache-Control')]).toEqual([404, 'link_unknown', 'no-store'])
  }
})

test('keeps only a hash of what is in a link', async () => {
  const mine = collector()
  const url = await invitation(mine, await newSection(mine), 'viewer')
  const { results } = await env.DB.prepare('select * from links').all()
  expect(results.length).toBeGreaterThan(0)
  expect(JSON.stringify(results)).not.toContain(tokenOf(url))
})

test('is used with a session from the editor only, and by no form of another site', async () => {
  const mine = collector()
  const section = await newSection(mine)
  const ada = await member(mine, section, 'viewer')
  const url = await invitation(mine, await newSection(mine), 'viewer')
  const body = JSON.stringify({ token: tokenOf(url), ...account() })
  const attempt = (headers: Record<string, string>) => mine.send('/v1/links/use', { method: 'POST', body, headers })
  const json = { 'Content-Type': 'application/json' }
  const foreign = { Origin: 'https://shop.example' }
  const forged = await attempt({ ...json, ...foreign, Cookie: ada.cookie })
  expect([forged.status, forged.body.code]).toEqual([403, 'request_forged'])
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    expect((await attempt({ ...foreign, 'Content-Type': type })).status).toBe(415)
  }
  expect((await attempt(json)).status).toBe(200)
})
