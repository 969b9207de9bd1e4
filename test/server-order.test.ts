import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { checkDefinition } from '@milepost/sdk/contract'
import { eventIdOf } from '@milepost/sdk/server'
import { moduleOf } from '@milepost/snippet-generator'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { root } from '../scripts/settings.ts'
import { installServerOrder, paid, type ServerOrder, signatureOf, startServerOrder } from './support/server-order.ts'

interface Sent {
  readonly id: string
  readonly version: string
  readonly occurredAt: string
  readonly profile: object
  readonly fields: object
}
type Step = (reply: ServerResponse, events: readonly Sent[]) => void

const verdict =
  (status: string, more: object = {}): Step =>
  (reply, events) =>
    reply.end(JSON.stringify({ verdicts: events.map(({ id }) => ({ id, status, ...more })) }))
const refuses =
  (status: number, code: string, headers: Record<string, string> = {}): Step =>
  (reply) =>
    reply.writeHead(status, { 'content-type': 'application/problem+json', ...headers }).end(JSON.stringify({ code }))
/** It is stored, but the answer breaks off. */
const cutShort: Step = (reply) => reply.writeHead(200, { 'content-length': 100 }).write('{"verdicts":[', () => reply.destroy())

const folder = mkdtempSync(join(tmpdir(), 'milepost-server-order-'))
const steps: Step[] = []
const received: { authorization: string | undefined; events: Sent[] }[] = []
const collector = createServer(async (request, reply) => {
  const { events }: { events: Sent[] } = JSON.parse(await text(request))
  received.push({ authorization: request.headers.authorization, events })
  const step = steps.shift() ?? verdict('accepted')
  step(reply, events)
})
let shop: ServerOrder

beforeAll(async () => {
  collector.listen(0, '127.0.0.1')
  await once(collector, 'listening')
  await installServerOrder(folder)
  shop = await startServerOrder(folder, {
    endpoint: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    key: 'sk_test_secret',
    identitySecret: 'is_test_secret',
    shopOrigin: 'https://shop.example',
  })
}, 120_000)
afterAll(async () => {
  await shop?.end()
  collector.close()
  collector.closeAllConnections()
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  steps.length = 0
  received.length = 0
})

test('a paid order is reported by CRM ID, once however often the webhook comes', async () => {
  const body = paid('A-1', '7', { paidAt: '2026-11-24T09:00:00.000Z' })
  steps.push(verdict('accepted'), verdict('duplicate'))
  for (const told of ['accepted', 'duplicate']) {
    const answer = await shop.webhook(body)
    expect([answer.status, await answer.json()]).toEqual([200, { verdict: told }])
  }
  expect(received).toHaveLength(2)
  for (const { authorization, events } of received) {
    expect(authorization).toBe('Bearer sk_test_secret')
    expect(events).toEqual([
      {
        id: await eventIdOf('order-paid', 'A-1'),
        version: 'order-paid@1',
        occurredAt: '2026-11-24T09:00:00.000Z',
        profile: { crmId: '7' },
        fields: { source: 'Back office', orderId: 'A-1', total: 129.5, currency: 'EUR' },
      },
    ])
  }
})

test('an answer that breaks off is asked for again before the provider hears anything', async () => {
  steps.push(cutShort, verdict('duplicate'))
  expect((await shop.webhook(paid('A-2', '7'))).status).toBe(200)
  expect(received).toHaveLength(2)
  expect(received[1]!.events).toEqual(received[0]!.events)
})

test.each([
  [
    'the collector has no database for a while',
    refuses(503, 'storage_unavailable', { 'retry-after': '60' }),
    'storage_unavailable 503',
    '60',
  ],
  ['it is asked too often', refuses(429, 'rate_limited', { 'retry-after': '61' }), 'rate_limited 429', '61'],
  ['the key was revoked', refuses(401, 'key_unknown'), 'key_unknown 401', '30'],
])('the provider is asked to call again when %s', async (_, step, logged, retryAfter) => {
  steps.push(step)
  const answer = await shop.webhook(paid('A-3', 'customer-of-A-3'))
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, retryAfter])
  expect(shop.log()).toContain(`no verdict ${logged}`)
  expect(shop.log()).not.toMatch(/sk_test|customer-of/)
  expect(received).toHaveLength(1)
})

