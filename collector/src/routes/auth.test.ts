import { env } from 'cloudflare:workers'
import { expect, test, vi } from 'vitest'
import { authenticator } from '../../test/authenticator.js'
import { collector, newSection } from '../../test/collector.js'
import { cookiesOf, fromEditor, member, ORIGIN, PASSWORD, postAs } from '../../test/people.js'

/** A new person, and an address of their own, so that tests do not use up one another's attempts. */
async function person() {
  const mine = collector()
  const section = await newSection(mine)
  const address = { 'CF-Connecting-IP': `192.0.2.${Math.floor(Math.random() * 250)}`, 'User-Agent': 'Test browser' }
  const ada = await member(mine, section, 'editor')
  const signIn = (password: string, headers: Record<string, string> = {}) =>
    postAs<{ code?: string; user?: { email: string } }>(
      mine,
      '/v1/auth/sign-in/email',
      { email: ada.email, password },
      { ...address, ...headers },
    )
  return { ...mine, section, ada, signIn, address }
}

test('signs in and out over HTTPS, with a cookie that only this host gets, only over HTTPS, and no script', async () => {
  const { ada, signIn, send } = await person()
  const answer = await signIn(PASSWORD)
  expect([answer.status, answer.body.user?.email, answer.headers.get('Cache-Control')]).toEqual([200, ada.email, 'no-store'])
  const [cookie = '', ...others] = answer.headers.getSetCookie()
  expect(others).toEqual([])
  expect(cookie).toMatch(/^__Host-milepost=[^;]+; /)
  const attributes = cookie.split('; ').slice(1)
  expect(attributes.toSorted()).toEqual(['HttpOnly', 'Max-Age=604800', 'Path=/', 'SameSite=Lax', 'Secure'])
  const headers = { Cookie: cookiesOf(answer) }
  const me = await send<unknown>('/v1/me', { headers })
  const { id, name, email } = ada
  expect(me.body).toEqual({ person: { id, name, email, administrator: false }, maySectionsBeCreated: false })

  const out = await send('/v1/auth/sign-out', { method: 'POST', headers: { ...headers, ...fromEditor } })
  expect(out.status).toBe(200)
  expect(out.headers.getSetCookie()[0]).toMatch(/^__Host-milepost=; Max-Age=0;/)
  expect((await send('/v1/me', { headers })).status).toBe(401)
})

test('works over plain HTTP too, where browsers refuse secure cookies', async () => {
  const { ada, app, bindings, address } = await person()
  const origin = 'http://127.0.0.1:8787'
  const request = (path: string, init: RequestInit) => app.request(origin + path, init, bindings)
  const answer = await request('/v1/auth/sign-in/email', {
    method: 'POST',
    headers: { ...fromEditor, ...address, Origin: origin, 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: ada.email, password: PASSWORD }),
  })
  expect(answer.status).toBe(200)
  const [cookie = ''] = answer.headers.getSetCookie()
  expect(cookie).toMatch(/^milepost=/)
  expect(cookie).not.toContain('Secure')
  expect((await request('/v1/me', { headers: { Cookie: cookiesOf(answer) } })).status).toBe(200)
  expect(answer.headers.has('Strict-Transport-Security')).toBe(false)
})

test('says the same of a wrong password and of nobody', async () => {
  const mine = await person()
  const wrong = await mine.signIn('another password')
  const nobody = await postAs(mine, '/v1/auth/sign-in/email', { email: 'nobody@shop.example', password: PASSWORD }, mine.address)
  expect([wrong.status, wrong.body.code, wrong.headers.getSetCookie()]).toEqual([401, 'INVALID_EMAIL_OR_PASSWORD', []])
  expect([nobody.status, nobody.body]).toEqual([wrong.status, wrong.body])
})

test('limits attempts to sign in per address, and keeps no address', async () => {
  const { signIn } = await person()
  const mine = { 'CF-Connecting-IP': '198.51.100.7' }
  const answers = await Promise.all(Array.from({ length: 12 }, () => signIn('another password', mine)))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(10).fill(401), 429, 429])
  const refused = answers.find(({ status }) => status === 429)
  expect([refused?.body.code, refused?.headers.get('Content-Type')]).toEqual(['rate_limited', 'application/problem+json'])
  expect(Number(refused?.headers.get('Retry-After'))).toBeGreaterThan(50)
  expect((await signIn(PASSWORD, { 'CF-Connecting-IP': '198.51.100.8' })).status).toBe(200)
  const { results } = await env.DB.prepare('select key from rate_limits').all<{ key: string }>()
  expect(results.length).toBeGreaterThan(1)
  for (const { key } of results) expect(key).toMatch(/^[A-Za-z0-9+/]{43}=$/)
  vi.setSystemTime(Date.now() + 61_000)
  try {
    expect((await signIn(PASSWORD, mine)).status).toBe(200)
  } finally {
    vi.useRealTimers()
  }
})

