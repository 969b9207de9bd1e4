import { inspect } from 'node:util'
import 'ky'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { isEventId } from '../contract/index.js'
import { decimal, defineEvent, text, timestamp } from '../index.js'
import { createServerClient, eventIdOf, eventOf, MilepostError, type ServerClientOptions } from './index.js'

const endpoint = 'https://c.shop.example'
const key = 'sk_0123456789abcdef_a-very-secret-text'
const profile = { crmId: '7' }
const orderPaid = defineEvent({
  version: 'order-paid@1',
  fields: { orderId: text({ required: true }), total: decimal(), paidAt: timestamp() },
})
const ID = '019aa0c0-7e1f-7a3b-9c4d-5e6f70819200'

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-24T10:00:00Z') })
  vi.spyOn(Math, 'random').mockReturnValue(0)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

interface Seen {
  readonly atMs: number
  readonly method: string
  readonly redirect: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string
  readonly events: { readonly id: string; readonly fields: object }[]
}

/** How a collector answers once. Without one, it accepts everything. */
type Step = (seen: Seen) => Response | Promise<Response>

/** A collector that accepts every event, except in the steps that it is told. */
function collector(...steps: Step[]) {
  const startedAt = Date.now()
  const requests: Seen[] = []
  const answer: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    const body = await request.text()
    const { pathname, search } = new URL(request.url)
    const { events = [] } = body ? JSON.parse(body) : {}
    const seen = {
      atMs: Date.now() - startedAt,
      method: request.method,
      redirect: request.redirect,
      path: pathname + search,
      headers: Object.fromEntries(request.headers),
      body,
      events,
    }
    requests.push(seen)
    const step = steps.shift() ?? accepted
    return Promise.race([
      step(seen),
      new Promise<never>((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason))),
    ])
  }
  return { requests, answer, next: (...more: Step[]) => steps.push(...more) }
}

const accepted: Step = ({ events }) => Response.json({ verdicts: events.map(({ id }) => ({ id, status: 'accepted' })) })
const status =
  (code: number, headers: Record<string, string> = {}, problem: object = { code: 'storage_unavailable', detail: 'No database.' }): Step =>
  () =>
    Response.json(problem, { status: code, headers: { 'content-type': 'application/problem+json', ...headers } })
const unreachable: Step = () => {
  throw Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) })
}
const hangs: Step = () => new Promise(() => {})
const cutShort: Step = () =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"verdicts":[{'))
        controller.error(new TypeError('terminated'))
      },
    }),
  )

/** Lets time pass until a promise has settled. */
async function settled<Value>(promise: Promise<Value>): Promise<Value> {
  let pending = true
  const done = () => {
    pending = false
  }
  promise.then(done, done)
  await vi.advanceTimersByTimeAsync(0)
  while (pending) await vi.advanceTimersByTimeAsync(5)
  return promise
}

const failure = async (promise: Promise<unknown>): Promise<MilepostError> => {
  const error = await settled(
    promise.then(
      () => undefined,
      (reason) => reason,
    ),
  )
  expect(error).toBeInstanceOf(MilepostError)
  return error
}

function clientOf(steps: Step[] = [], options: Partial<ServerClientOptions> = {}) {
  const { requests, answer, next } = collector(...steps)
  return { client: createServerClient({ endpoint, key, source: 'Back office', fetch: answer, ...options }), requests, next }
}

