import { MAX_BODY_BYTES } from '@milepost/sdk/contract'
import { beforeAll, describe, expect, test } from 'vitest'
import { collector, orderCreated, type ProblemBody, post, ready } from '../../test/collector.js'

// What concerns a whole request to POST /v1/events, before any event is looked at.

type Ready = Awaited<ReturnType<typeof ready>>
const SHOP = 'https://shop.example'

let shared: Ready
beforeAll(async () => {
  shared = await ready()
})
const batch = (...events: unknown[]) => ({ writeKey: shared.section.writeKey, events })
const refused = (body: unknown, headers?: Record<string, string>) => post<ProblemBody>(shared, body, headers)

describe('body', () => {
  test.each([
    'text/plain',
    'TEXT/PLAIN; charset=utf-8',
    'text/plain;charset="UTF-8"',
    'application/json',
    'application/json; charset=UTF-8',
  ])('takes %s', async (type) => {
    expect((await post(shared, batch(orderCreated()), { 'Content-Type': type })).body.accepted).toBe(1)
  })

  test.each([
    ['Content-Type', 'text/html'],
    ['Content-Type', ''],
    ['Content-Type', 'application/x-www-form-urlencoded'],
    ['Content-Type', 'application/json, text/plain'],
    ['Content-Type', 'text/plain; charset=utf-16'],
    ['Content-Type', 'text/plain; charset=iso-8859-1'],
    ['Content-Encoding', 'gzip'],
    ['Content-Encoding', 'br'],
  ])('refuses %s: %j with 415', async (header, value) => {
    const { status, body } = await refused(batch(orderCreated()), { [header]: value })
    expect([status, body.code, body.errors?.[0]?.field]).toEqual([415, 'encoding_unsupported', header])
    expect(body.errors?.[0]?.received).toBe(value || 'nothing')
  })

  test('takes Content-Encoding: identity', async () => {
    expect((await post(shared, batch(orderCreated()), { 'Content-Encoding': 'identity' })).status).toBe(200)
  })

  test.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'body'],
    ['no JSON', '{', 'body'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0]), 'body'],
    ['a list', '[]', 'writeKey'],
    ['null', 'null', 'body'],
    ['100,000 levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'writeKey'],
    ['no write key', '{"events":[1]}', 'writeKey'],
    ['a write key that is no text', '{"writeKey":5,"events":[1]}', 'writeKey'],
    ['no events', '{"writeKey":"wk_1"}', 'events'],
    ['events that are no list', '{"writeKey":"wk_1","events":{}}', 'events'],
    ['an empty list of events', '{"writeKey":"wk_1","events":[]}', 'events'],
  ])('refuses %s with 400', async (_, text, field) => {
    const { status, headers, body } = await refused(text)
    expect([status, body.code, body.status]).toEqual([400, 'body_invalid', 400])
    expect(headers.get('Content-Type')).toBe('application/problem+json')
    expect(body.errors?.[0]).toEqual({
      code: expect.any(String),
      field,
      expected: expect.any(String),
      received: expect.any(String),
      message: expect.stringContaining(field),
    })
  })

  test.each([
    ['a stray byte', [0xff]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a sequence cut off', [0xe2, 0x82]],
    ['a character beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
  ])('refuses a whole request over %s in one text: what was meant cannot be known', async (_, bytes) => {
    const [head = '', tail = ''] = JSON.stringify(batch(orderCreated({ fields: { source: 'API', orderId: '|' } }))).split('|')
    const encoder = new TextEncoder()
    const { status, body } = await refused(new Uint8Array([...encoder.encode(head), ...bytes, ...encoder.encode(tail)]))
    expect([status, body.code, body.errors?.[0]?.expected]).toEqual([400, 'body_invalid', 'UTF-8'])
  })

  test('reads what is optional leniently: unknown keys, odd sentAt and odd dropped lose no event', async () => {
    const { body } = await post(shared, { ...batch(orderCreated()), sentAt: {}, dropped: [], more: 1 })
    expect(body.accepted).toBe(1)
  })
})