test('keeps neither address nor browser of a session', async () => {
  const { signIn, ada } = await person()
  await signIn(PASSWORD)
  const { results } = await env.DB.prepare('select ip_address, user_agent from sessions where user_id = ?').bind(ada.id).all()
  expect(results).toEqual(Array(2).fill({ ip_address: null, user_agent: null }))
})

test('prolongs a session that is used, and ends one that is not', async () => {
  const { ada, send } = await person()
  const headers = { Cookie: ada.cookie }
  const later = async (days: number) => {
    vi.setSystemTime(Date.now() + days * 86_400_000)
    const { status, headers: answered } = await send('/v1/me', { headers })
    return [status, answered.getSetCookie().some((cookie) => cookie.startsWith('__Host-milepost=') && cookie.includes('Max-Age=604800'))]
  }
  try {
    expect(await later(0.5)).toEqual([200, false])
    expect(await later(6)).toEqual([200, true])
    expect(await later(6)).toEqual([200, true])
    expect((await later(8))[0]).toBe(401)
  } finally {
    vi.useRealTimers()
  }
})

test('changes the password, with the one before it, and ends other sessions', async () => {
  const { ada, signIn, send } = await person()
  const other = { headers: { Cookie: cookiesOf(await signIn(PASSWORD)) } }
  const change = (body: unknown) => ada.call('POST', '/v1/auth/change-password', { body })
  expect((await change({ currentPassword: 'another', newPassword: 'a new long password' })).status).toBe(400)
  expect((await change({ currentPassword: PASSWORD, newPassword: 'short' })).body.code).toBe('PASSWORD_TOO_SHORT')
  const changed = await change({ currentPassword: PASSWORD, newPassword: 'a new long password', revokeOtherSessions: true })
  expect(changed.status).toBe(200)
  expect((await send('/v1/me', other)).status).toBe(401)
  expect((await signIn(PASSWORD)).status).toBe(401)
  expect((await signIn('a new long password')).status).toBe(200)
})

test('changes one’s name, by the rule of every name, and nothing else of oneself', async () => {
  const { ada } = await person()
  const change = (body: unknown) => ada.call('POST', '/v1/auth/update-user', { body })
  expect((await change({ name: ' Ada Lovelace ', image: 'https://elsewhere.example/a.png' })).status).toBe(200)
  for (const body of [{ name: '' }, { name: 'x'.repeat(121) }, { name: 5 }, { administrator: true }, { email: 'a@b.example' }]) {
    expect([body, (await change(body)).status]).toEqual([body, 400])
  }
  const row = await env.DB.prepare('select name, image, administrator from users where id = ?').bind(ada.id).first()
  expect(row).toEqual({ name: 'Ada Lovelace', image: null, administrator: 0 })
})

test('signs in with a passkey of this host', async () => {
  const mine = await person()
  const { ada, send, address } = mine
  const key = await authenticator(ORIGIN)
  const begun = await ada.call<{ rp: unknown; challenge: string }>('GET', '/v1/auth/passkey/generate-register-options')
  expect([begun.status, begun.body.rp]).toEqual([200, { name: 'Milepost', id: 'collector.example' }])
  expect(begun.headers.getSetCookie()[0]).toMatch(/^__Host-milepost\.passkey=[^;]+;.*Secure/)
  const added = await postAs(
    mine,
    '/v1/auth/passkey/verify-registration',
    { response: await key.register(begun.body.challenge), name: 'Laptop' },
    { Cookie: `${ada.cookie}; ${cookiesOf(begun)}` },
  )
  expect([added.status, added.body]).toEqual([200, expect.objectContaining({ name: 'Laptop', userId: ada.id })])
  const listed = await ada.call<{ id: string; name: string }[]>('GET', '/v1/auth/passkey/list-user-passkeys')
  expect(listed.body.map(({ name }) => name)).toEqual(['Laptop'])

  const signIn = async (signer: typeof key) => {
    const options = await send<{ challenge: string }>('/v1/auth/passkey/generate-authenticate-options', { headers: address })
    const response = await signer.sign(options.body.challenge)
    const headers = { ...address, Cookie: cookiesOf(options) }
    const first = await postAs(mine, '/v1/auth/passkey/verify-authentication', { response }, headers)
    // A challenge is answered once.
    expect((await postAs(mine, '/v1/auth/passkey/verify-authentication', { response }, headers)).status).toBe(400)
    return first
  }
  const answer = await signIn(key)
  expect(answer.status).toBe(200)
  const me = await send<unknown>('/v1/me', { headers: { Cookie: cookiesOf(answer) } })
  expect(me.body).toMatchObject({ person: { id: ada.id, email: ada.email } })
  // Nor does a key that nobody has added.
  expect((await signIn({ ...key, sign: (await authenticator('https://shop.example')).sign })).status).toBe(401)

  await ada.call('POST', '/v1/auth/passkey/delete-passkey', { body: { id: listed.body[0]?.id } })
  expect((await signIn(key)).status).toBe(401)
})

