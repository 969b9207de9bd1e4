import { env } from 'cloudflare:workers'
import { beforeEach, expect, type MockInstance, test, vi } from 'vitest'
import { collector, orderCreated, post, ready } from '../test/collector.js'
import { asThrown } from '../test/d1-errors.js'
import { watchD1 } from '../test/watched-d1.js'

let log: MockInstance
beforeEach(() => {
  log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
})

test('answers what it did not expect with 500 and no detail, and logs nothing that was sent', async () => {
  const { DB } = watchD1(env.DB, () => new TypeError('cannot read Jane Doe of undefined'))
  const { call } = collector({ DB })
  const { status, headers, body } = await call('POST', '/v1/sections', { body: { name: 'Jane Doe' } })
  expect([status, headers.get('Content-Type')]).toEqual([500, 'application/problem+json'])
  expect(body).toEqual({
    code: 'internal_error',
    title: 'Something went wrong here',
    status: 500,
    detail: 'The mistake is ours and has been logged',
  })
  expect(log).toHaveBeenCalledTimes(1)
  expect(JSON.parse(log.mock.calls[0]?.[0])).toEqual({
    level: 'error',
    event: 'request_failed',
    code: 'internal_error',
    status: 500,
    method: 'POST',
    route: '/v1/sections',
    durationMs: 0,
    cause: expect.stringMatching(/^TypeError at /),
  })
  expect(JSON.stringify(log.mock.calls)).not.toContain('Jane')
})

test('answers 503 with Retry-After on every route that needs the storage, while it fails', async () => {
  let failing = false
  const { DB } = watchD1(env.DB, () => (failing ? new Error('D1_ERROR: Network connection lost.') : undefined))
  const { call, send, section, path } = await ready({ DB })
  failing = true
  const answers = [
    await send('/healthz', {}),
    await send('/s/0123456789abcdef0123456789abcdef.js', {}),
    await call('GET', '/v1/sections'),
    await call('POST', '/v1/sections', { body: { name: 'Jane Doe' } }),
    await call('PATCH', `/v1/sections/${section.id}`, { body: { name: 'Jane Doe' } }),
    await call('GET', path),
    await call('PUT', `${path}/fields`, { body: { fields: [] } }),
    await call('GET', `/v1/sections/${section.id}/recent`),
    await call('GET', `/v1/sections/${section.id}/quarantine`),
  ]
  for (const { status, headers, body } of answers) {
    expect([status, body.code, headers.get('Retry-After')]).toEqual([503, 'storage_unavailable', '5'])
  }
  expect(log).toHaveBeenCalledTimes(answers.length)
  expect(JSON.stringify(log.mock.calls)).not.toContain('Jane')
})

test.each(asThrown('D1 DB is overloaded. Too many requests queued.'))(
  'no route tells what the database said, or that it is our mistake: %s',
  async (error) => {
    let asked = 0
    const { DB } = watchD1(env.DB, () => {
      asked++
      return error
    })
    const { app, call } = collector({ DB })
    const routes = new Set(app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`))
    const refused: string[] = []
    for (const route of routes) {
      const [method = '', path = ''] = route.split(' ')
      const before = asked
      const body = { name: 'Shop', email: 'ada@shop.example', password: 'a wrong password', token: 'a'.repeat(43) }
      const answer = await call(method, path.replaceAll(/:\w+(\{.*\})?/g, '1'), method === 'GET' ? {} : { body })
      expect([route, answer.status === 500, JSON.stringify(answer.body).includes('overloaded')]).toEqual([route, false, false])
      if (asked === before) continue
      expect([route, answer.status]).toEqual([route, 503])
      refused.push(route)
    }
    expect(refused.length).toBeGreaterThan(30)
  },
  // The first call that signs in imports what does it.
  60_000,
)

test('logs nothing about what senders do wrong', async () => {
  const mine = await ready()
  await post(mine, { writeKey: mine.section.writeKey, events: [orderCreated({ fields: { source: 'Jane Doe', orderId: 5 } })] })
  await post(mine, '{"Jane Doe"')
  expect(log).not.toHaveBeenCalled()
})

test.each([
  ['GET', '/v1/event'],
  ['GET', '/v1/events'],
  ['DELETE', '/v1/events'],
  ['GET', '/%00'],
  ['GET', '/.dev.vars'],
  ['POST', '/healthz'],
])('answers %s %s with 404', async (method, path) => {
  const { status, headers, body } = await collector().send(path, { method })
  expect([status, body.code, headers.get('Content-Type')]).toEqual([404, 'not_found', 'application/problem+json'])
})
