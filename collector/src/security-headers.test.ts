import { env } from 'cloudflare:workers'
import { describe, expect, test, vi } from 'vitest'
import { collector, orderCreated, ready } from '../test/collector.js'
import { watchD1 } from '../test/watched-d1.js'

const routes = [
  ...new Set(
    collector()
      .app.routes.filter(({ method, handler }) => method !== 'ALL' || handler.length < 2)
      .map(({ method, path }) => `${method} ${path}`),
  ),
]

/** What pages of other origins load: events are sent to the one without CORS too, and tags name the other. */
const FOR_OTHER_ORIGINS = /^\/(v1\/events|api\/events|s\/)/

/** What an answer must say, whoever gets it and whatever it is. A new route passes without a line here, and a new page only with its headers. */
function expectHeaders(path: string, { status, headers }: Response) {
  const of = (name: string) => headers.get(name)
  const policy = of('Content-Security-Policy') ?? ''
  const isPage = /text\/html|xhtml|svg/.test(of('Content-Type') ?? '')
  expect(
    {
      status,
      sniffed: of('X-Content-Type-Options'),
      referrer: of('Referrer-Policy'),
      transport: of('Strict-Transport-Security'),
      embedded: of('Cross-Origin-Resource-Policy'),
      policy,
      credentials: of('Access-Control-Allow-Credentials'),
      kept: of('Cache-Control'),
      by: [of('Server'), of('X-Powered-By')],
    },
    path,
  ).toEqual({
    status,
    sniffed: 'nosniff',
    referrer: 'no-referrer',
    transport: 'max-age=31536000',
    embedded: FOR_OTHER_ORIGINS.test(path) ? 'cross-origin' : 'same-origin',
    policy: isPage ? expect.any(String) : expect.stringMatching(/^default-src 'none';.*frame-ancestors 'none'$/),
    credentials: null,
    // Only what has the hash of its content for a name is the same for everybody and for ever.
    kept:
      /^\/(s|editor\/a)\//.test(path) && status === 200
        ? 'public, max-age=31536000, immutable'
        : expect.stringMatching(/^no-(store|cache)$/),
    by: [null, null],
  })
  if (!isPage) return
  expect(policy.split('; '), path).toEqual(expect.arrayContaining(["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]))
  expect(policy, path).toMatch(/form-action '(self|none)'/)
  expect(policy, path).not.toMatch(/script-src[^;]*('unsafe-inline'|'unsafe-eval'|\*|data:|https:(?!\/\/))/)
  expect(of('Cross-Origin-Opener-Policy'), path).toBe('same-origin')
  expect(of('Permissions-Policy'), path).toMatch(/camera=\(\).*geolocation=\(\).*microphone=\(\)/)
}

async function answers(mine: Awaited<ReturnType<typeof ready>>, route: string) {
  const [method = '', pattern = ''] = route.split(' ')
  const path = pattern
    .replace(':section', mine.section.id)
    .replace(':discriminator', 'order-created')
    .replace(/:\w+\{.*\}/, '0123456789abcdef0123456789abcdef.js')
    .replaceAll(/:\w+/g, '1')
    .replace('*', '')
  const send = (init: RequestInit) => mine.app.request(`https://collector.example${path}`, init, mine.bindings)
  const body = ['GET', 'ALL', 'DELETE'].includes(method) ? {} : { body: '{}' }
  const json = { 'Content-Type': 'application/json' }
  const init = { method: method === 'ALL' ? 'GET' : method, ...body }
  const all = [
    send({ ...init, headers: { ...json, Authorization: `Bearer ${env.ADMIN_TOKEN}` } }),
    send({ ...init, headers: { ...json, Origin: 'https://evil.example' } }),
    send({ method: 'OPTIONS', headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': init.method } }),
    send({ method: 'PROPFIND' }),
    ...(init.method === 'GET' ? [send({ method: 'HEAD' })] : []),
  ]
  return (await Promise.all(all)).map((response) => [path, response] as const)
}

describe('every route has its security headers', () => {
  const SLOW_MS = 120_000

  test(
    'whatever it answers',
    async () => {
      const mine = await ready()
      expect(routes.length).toBeGreaterThan(50)
      for (const route of routes) for (const [path, response] of await answers(mine, route)) expectHeaders(path, response)
    },
    SLOW_MS,
  )

  test(
    'also while the storage fails',
    async () => {
      vi.spyOn(console, 'error').mockImplementation(() => undefined)
      let failing = false
      const { DB } = watchD1(env.DB, () => (failing ? new Error('D1_ERROR: Network connection lost.') : undefined))
      const mine = await ready({ DB })
      failing = true
      for (const route of routes) for (const [path, response] of await answers(mine, route)) expectHeaders(path, response)
    },
    SLOW_MS,
  )
})

test('so do files, pages inside the editor, and what is nowhere', async () => {
  const mine = await ready()
  const get = (path: string, headers = {}) => mine.app.request(`https://collector.example${path}`, { headers }, mine.bindings)
  const page = await (await get('/editor/')).text()
  const [, script = ''] = /src="(\/editor\/a\/[^"]+\.js)"/.exec(page) ?? []
  const snippet = await mine.call<{ code: string }>('GET', `${mine.path}/versions/1/snippet?target=script`)
  const [, pageScript = ''] = /src="https:\/\/collector\.example(\/s\/[0-9a-f]+\.js)"/.exec(snippet.body.code) ?? []
  expect([script, pageScript]).not.toContain('')
  const paths = [
    script,
    pageScript,
    '/editor/icon.svg',
    '/editor/a/gone.js',
    '/editor/sections/x',
    '/nowhere',
    '/s/0.js',
    '/v1',
    '/api/events',
  ]
  for (const path of paths) expectHeaders(path, await get(path))
  expectHeaders('/editor/', await get('/editor/', { 'If-None-Match': (await get('/editor/')).headers.get('ETag') ?? '' }))
})

test('a page script can be loaded by any page, and the answer to events read by the one that asks', async () => {
  const mine = await ready()
  const snippet = await mine.call<{ code: string }>('GET', `${mine.path}/versions/1/snippet?target=script`)
  const [, path = ''] = /src="https:\/\/collector\.example(\/s\/[0-9a-f]+\.js)"/.exec(snippet.body.code) ?? []
  const headers = { Origin: 'https://shop.example' }
  const script = await mine.send<string>(path, { headers })
  expect([script.status, script.headers.get('Access-Control-Allow-Origin')]).toEqual([200, '*'])
  const body = JSON.stringify({ writeKey: mine.section.writeKey, events: [orderCreated()] })
  const sent = await mine.send('/v1/events', { method: 'POST', headers: { ...headers, 'Content-Type': 'text/plain' }, body })
  expect([sent.status, sent.headers.get('Access-Control-Allow-Origin')]).toEqual([200, 'https://shop.example'])
})