describe('track', () => {
  test('sends an event of a person with the key, and resolves with its verdict', async () => {
    const { client, requests } = clientOf()
    const occurredAt = new Date('2026-11-24T09:00:00Z')
    const tracked = client.track(orderPaid, { orderId: 'A-1', total: 129.5, paidAt: occurredAt }, { profile, id: ID, occurredAt })
    expect(await settled(tracked)).toEqual({ id: ID, status: 'accepted' })
    expect(requests.map(({ method, path }) => [method, path])).toEqual([['POST', '/v1/integrations/events']])
    // Followed, it would carry the key elsewhere.
    expect(requests[0]!.redirect).toBe('manual')
    expect(requests[0]!.headers).toMatchObject({ authorization: `Bearer ${key}`, 'content-type': 'application/json' })
    expect(JSON.parse(requests[0]!.body)).toEqual({
      sentAt: '2026-11-24T10:00:00.005Z',
      events: [
        {
          id: ID,
          version: 'order-paid@1',
          occurredAt: '2026-11-24T09:00:00.000Z',
          profile,
          fields: { source: 'Back office', orderId: 'A-1', total: 129.5, paidAt: '2026-11-24T09:00:00.000Z' },
        },
      ],
    })
  })

  test('lets what comes in a burst leave in one request, and what comes later in another', async () => {
    const { client, requests } = clientOf()
    const burst = [1, 2, 3].map((order) => client.track(orderPaid, { orderId: `A-${order}` }, { profile }))
    const verdicts = await settled(Promise.all(burst))
    await settled(client.track(orderPaid, { orderId: 'A-4' }, { profile }))
    expect(requests.map(({ events }) => events.length)).toEqual([3, 1])
    expect(verdicts.map(({ id }) => id)).toEqual(requests[0]!.events.map(({ id }) => id))
    expect(new Set(verdicts.map(({ id }) => id)).size).toBe(3)
  })

  test('flush lets go at once, and waits for the verdicts', async () => {
    const { client, requests } = clientOf()
    let verdict: unknown
    client.track(orderPaid, { orderId: 'A-1' }, { profile }).then((told) => {
      verdict = told
    })
    await vi.advanceTimersByTimeAsync(1)
    expect(requests).toHaveLength(0)
    await settled(client.flush())
    expect(requests).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
    expect(verdict).toMatchObject({ status: 'accepted' })
  })

  test('flush does not reject with what has failed: track does', async () => {
    const { client } = clientOf([status(401, {}, { code: 'key_unknown' })])
    const refused = failure(client.track(orderPaid, { orderId: 'A-1' }, { profile }))
    await settled(client.flush())
    expect((await refused).code).toBe('key_unknown')
  })

  test.each([
    ['a field of another type', { orderId: 7 }, {}, 'field_type', 'orderId'],
    ['a required field that is missing', {}, {}, 'field_required', 'orderId'],
    ['a field nobody agreed on', { orderId: 'A-1', coupon: 'A' }, {}, 'field_unknown', 'coupon'],
    ['an ID that is none', { orderId: 'A-1' }, { id: 'A-1' }, 'id_invalid', 'id'],
    ['an instant that is none', { orderId: 'A-1' }, { occurredAt: new Date('never') }, 'occurred_at_invalid', 'occurredAt'],
    ['nobody', { orderId: 'A-1' }, { profile: undefined }, 'profile_invalid', 'profile'],
    ['two identifiers', { orderId: 'A-1' }, { profile: { crmId: '7', email: 'a@b.example' } }, 'profile_invalid', 'profile'],
    ['an identifier of another kind', { orderId: 'A-1' }, { profile: { visitorId: '7' } }, 'profile_invalid', 'profile'],
    ['a CRM ID that is no text', { orderId: 'A-1' }, { profile: { crmId: 7 } }, 'identifier_invalid', 'profile.crmId'],
    ['more than 32 KiB', { orderId: '😀'.repeat(10_000) }, {}, 'event_too_large', undefined],
    ['what cannot be JSON', { orderId: 'A-1', total: 1n }, {}, 'event_invalid', undefined],
  ])('refuses %s with an issue, and sends nothing', async (_, values, details, code, field) => {
    const { client, requests } = clientOf()
    const verdict = await settled(client.track(orderPaid, values as never, { profile, ...details } as never))
    expect(verdict).toMatchObject({ status: 'rejected' })
    const { issues } = verdict as Extract<typeof verdict, { status: 'rejected' }>
    expect(issues).toContainEqual(expect.objectContaining({ code }))
    expect(issues.find((each) => each.code === code)!.field).toBe(field)
    expect(requests).toHaveLength(0)
  })

  test('is typed by the definition', () => {
    const { client } = clientOf()
    // @ts-expect-error a number is no text
    const mistake = () => client.track(orderPaid, { orderId: 7 }, { profile })
    // @ts-expect-error orderId is required
    const forgotten = () => client.track(orderPaid, {}, { profile })
    // @ts-expect-error it has to be somebody's
    const nobody = () => client.track(orderPaid, { orderId: 'A-1' }, {})
    expect([mistake, forgotten, nobody]).toHaveLength(3)
  })
})