describe('limits', () => {
  const padded = (bytes: number) => {
    const text = JSON.stringify({ ...batch(orderCreated()), pad: '' })
    return text.replace('"pad":""', `"pad":"${'ä'.repeat(10)}${'x'.repeat(bytes - text.length - 20)}"`)
  }

  test('takes 512 KiB and refuses one byte more', async () => {
    expect(new TextEncoder().encode(padded(MAX_BODY_BYTES))).toHaveLength(MAX_BODY_BYTES)
    expect((await refused(padded(MAX_BODY_BYTES))).status).toBe(200)
    const { status, body } = await refused(padded(MAX_BODY_BYTES + 1))
    expect([status, body.code]).toEqual([413, 'body_too_large'])
  })

  test('counts the bytes that stream in, whatever Content-Length says, and stops reading', async () => {
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++
        controller.enqueue(new Uint8Array(65_536).fill(0x20))
      },
    })
    const { status, body } = await shared.send('/v1/events', {
      method: 'POST',
      body: endless,
      headers: { 'Content-Type': 'text/plain', 'Content-Length': '10' },
    })
    expect([status, body.code]).toEqual([413, 'body_too_large'])
    expect(pulled).toBeLessThan(20)
  })

  test('answers a body that breaks off as the sender’s mistake', async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new Error('gone'))
      },
    })
    const { status, body } = await shared.send('/v1/events', { method: 'POST', body: broken, headers: { 'Content-Type': 'text/plain' } })
    expect([status, body.code]).toEqual([400, 'body_invalid'])
  })

  test('takes 500 events and refuses 501 whole', async () => {
    const events = Array.from({ length: 501 }, () => orderCreated())
    const { status, body } = await refused(batch(...events))
    expect([status, body.code, body.errors?.[0]?.field, body.errors?.[0]?.received]).toEqual([
      413,
      'body_too_large',
      'events',
      '501 events',
    ])
    expect((await post(shared, batch(...events.slice(1)))).body.accepted).toBe(500)
  })

  test('takes an event of 32 KiB and rejects one that is a byte longer', async () => {
    const sized = (bytes: number) => {
      const event = orderCreated({ more: '' })
      return { ...event, more: 'x'.repeat(bytes - JSON.stringify(event).length) }
    }
    const { body } = await post(shared, batch(sized(32_768), sized(32_769)))
    expect(body.verdicts.map(({ status, issues }) => issues?.[0]?.code ?? status)).toEqual(['accepted', 'event_too_large'])
  })

  test('limits the rate by write key and address together', async () => {
    const keys: string[] = []
    const limiter = { limit: async ({ key }: { key: string }) => ({ success: keys.push(key) < 3 }) }
    const limited = collector({ RATE_LIMIT: limiter })
    const send = (address: string) => post<ProblemBody>(limited, batch(orderCreated()), { 'CF-Connecting-IP': address, Origin: SHOP })
    expect([(await send('192.0.2.1')).status, (await send('192.0.2.2')).status]).toEqual([200, 200])
    const { status, headers, body } = await send('192.0.2.1')
    expect([status, body.code, headers.get('Retry-After')]).toEqual([429, 'rate_limited', '10'])
    expect(headers.get('Access-Control-Allow-Origin')).toBe(SHOP)
    const key = shared.section.writeKey
    expect(keys).toEqual([`${key} 192.0.2.1`, `${key} 192.0.2.2`, `${key} 192.0.2.1`])
  })

  test('has a binding that lets 1,000 requests pass in a window, and works without one', async () => {
    const { RATE_LIMIT, ...without } = shared.bindings
    const key = crypto.randomUUID()
    let passed = 0
    // The window may end while this runs, and the count start again; it does not end twice.
    while (passed <= 2000 && (await RATE_LIMIT!.limit({ key })).success) passed++
    expect(passed).toBeGreaterThanOrEqual(1000)
    expect(passed).toBeLessThanOrEqual(2000)
    const response = await shared.app.request(
      '/v1/events',
      { method: 'POST', body: '{', headers: { 'Content-Type': 'text/plain' } },
      without,
    )
    expect(response.status).toBe(400)
  })
})