test.each([
  ['no origin', { 'X-Milepost': 'editor' }],
  ['another origin', { ...fromEditor, Origin: 'https://shop.example' }],
  ['the origin null', { ...fromEditor, Origin: 'null' }],
  ['the origin over HTTP', { ...fromEditor, Origin: 'http://collector.example' }],
  ['no header of the editor', { Origin: fromEditor.Origin }],
  ['another header of the editor', { ...fromEditor, 'X-Milepost': 'page' }],
])('refuses a change with %s', async (_, headers: Record<string, string>) => {
  const mine = await person()
  const { ada, section, send } = mine
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json', Cookie: ada.cookie, ...headers }, body: '{}' }
  for (const path of [`/v1/sections/${section.id}/custom-events`, '/v1/auth/sign-out', '/v1/auth/sign-in/email', '/api/auth/sign-out']) {
    const { status, body } = await send(path, init)
    expect([path, status, body.code]).toEqual([path, 403, 'request_forged'])
  }
  expect((await send('/v1/me', { headers: { Cookie: ada.cookie } })).status).toBe(200)
})

test('signs in by no form of another site', async () => {
  const { ada, send, address } = await person()
  const body = JSON.stringify({ email: ada.email, password: PASSWORD })
  for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
    const headers = { ...address, Origin: 'https://shop.example', 'Content-Type': type }
    expect((await send('/v1/auth/sign-in/email', { method: 'POST', body, headers })).status).toBe(415)
  }
  const headers = { ...address, Origin: 'https://shop.example', 'Content-Type': 'application/json' }
  expect((await send('/v1/auth/sign-in/email', { method: 'POST', body, headers })).status).toBe(403)
})

test.each([
  ['POST', '/v1/auth/sign-up/email'],
  ['POST', '/v1/auth/sign-in/social'],
  ['POST', '/v1/auth/request-password-reset'],
  ['POST', '/v1/auth/delete-user'],
  ['POST', '/v1/auth/begin-session'],
  ['GET', '/v1/auth/list-sessions'],
  ['GET', '/v1/auth/error'],
  ['GET', '/v1/auth/ok'],
])('has no %s %s', async (method, path) => {
  const { status, body } = await collector().send(path, {
    method,
    headers: { ...fromEditor, 'Content-Type': 'application/json' },
    ...(method === 'POST' && { body: '{}' }),
  })
  expect([status, body.code]).toEqual([404, 'not_found'])
})

test('takes no session that was signed with another token, or by nobody', async () => {
  const { ada, app, bindings } = await person()
  const me = (cookie: string, token: string) =>
    app.request('https://collector.example/v1/me', { headers: { Cookie: cookie } }, { ...bindings, ADMIN_TOKEN: token })
  expect((await me(ada.cookie, bindings.ADMIN_TOKEN ?? '')).status).toBe(200)
  expect((await me(ada.cookie, 'another-token')).status).toBe(401)
  const { token } = (await env.DB.prepare('select token from sessions where user_id = ?').bind(ada.id).first<{ token: string }>()) ?? {}
  for (const cookie of [
    `__Host-milepost=${token}`,
    `__Host-milepost=${token}.x`,
    '__Host-milepost=',
    `milepost=${ada.cookie.split('=')[1]}`,
  ]) {
    expect((await me(cookie, bindings.ADMIN_TOKEN ?? '')).status).toBe(401)
  }
})

test('hashes passwords by Node’s own scrypt, which is quick enough to be asked for', async () => {
  const { ada } = await person()
  const row = await env.DB.prepare('select password from accounts where user_id = ?').bind(ada.id).first<{ password: string }>()
  expect(row?.password).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/)
})

test('says storage_unavailable when the storage fails while somebody is looked for', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const { ada, app, bindings } = await person()
  const DB = new Proxy(env.DB, {
    get: (target, property) =>
      property === 'prepare'
        ? () => {
            throw new Error('D1_ERROR: Network connection lost.')
          }
        : Reflect.get(target, property),
  })
  const init = { headers: { Cookie: ada.cookie } }
  const read = await app.request('https://collector.example/v1/me', init, { ...bindings, DB })
  const signIn = await app.request(
    'https://collector.example/v1/auth/sign-in/email',
    {
      method: 'POST',
      headers: { ...fromEditor, 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: ada.email, password: PASSWORD }),
    },
    { ...bindings, DB },
  )
  expect([read.status, signIn.status]).toEqual([503, 503])
  expect(JSON.stringify(log.mock.calls)).not.toContain(ada.email)
})