describe('send', () => {
  test('gives the verdicts in order, among them those on what was refused here', async () => {
    const { client, requests } = clientOf([
      ({ events }) =>
        Response.json({
          verdicts: [
            { id: events[0]!.id, status: 'duplicate' },
            { id: events[1]!.id, status: 'rejected', issues: [{ code: 'operation_not_allowed', field: 'profile', message: 'no' }] },
          ],
        }),
    ])
    const events = ['A-1', '', 'A-3'].map((orderId) => eventOf(orderPaid, orderId ? { orderId } : ({} as never), { profile }))
    const verdicts = await settled(client.send(events))
    expect(verdicts.map(({ id }) => id)).toEqual(events.map(({ details }) => details.id))
    expect(verdicts.map(({ status: is }) => is)).toEqual(['duplicate', 'rejected', 'rejected'])
    expect(verdicts[1]).toMatchObject({ issues: [{ code: 'field_required' }] })
    expect(verdicts[2]).toMatchObject({ issues: [{ code: 'operation_not_allowed' }] })
    expect(requests).toHaveLength(1)
  })

  test('asks nobody when there is nothing to send', async () => {
    const { client, requests } = clientOf()
    expect(await settled(client.send([]))).toEqual([])
    expect(requests).toHaveLength(0)
  })

  test('never sends more than 500 events or 512 KiB at once', async () => {
    const { client, requests } = clientOf()
    const small = Array.from({ length: 1_001 }, (_, order) => eventOf(orderPaid, { orderId: `A-${order}` }, { profile }))
    expect(await settled(client.send(small))).toHaveLength(1_001)
    expect(requests.map(({ events }) => events.length)).toEqual([500, 500, 1])

    const large = Array.from({ length: 100 }, () => eventOf(orderPaid, { orderId: 'ä'.repeat(4_000) }, { profile }))
    expect(await settled(client.send(large))).toHaveLength(100)
    const sizes = requests.slice(3).map(({ body }) => Buffer.byteLength(body))
    expect(sizes).toHaveLength(2)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(512 * 1024)
    expect(Math.max(...sizes)).toBeGreaterThan(480 * 1024)
  })

  test('counts what is around the events', async () => {
    const { client, requests } = clientOf()
    const keys = [...'abcdefgh']
    const form = defineEvent({ version: 'form-sent@1', fields: Object.fromEntries(keys.map((each) => [each, text()])) })
    const filled = (lastLength: number) =>
      eventOf(
        form,
        { ...Object.fromEntries(keys.map((each) => [each, 'x'.repeat(4_096)])), h: 'x'.repeat(lastLength) },
        { profile, id: ID },
      )
    await settled(client.send([filled(0)]))
    const [
      {
        events: [first],
      },
    ] = requests as [Seen]
    // Sixteen of the largest events are 512 KiB by themselves.
    const largest = filled(32 * 1024 - JSON.stringify(first).length)
    expect((await settled(client.send(Array.from({ length: 16 }, () => largest)))).map(({ status: is }) => is)).toEqual(
      Array(16).fill('accepted'),
    )
    expect(requests.slice(1).map(({ events }) => events.length)).toEqual([15, 1])
  })

  test('sends the same object again as the same event', async () => {
    const { client, requests } = clientOf()
    const event = eventOf(orderPaid, { orderId: 'A-1' }, { profile })
    await settled(client.send([event]))
    await vi.advanceTimersByTimeAsync(60_000)
    await settled(client.send([event]))
    expect(requests[1]!.events).toEqual(requests[0]!.events)
  })
})

