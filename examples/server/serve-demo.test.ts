import { request } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Management, ManagementError } from '../../scripts/management.ts'
import { type DemoServer, serveDemo } from './serve-demo.ts'

const version = { id: 'order-created@2', number: 2, fields: [], savedAt: '', usableAt: '' }
const answers: Record<string, unknown> = {
  '/v1/sections/s1': { id: 's1', name: 'Demo', writeKey: 'wk_1', allowedOrigins: [] },
  '/v1/sections/s1/custom-events/order-created': {
    discriminator: 'order-created',
    current: 2,
    versions: [{ ...version, number: 1 }, version],
  },
  '/v1/sections/s1/recent?limit=100': {
    items: [
      { id: 'e1', status: 'rejected', issues: [] },
      { id: 'e1', status: 'accepted', fields: { total: 1 } },
      { id: 'e2', status: 'rejected', issues: [] },
    ],
  },
}
const calls: string[] = []
let down = false
const call = (async (_method: string, path: string) => {
  calls.push(path)
  if (path.includes('/snippet?')) return { code: `<script async src="/s/1.js" data-asked="${path.split('?')[1]}"></script>` }
  const answer = answers[path]
  if (answer && !down) return answer
  throw new ManagementError(404, `${path} is not there`)
}) as Management

let demo: DemoServer
beforeEach(async () => {
  calls.length = 0
  down = false
  demo = await serveDemo({ port: 0, collector: 'http://collector.example', call, section: 's1', discriminator: 'order-created' })
})
afterEach(() => demo.end())

const get = (path: string) => fetch(new URL(path, demo.url), { redirect: 'manual' })

test('the root leads to the first example', async () => {
  const answer = await get('/')
  expect(answer.status).toBe(302)
  expect(answer.headers.get('location')).toBe('/script-tag/')
})

test('a page holds the tag of the current version and the nonce of its own policy', async () => {
  const answer = await get('/script-tag/')
  const nonce = /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1] ?? 'none'
  expect(calls).toContain(`/v1/sections/s1/custom-events/order-created/versions/2/snippet?target=script&nonce=${encodeURIComponent(nonce)}`)
  const html = await answer.text()
  expect(html).toContain('data-asked="target=script&nonce=')
  expect(html).toContain(`<script nonce="${nonce}" type="module" src="order.js">`)
})

test('the checkout is told where to send, with which key and which version', async () => {
  expect(await (await get('/checkout/milepost.json')).json()).toEqual({
    endpoint: 'http://collector.example/v1/events',
    writeKey: 'wk_1',
    version: 'order-created@2',
  })
})

test('a stored event is found by its ID, and a rejected one is none', async () => {
  expect(await (await get('/api/stored/e1')).json()).toEqual({ id: 'e1', status: 'accepted', fields: { total: 1 } })
  const missing = await get('/api/stored/e2')
  expect(missing.status).toBe(404)
  expect(await missing.json()).toEqual({ message: 'no event e2 among the newest ones' })
})

test.each([
  ['/script-tag/order.js', 'text/javascript; charset=utf-8'],
  ['/shared/demo.css', 'text/css; charset=utf-8'],
])('%s is served as %s', async (path, type) => {
  const answer = await get(path)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe(type)
})

/** Asks with a path and a host that `fetch` would not let through. */
const ask = (method: string, path: string, host = '127.0.0.1') =>
  new Promise<number | undefined>((resolve, reject) => {
    request(demo.url, { method, path, headers: { host } }, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end()
  })

test.each([
  ['GET', '/server/page.ts', undefined, 404],
  ['GET', '/script-tag/../server/page.ts', undefined, 404],
  ['GET', '/script-tag/%2e%2e/server/page.ts', undefined, 404],
  ['GET', '/script-tag/..%2fserver%2fpage.ts', undefined, 404],
  ['GET', '/../../.dev.vars', undefined, 404],
  ['GET', '/shared/none.js', undefined, 404],
  ['GET', '//', undefined, 404],
  ['POST', '/checkout/milepost.json', undefined, 405],
  ['GET', '/script-tag/', 'localhost:8788', 200],
  ['GET', '/script-tag/', 'evil.example', 421],
])('%s %s of host %s is answered %i', async (method, path, host, status) => {
  expect(await ask(method, path, host)).toBe(status)
})

test('a collector that does not answer is told, not hidden', async () => {
  down = true
  const answer = await get('/checkout/milepost.json')
  expect(answer.status).toBe(502)
  expect(await answer.json()).toEqual({ message: expect.stringContaining('is not there') })
})