test('a rejected order is told in the log by event, codes and fields, and by nothing personal', async () => {
  steps.push(
    verdict('rejected', { issues: [{ code: 'identifier_invalid', field: 'profile.crmId', received: 'a placeholder', message: '…' }] }),
  )
  const answer = await shop.webhook(paid('A-4', 'customer-of-A-4'))
  expect([answer.status, await answer.json()]).toEqual([422, { verdict: 'rejected' }])
  expect(shop.log()).toContain(`rejected ${await eventIdOf('order-paid', 'A-4')} identifier_invalid (profile.crmId)\n`)

  // What the definition does not allow does not even leave.
  received.length = 0
  expect((await shop.webhook(paid('A-5', 'customer-of-A-5', { currency: 5 }))).status).toBe(422)
  expect(shop.log()).toContain(`rejected ${await eventIdOf('order-paid', 'A-5')} field_type (currency)\n`)
  expect(received).toHaveLength(0)
  expect(shop.log()).not.toMatch(/customer-of|sk_test/)
})

test('only what the provider has signed a moment ago is let in', async () => {
  const body = paid('A-6', '7')
  const now = Math.floor(Date.now() / 1000)
  for (const signature of [
    '',
    'none',
    signatureOf(`${body} `),
    signatureOf(body, now, 'another secret'),
    signatureOf(body, now - 301),
    signatureOf(body, now + 330),
    signatureOf(body).slice(0, -1),
    `${signatureOf(body)}0`,
    signatureOf(body).replace(/^t=\d+/, `t=${now + 1}`),
  ])
    expect((await shop.webhook(body, signature)).status, signature).toBe(401)
  expect(received).toHaveLength(0)
  expect((await shop.webhook(body, signatureOf(body, now - 290))).status).toBe(200)
})

test('a webhook about something else is none of its business', async () => {
  for (const body of ['{"type":"payment.failed"}', '{"type":"payment.succeeded"}', 'null', 'no JSON'])
    expect((await shop.webhook(body)).status, body).toBe(204)
  expect(received).toHaveLength(0)
})

test('whoever signs in gets a proof, which only pages of the shop can read', async () => {
  const signIn = (body: string) => fetch(`${shop.url}/sign-in`, { method: 'POST', headers: { origin: 'https://other.example' }, body })
  const answer = await signIn('{"customerId":"7"}')
  expect(answer.headers.get('access-control-allow-origin')).not.toBe('https://other.example')
  const { person, proof }: { person: object; proof: string } = JSON.parse(await answer.text())
  expect(person).toEqual({ crmId: '7' })
  const [, signed, signature] = /^(v1\.\d+\.[\w-]+)\.(\w+)$/.exec(proof) ?? []
  expect(signature).toBe(createHmac('sha256', 'is_test_secret').update(`${signed}.crmId:7`).digest('hex'))
  for (const body of ['{}', '{"customerId":7}', '{"customerId":"7 or 1"}', 'no JSON']) expect((await signIn(body)).status).toBe(401)
})

test('its module is what the generator writes for its definition', () => {
  const { fields, ...about } = JSON.parse(readFileSync(join(root, 'examples/server-order/order-paid.json'), 'utf8'))
  const checked = checkDefinition(fields)
  expect(checked.issues).toEqual([])
  const { code } = moduleOf([{ ...about, version: { id: 'order-paid@1', fields: checked.fields } }])
  expect(readFileSync(join(root, 'examples/server-order/src/milepost.ts'), 'utf8').split('\n').slice(1).join('\n')).toBe(code)
})