describe('trying again', () => {
  test.each<[string, Step, number]>([
    ['nobody is reached', unreachable, 300],
    ['an answer breaks off', cutShort, 300],
    ['an answer is no JSON', () => new Response('<h1>Welcome to our Wi-Fi</h1>'), 300],
    ['an answer has no verdicts', () => Response.json({}), 300],
    ['an answer has the verdict on another event', () => Response.json({ verdicts: [{ id: ID, status: 'accepted' }] }), 300],
    ['408', status(408), 300],
    ['429', status(429), 300],
    ['500', status(500), 300],
    ['503', status(503), 300],
    ['599', status(599), 300],
    ['503 that asks for 7 seconds', status(503, { 'retry-after': '7' }), 7_000],
    ['429 until a date', status(429, { 'retry-after': 'Tue, 24 Nov 2026 10:00:09 GMT' }), 8_995],
    ['503 until a date that has passed', status(503, { 'retry-after': 'Tue, 24 Nov 2026 09:00:00 GMT' }), 300],
    ['503 with a Retry-After that is none', status(503, { 'retry-after': 'soon' }), 300],
    ['a request hangs', hangs, 10_300],
  ])('after: %s', async (_, step, waitMs) => {
    const { client, requests } = clientOf([step])
    expect(await settled(client.track(orderPaid, { orderId: 'A-1' }, { profile }))).toMatchObject({ status: 'accepted' })
    expect(requests.map(({ atMs }) => atMs)).toEqual([5, 5 + waitMs])
    expect(requests[1]!.events).toEqual(requests[0]!.events)
    // The instant of sending is another, by which the collector corrects the sender's clock.
    const [first, second] = requests.map(({ body }) => Date.parse(JSON.parse(body).sentAt))
    expect(second! - first!).toBe(waitMs)
  })

  test.each([301, 302, 400, 401, 403, 404, 413, 415, 501, 505, 511])('not after %i', async (code) => {
    const { client, requests } = clientOf([
      status(code, code < 400 ? { location: 'https://elsewhere.example/' } : {}, { code: 'key_unknown', detail: 'No such key.' }),
    ])
    const error = await failure(client.track(orderPaid, { orderId: 'A-1' }, { profile }))
    expect(error).toMatchObject({ code: 'key_unknown', status: code, message: 'No such key.', problem: { code: 'key_unknown' } })
    expect(requests).toHaveLength(1)
  })

  test('waits twice as long each time, by chance up to twice that, and gives up after five attempts', async () => {
    vi.mocked(Math.random).mockReturnValue(0.5)
    const { client, requests } = clientOf(Array.from({ length: 9 }, () => unreachable))
    const error = await failure(client.send([eventOf(orderPaid, { orderId: 'A-1' }, { profile })]))
    expect(requests.map(({ atMs }) => atMs)).toEqual([0, 450, 1_350, 3_150, 6_750])
    expect(error).toMatchObject({
      code: 'collector_unreachable',
      status: undefined,
      message: `No collector can be reached at ${endpoint} (ECONNREFUSED)`,
    })
  })

  test('the number of attempts can be set', async () => {
    const { client, requests } = clientOf([unreachable, unreachable], { maxAttempts: 1 })
    await failure(client.send([eventOf(orderPaid, { orderId: 'A-1' }, { profile })]))
    expect(requests).toHaveLength(1)
  })

  test('does not wait for what comes too late: it tells at once how long it would have had to', async () => {
    const { client, requests } = clientOf([status(503, { 'retry-after': '31' })])
    const error = await failure(client.send([eventOf(orderPaid, { orderId: 'A-1' }, { profile })]))
    expect(Date.now()).toBeLessThan(Date.parse('2026-11-24T10:00:01Z'))
    expect(error).toMatchObject({ code: 'storage_unavailable', status: 503, retryAfterMs: 31_000 })
    expect(requests).toHaveLength(1)
  })

  test('honours at most 300 seconds of Retry-After', async () => {
    const { client, requests } = clientOf([status(503, { 'retry-after': '4000' })], { totalTimeoutMs: 600_000 })
    await settled(client.send([eventOf(orderPaid, { orderId: 'A-1' }, { profile })]))
    expect(requests.map(({ atMs }) => atMs)).toEqual([0, 300_000])
  })

  test('gives up when the time is over, in the middle of an attempt', async () => {
    const { client, requests } = clientOf([hangs, hangs, hangs, hangs], { totalTimeoutMs: 25_000 })
    const error = await failure(client.send([eventOf(orderPaid, { orderId: 'A-1' }, { profile })]))
    expect(requests.map(({ atMs }) => atMs)).toEqual([0, 10_300, 20_900])
    expect(Date.now() - Date.parse('2026-11-24T10:00:00Z')).toBe(25_000)
    expect(error.code).toBe('collector_timeout')
  })

  test.each(['hangs', 'waits', 'has not begun'])('ends at once when it is aborted while it %s', async (when) => {
    const { client, requests } = clientOf([when === 'waits' ? unreachable : hangs, hangs])
    const controller = new AbortController()
    if (when === 'has not begun') controller.abort(new Error('closing'))
    const sending = failure(client.send([eventOf(orderPaid, { orderId: 'A-1' }, { profile })], { signal: controller.signal }))
    await vi.advanceTimersByTimeAsync(100)
    controller.abort(new Error('closing'))
    const error = await sending
    expect(error).toMatchObject({ code: 'aborted', cause: { message: 'closing' } })
    expect(requests).toHaveLength(when === 'has not begun' ? 0 : 1)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('the signal of the client ends everything', async () => {
    const controller = new AbortController()
    const { client } = clientOf([hangs], { signal: controller.signal })
    const tracking = failure(client.track(orderPaid, { orderId: 'A-1' }, { profile }))
    await vi.advanceTimersByTimeAsync(100)
    controller.abort()
    expect((await tracking).code).toBe('aborted')
    expect((await failure(client.merge({ crmId: '7' }, { email: 'a@b.example' }))).code).toBe('aborted')
  })
})

describe('profiles', () => {
  const page = (ids: string[], nextCursor: string | null) =>
    Response.json({
      profile: { id: 'p1', identifiers: [{ kind: 'crmId', value: '7' }] },
      events: { items: ids.map((id) => ({ id })), nextCursor },
    })

  test('lookup reads page by page, only as far as it is asked, with the identifier in the body', async () => {
    const { client, requests } = clientOf([() => page(['e3', 'e2'], 'next one'), () => page(['e1'], null)])
    const seen: unknown[] = []
    const read = async () => {
      for await (const { profile: found, events } of client.lookup(
        { email: 'ada@shop.example' },
        { customEvent: 'order-paid', since: new Date('2026-01-01') },
      )) {
        seen.push(found.id, ...events.map(({ id }) => id))
      }
    }
    await settled(read())
    expect(seen).toEqual(['p1', 'e3', 'e2', 'p1', 'e1'])
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual(Array(2).fill('POST /v1/integrations/profiles/lookup'))
    const asked = { profile: { email: 'ada@shop.example' }, customEvent: 'order-paid', since: '2026-01-01T00:00:00.000Z' }
    expect(requests.map(({ body }) => JSON.parse(body))).toEqual([asked, { ...asked, cursor: 'next one' }])
  })

  test('lookup of nobody rejects with what the collector says', async () => {
    const { client } = clientOf([status(404, {}, { code: 'profile_unknown', detail: 'Nobody has this identifier.' })])
    const reading = async () => {
      for await (const _ of client.lookup({ email: 'ada@shop.example' })) expect.unreachable()
    }
    expect(await failure(reading())).toMatchObject({ code: 'profile_unknown', status: 404 })
  })

  test('merge and its undoing', async () => {
    const merge = { id: 'm/1', target: 'p1', source: 'p2', mergedAt: '2026-11-24T10:00:00.000Z', undoneAt: null }
    const { client, requests } = clientOf([() => Response.json(merge), () => Response.json({ ...merge, undoneAt: merge.mergedAt })])
    expect(await settled(client.merge({ email: 'ada@shop.example' }, { crmId: '7' }))).toEqual(merge)
    expect(await settled(client.undoMerge('m/1'))).toEqual({ ...merge, undoneAt: merge.mergedAt })
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/integrations/profiles/merge',
      'POST /v1/integrations/profiles/merges/m%2F1/undo',
    ])
    expect(JSON.parse(requests[0]!.body)).toEqual({ target: { email: 'ada@shop.example' }, source: { crmId: '7' } })
  })

  test.each<[string, Step, number]>([
    ['again after 503, which says that nothing was done', status(503), 2],
    ['again after 429', status(429), 2],
    ['not after 500', status(500), 1],
    ['not when nobody was reached', unreachable, 1],
    ['not when the answer breaks off', cutShort, 1],
  ])('a merge is asked for %s', async (_, step, count) => {
    const { client, requests } = clientOf([step, () => Response.json({ id: 'm1' })])
    await settled(client.merge({ email: 'ada@shop.example' }, { crmId: '7' }).catch(() => undefined))
    expect(requests).toHaveLength(count)
  })

  test('customEvents lists all pages', async () => {
    const { client, requests } = clientOf([
      () => Response.json({ items: [{ discriminator: 'a' }], nextCursor: 'x&y' }),
      () => Response.json({ items: [{ discriminator: 'b' }], nextCursor: null }),
    ])
    expect((await settled(client.customEvents())).map(({ discriminator }) => discriminator)).toEqual(['a', 'b'])
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v1/integrations/custom-events',
      'GET /v1/integrations/custom-events?cursor=x%26y',
    ])
  })
})