describe('write key', () => {
  test.each(['wk_unknown', '', 'x', "wk_' or 1=1 --", 'wk_%', `wk_${'x'.repeat(100)}`])(
    'refuses one that is none with 401: %j',
    async (writeKey) => {
      const { status, body } = await refused({ writeKey, events: [orderCreated()] })
      expect([status, body.code]).toEqual([401, 'key_unknown'])
    },
  )

  test('knows a new section at once, although its key was unknown a moment ago', async () => {
    const fresh = collector()
    expect((await post(fresh, batch(orderCreated()))).status).toBe(200)
    expect((await post<ProblemBody>(fresh, { writeKey: 'wk_x', events: [1] })).status).toBe(401)
    const section = await ready()
    expect((await post(fresh, { writeKey: section.section.writeKey, events: [orderCreated()] })).body.accepted).toBe(1)
  })
})

describe('origins', () => {
  const withOrigins = async (...origins: string[]) => {
    const mine = await ready()
    await mine.call('PATCH', `/v1/sections/${mine.section.id}`, { body: { allowedOrigins: origins } })
    return (origin?: string) =>
      post<ProblemBody>(mine, { writeKey: mine.section.writeKey, events: [orderCreated()] }, origin === undefined ? {} : { Origin: origin })
  }

  test('lets only exactly the named origins send, and whoever has none', async () => {
    const send = await withOrigins(SHOP, 'http://127.0.0.1:8080')
    for (const origin of [SHOP, 'http://127.0.0.1:8080', undefined]) expect((await send(origin)).status).toBe(200)
    for (const origin of [
      'http://shop.example',
      'https://shop.example:8443',
      'https://www.shop.example',
      'https://shop.example.evil.test',
      'null',
      'HTTPS://SHOP.EXAMPLE',
    ]) {
      const { status, headers, body } = await send(origin)
      expect([status, body.code]).toEqual([403, 'origin_not_allowed'])
      // The page can read why.
      expect(headers.get('Access-Control-Allow-Origin')).toBe(origin)
    }
  })

  test('lets every origin send while none is named', async () => {
    const send = await withOrigins()
    expect((await send('https://anything.example')).status).toBe(200)
  })
})

describe('CORS', () => {
  test('answers the preflight of application/json', async () => {
    const { status, headers } = await shared.send('/v1/events', {
      method: 'OPTIONS',
      headers: { Origin: SHOP, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' },
    })
    expect(status).toBe(204)
    expect(headers.get('Access-Control-Allow-Origin')).toBe(SHOP)
    expect(headers.get('Access-Control-Allow-Methods')).toBe('POST')
    expect(headers.get('Access-Control-Allow-Headers')).toBe('Content-Type')
    expect(headers.get('Vary')).toContain('Origin')
  })

  test.each([
    ['a verdict', () => batch(orderCreated()), 200],
    ['a problem', () => '{', 400],
  ])('names the one origin on %s, without credentials', async (_, body, status) => {
    const answer = await refused(body(), { Origin: SHOP })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(SHOP)
    expect(answer.headers.get('Access-Control-Allow-Credentials')).toBeNull()
    expect(answer.headers.get('Access-Control-Expose-Headers')).toBe('Retry-After')
    expect(answer.headers.get('Vary')).toContain('Origin')
  })

  test('names none to whoever has none, and none on the management API', async () => {
    expect((await refused('{')).headers.get('Access-Control-Allow-Origin')).toBeNull()
    const managed = await shared.call('GET', '/v1/sections', { headers: { Origin: SHOP } })
    expect(managed.headers.get('Access-Control-Allow-Origin')).toBeNull()
  })
})
