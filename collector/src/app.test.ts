import fc from 'fast-check'
import { hc } from 'hono/client'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { type Collector, collector, newSection, orderCreated, post, ready, type Verdicts } from '../test/collector.js'
import type { App } from './app.js'
import type { CustomEvent } from './schema/custom-event.js'
import type { Section } from './schema/section.js'

const client = ({ app, bindings }: Collector) =>
  hc<App>('https://collector.example', {
    headers: { Authorization: `Bearer ${bindings.ADMIN_TOKEN}` },
    fetch: (input: RequestInfo | URL, init?: RequestInit) => app.request(input, init, bindings),
  })

test('types every route for Hono’s client', async () => {
  const mine = collector()
  const { v1 } = client(mine)
  const { id: section } = await newSection(mine)
  const created = await v1.sections[':section']['custom-events'].$post({
    param: { section },
    json: { name: 'Order created', category: 'transaction', fields: [{ name: 'Order ID', type: 'text' }] },
  })
  const customEvent = await created.json()
  expectTypeOf(customEvent).toExtend<CustomEvent>()
  const one = v1.sections[':section']['custom-events'][':discriminator']
  const param = { section, discriminator: customEvent.discriminator }
  await one.$patch({ param, json: { webTracking: true } })
  const snippet = await one.versions[':number'].snippet.$get({ param: { ...param, number: '1' }, query: { target: 'inline' } })
  expect((await snippet.json()).version).toBe('order-created@1')
  const invited = await v1.sections[':section'].invitations.$post({ param: { section }, json: { role: 'viewer' } })
  expectTypeOf(await invited.json()).toEqualTypeOf<{ id: string; url: string; role: 'viewer' | 'editor' | 'owner'; expiresAt: string }>()
  const me = await v1.me.$get()
  expectTypeOf(await me.json()).toExtend<{ person: { name: string } | null; maySectionsBeCreated: boolean }>()
  const sections = await (await v1.sections.$get({ query: { limit: '1' } })).json()
  expectTypeOf(sections.items).toEqualTypeOf<Section[]>()
  const recent = await v1.sections[':section'].recent.$get({ param: { section }, query: { limit: '1' } })
  expect(await recent.json()).toEqual({ items: [], nextCursor: null })
})

describe('whatever a client sends', () => {
  const odd = fc.oneof(
    fc.anything({ withNullPrototype: false, withBigInt: false, maxDepth: 4 }),
    fc.constantFrom('__proto__', '\ud800', '\0', -0, 1e308, 2 ** 53, "' or 1=1 --", 'order-created@1', '2026-11-23T23:59:60Z'),
  )
  const event = fc.record(
    {
      id: fc.oneof(odd, fc.uuid()),
      version: fc.oneof(odd, fc.constantFrom('order-created@1', 'order-created@2')),
      occurredAt: fc.oneof(
        odd,
        fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      ),
      visitorId: odd,
      page: fc.oneof(odd, fc.record({ url: odd, referrer: odd, title: odd }, { requiredKeys: [] })),
      fields: fc.oneof(odd, fc.record({ source: odd, orderId: odd, total: odd, items: odd, gift: odd }, { requiredKeys: [] })),
      more: odd,
    },
    { requiredKeys: [] },
  )

  test('every event gets its verdict, and never a 5xx', async () => {
    const mine = await ready()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(event, odd), { minLength: 1, maxLength: 8 }), odd, odd, async (events, sentAt, dropped) => {
        const good = orderCreated()
        const { status, body } = await post<Verdicts>(mine, { writeKey: mine.section.writeKey, sentAt, dropped, events: [...events, good] })
        expect(status).toBe(200)
        expect(body.verdicts).toHaveLength(events.length + 1)
        expect(body.accepted + body.duplicates + body.rejected).toBe(events.length + 1)
        expect(body.verdicts.at(-1)).toEqual({ id: good.id, status: 'accepted' })
      }),
      { numRuns: 150 },
    )
    // What was stored can be read again, all of it.
    for (const list of ['recent', 'quarantine']) {
      expect((await mine.call('GET', `/v1/sections/${mine.section.id}/${list}?limit=200`)).status).toBe(200)
    }
  })

  test('the whole request gets an answer below 500', async () => {
    const mine = collector()
    await fc.assert(
      fc.asyncProperty(fc.oneof(odd, fc.record({ writeKey: odd, events: odd, sentAt: odd, dropped: odd })), async (body) => {
        expect((await post(mine, JSON.stringify(body) ?? '')).status).toBeLessThan(500)
      }),
      { numRuns: 150 },
    )
  })

  test('the management API answers below 500', async () => {
    const mine = await ready()
    const { section, path } = mine
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          ['POST', '/v1/sections'],
          ['PATCH', `/v1/sections/${section.id}`],
          ['POST', `/v1/sections/${section.id}/custom-events`],
          ['PATCH', path],
          ['PUT', `${path}/fields`],
          ['POST', `${path}/hide`],
        ),
        fc.oneof(
          odd,
          fc.record({ name: odd, allowedOrigins: odd, category: odd, fields: odd, confirm: odd }, { requiredKeys: [] }),
          fc.record({ fields: fc.array(fc.record({ name: odd, type: odd, key: odd, required: odd }, { requiredKeys: [] })) }),
        ),
        async ([method = '', address = ''], body) => {
          expect((await mine.call(method, address, { body: body ?? null })).status).toBeLessThan(500)
        },
      ),
      { numRuns: 200 },
    )
  })
})

test('a request whose address is none is refused before anything is stored', async () => {
  const mine = await ready()
  const event = orderCreated()
  const body = JSON.stringify({ writeKey: mine.section.writeKey, events: [event] })
  const real = new Request('https://collector.example/v1/events', { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body })
  // No such request can be made here, but the runtime makes it of a Host that is none.
  const request = new Proxy(real, {
    get: (target, key) => {
      if (key === 'url') return 'http://a b/v1/events'
      const value = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const { status } = await mine.app.fetch(request, mine.bindings)
  expect(status).toBe(404)
  expect((await post(mine, body)).body.accepted).toBe(1)
})