describe('the key', () => {
  test.each<[string, Step]>([
    ['refused', status(401, {}, { code: 'key_unknown' })],
    ['unreachable', unreachable],
    ['hanging', hangs],
    ['no collector', () => new Response('hello')],
  ])('is in no error: %s', async (_, step) => {
    const { client } = clientOf(Array.from({ length: 5 }, () => step))
    const error = await failure(client.track(orderPaid, { orderId: 'A-1' }, { profile }))
    const shown = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error) + error.stack
    expect(shown).toContain(error.code)
    expect(shown).not.toContain('a-very-secret-text')
    expect(shown).not.toMatch(/A-1\b/)
  })

  test('is not in the client', () => {
    const { client } = clientOf()
    expect(inspect(client, { depth: 20, showHidden: true })).not.toContain('a-very-secret-text')
  })

  test.each([
    [{ key: 'sk_with\na line' }, 'key must be a secret key'],
    [{ key: 'wk_123' }, 'key must be a secret key'],
    [{ key: undefined }, 'key must be a secret key'],
    [{ endpoint: 'https://c.shop.example/v1/events' }, 'endpoint must be the origin'],
    [{ endpoint: 'https://me:secret@c.shop.example' }, 'endpoint must be the origin'],
    [{ endpoint: 'c.shop.example' }, 'endpoint must be the origin'],
    [{ endpoint: undefined }, 'endpoint must be the origin'],
    [{ timeoutMs: 0 }, 'timeoutMs must be a number'],
    [{ totalTimeoutMs: Number.NaN }, 'totalTimeoutMs must be a number'],
    [{ maxAttempts: 0 }, 'maxAttempts must be a number'],
  ])('what is wrong with an option is told at once, without its value: %o', (options, message) => {
    const make = () => createServerClient({ endpoint, key, ...options } as ServerClientOptions)
    expect(make).toThrow(new RegExp(`^createServerClient: ${message}`))
    expect(make).not.toThrow(/secret@|line|wk_123/)
  })
})

describe('eventIdOf', () => {
  test('is the same for the same parts, and for no others', async () => {
    const id = await eventIdOf('order-paid', 'A-1')
    expect(id).toBe(await eventIdOf('order-paid', 'A-1'))
    // Told by `printf '["milepost","order-paid","A-1"]' | sha256sum`, with the version 8 and the variant put in.
    expect(id).toBe('7b90dc79-cc52-8e8e-a503-7b0564d1458e')
    expect(isEventId(id)).toBe(true)
    const others = await Promise.all([
      eventIdOf('order-paid', 'A-2'),
      eventIdOf('order-refunded', 'A-1'),
      eventIdOf('order-paid', 'A', '1'),
      eventIdOf('order-paid', 'A', 1),
    ])
    expect(new Set([id, ...others]).size).toBe(5)
  })

  test('makes one event of a webhook that is delivered twice', async () => {
    const { client, requests } = clientOf()
    for (const _ of ['first', 'second'])
      await settled(client.track(orderPaid, { orderId: 'A-1' }, { profile, id: await eventIdOf('order-paid', 'A-1') }))
    expect(requests[0]!.events[0]!.id).toBe(requests[1]!.events[0]!.id)
  })
})
