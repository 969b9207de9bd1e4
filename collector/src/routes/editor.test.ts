import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { collector } from '../../test/collector.js'

const get = (path: string, headers: Record<string, string> = {}) => collector().send<string>(path, { headers })

test('leads from the root to the editor', async () => {
  const { status, headers } = await get('/')
  expect([status, headers.get('Location')]).toEqual([302, '/editor/'])
})

test.each(['/editor', '/editor/', '/editor/sign-in', '/editor/sections/x/data-model/signals', '/editor/index.html'])(
  'shows its page at %s, under its policy, asked for each time',
  async (path) => {
    const { status, headers, body } = await get(path)
    expect([status, headers.get('Content-Type')]).toEqual([200, expect.stringContaining('text/html')])
    expect(body).toContain('<div id="root">')
    expect(headers.get('Cache-Control')).toBe('no-cache')
    expect(headers.get('Content-Security-Policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    )
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(headers.get('Referrer-Policy')).toBe('no-referrer')
    expect(headers.get('Strict-Transport-Security')).toMatch(/^max-age=\d+$/)
  },
)

test('serves what has a hash for its name for ever, and nothing in place of what is gone', async () => {
  const [, script = ''] = /src="(\/editor\/a\/[^"]+\.js)"/.exec((await get('/editor/')).body) ?? []
  const { status, headers } = await get(script)
  expect([status, headers.get('Content-Type')]).toEqual([200, expect.stringContaining('javascript')])
  expect(headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
  expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
  const gone = await get('/editor/a/gone.js')
  expect([gone.status, gone.headers.get('Content-Type'), gone.headers.get('Cache-Control')]).toEqual([
    404,
    'application/problem+json',
    'no-store',
  ])
})

test('serves its other files as they are', async () => {
  const { status, headers } = await get('/editor/icon.svg')
  expect([status, headers.get('Content-Type'), headers.get('Cache-Control')]).toEqual([200, 'image/svg+xml', 'no-cache'])
})

test('answers 304 to whoever has the page as it is', async () => {
  const { headers } = await get('/editor/sections')
  const again = await get('/editor/sections', { 'If-None-Match': headers.get('ETag') ?? '' })
  expect([again.status, again.body, again.headers.get('Cache-Control')]).toEqual([304, '', 'no-cache'])
})

test('keeps nothing for ever over plain HTTP', async () => {
  const { app, bindings } = collector()
  const answer = await app.request('http://127.0.0.1:8787/editor/', {}, bindings)
  expect([answer.status, answer.headers.has('Strict-Transport-Security')]).toEqual([200, false])
})

test('answers HEAD like GET, and nothing else', async () => {
  const { send } = collector()
  expect((await send('/editor/', { method: 'HEAD' })).status).toBe(200)
  expect((await send('/editor/', { method: 'POST' })).status).toBe(404)
})

test('says so where it was not built', async () => {
  const ASSETS = { fetch: async () => new Response(null, { status: 404 }) } as unknown as Fetcher
  const { app } = collector()
  const answer = await app.request('https://collector.example/editor/', {}, { ...env, ASSETS })
  expect([answer.status, await answer.json()]).toEqual([404, expect.objectContaining({ detail: 'The editor has not been built' })])
})
