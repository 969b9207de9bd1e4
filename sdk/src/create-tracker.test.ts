// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest'
import { createTracker, type DeliveryReport, date, decimal, defineEvent, number, text, timestamp } from './index.js'

const orderCreated = defineEvent({
  version: 'order-created@3',
  fields: { orderId: text({ required: true }), total: decimal(), items: number(), due: date(), paidAt: timestamp() },
})
const options = { endpoint: 'https://c.shop.example/v1/events', writeKey: 'wk_1', source: 'Website' }

// What stands behind the path may be personal: it stays in the page.
const SHOP = {
  href: 'https://shop.example/thank-you?email=a@b.example#top',
  origin: 'https://shop.example',
  pathname: '/thank-you',
  port: '',
}

const stored = () =>
  Object.entries(localStorage)
    .filter(([key]) => key.startsWith('milepost:wk_1:'))
    .map(([, json]) => JSON.parse(json as string))

beforeEach(() => {
  // A page of a shop; on a development server refused events are also explained in the console.
  vi.stubGlobal('location', SHOP)
  vi.useFakeTimers({ now: new Date('2026-11-23T10:00:00Z') })
  vi.stubGlobal('localStorage', {})
  vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) =>
    Response.json({ verdicts: JSON.parse(body).events.map(({ id }: { id: string }) => ({ id, status: 'accepted' })) }),
  )
})

afterEach(async () => {
  await vi.advanceTimersByTimeAsync(600_000)
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

test('a valid event is stored whole before anything is sent', () => {
  const result = createTracker(options).track(orderCreated, { orderId: 'A-1', total: 129.5, paidAt: new Date('2026-11-23T09:59:59Z') })
  expect(result.ok).toBe(true)
  expect(stored()).toEqual([
    {
      id: result.ok && result.id,
      version: 'order-created@3',
      occurredAt: '2026-11-23T10:00:00.000Z',
      page: { url: 'https://shop.example/thank-you' },
      fields: { source: 'Website', orderId: 'A-1', total: 129.5, paidAt: '2026-11-23T09:59:59.000Z' },
    },
  ])
})

test('IDs are UUIDs of version 7, unique, and sort by time', async () => {
  const tracker = createTracker(options)
  const ids: string[] = []
  for (let index = 0; index < 500; index++) {
    const result = tracker.track(orderCreated, { orderId: 'A-1' })
    if (result.ok) ids.push(result.id)
    vi.setSystemTime(Date.now() + 1)
  }
  expect(new Set(ids).size).toBe(500)
  expect([...ids].sort()).toEqual(ids)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(Number.parseInt((ids[0] as string).replace('-', '').slice(0, 12), 16)).toBe(Date.parse('2026-11-23T10:00:00Z'))
})

test('making a tracker opens no storage, which would wait for another process: the first event does, or the first look for older ones', async () => {
  const open = vi.fn(() => ({}))
  Object.defineProperty(globalThis, 'localStorage', { get: open, configurable: true })
  const tracker = createTracker(options)
  expect(open).not.toHaveBeenCalled()
  tracker.track(orderCreated, { orderId: 'A-1' })
  expect(open).toHaveBeenCalledOnce()
  await vi.advanceTimersByTimeAsync(5000)
  createTracker(options)
  expect(open).toHaveBeenCalledOnce()
  await vi.advanceTimersByTimeAsync(5000)
  expect(open).toHaveBeenCalledTimes(2)
})

test('an event of usual size draws random bytes once, and is measured without a blob, which are the slow calls', () => {
  const draw = vi.spyOn(crypto, 'getRandomValues')
  const measure = vi.fn()
  vi.stubGlobal('Blob', measure)
  expect(createTracker(options).track(orderCreated, { orderId: 'A-1', total: 129.5 })).toMatchObject({ ok: true })
  expect(draw).toHaveBeenCalledOnce()
  expect(measure).not.toHaveBeenCalled()
})

test('an invalid event is refused with every issue, and neither stored nor sent', () => {
  const wrong = { total: '129.5', coupon: 'X' } as unknown as { orderId: string }
  expect(createTracker(options).track(orderCreated, wrong)).toEqual({
    ok: false,
    issues: [
      {
        code: 'field_required',
        field: 'orderId',
        expected: 'text',
        received: 'nothing',
        message: 'orderId must be text, received nothing',
      },
      { code: 'field_type', field: 'total', expected: 'decimal', received: 'text', message: 'total must be decimal, received text' },
      { code: 'field_unknown', field: 'coupon', expected: 'absent', received: 'text', message: 'coupon must be absent, received text' },
    ],
  })
  expect(stored()).toEqual([])
})

test('the source comes from the call, else from the tracker, else it is missing', () => {
  const sources = (source: string | undefined, call: object) =>
    createTracker({ ...options, source: source as string }).track(orderCreated, { orderId: 'A-1', ...call })
  sources('Website', {})
  sources('Website', { source: 'Checkout' })
  expect(
    stored()
      .map(({ fields }) => fields.source)
      .sort(),
  ).toEqual(['Checkout', 'Website'])
  expect(sources(undefined, {})).toMatchObject({ ok: false, issues: [{ code: 'source_missing' }] })
})

test('an event over 32 KiB is refused at once', () => {
  const big = defineEvent({
    version: 'big@1',
    fields: Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`text${index}`, text()])),
  })
  const filled = Object.fromEntries(Object.keys(big.fields).map((key) => [key, 'x'.repeat(4096)]))
  expect(createTracker(options).track(big, filled)).toMatchObject({
    ok: false,
    issues: [{ code: 'event_too_large', expected: 'at most 32768 bytes', received: expect.stringMatching(/^3\d{4} bytes$/) }],
  })
  expect(stored()).toEqual([])
})

test('an event is measured in bytes, of which a character has up to three', () => {
  const long = defineEvent({ version: 'long@1', fields: { one: text(), two: text(), three: text() } })
  const filled = (characters: number) =>
    createTracker(options).track(long, { one: '日'.repeat(4096), two: '日'.repeat(4096), three: '日'.repeat(characters) })
  expect(filled(2600)).toMatchObject({ ok: true })
  expect(filled(2731)).toMatchObject({ ok: false, issues: [{ code: 'event_too_large' }] })
})

test('an event of exactly 32 KiB is taken, one byte more is not', () => {
  const big = defineEvent({
    version: 'big@1',
    fields: Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`text${index}`, text()])),
  })
  const track = (length: number) =>
    createTracker(options).track(
      big,
      Object.fromEntries(Object.keys(big.fields).map((key, index) => [key, 'x'.repeat(index ? 4000 : length)])),
    )
  const refused = track(4000)
  const tooMany = refused.ok ? 0 : Number.parseInt(refused.issues[0]?.received ?? '', 10) - 32_768
  expect(track(4000 - tooMany)).toMatchObject({ ok: true })
  expect(track(4001 - tooMany)).toMatchObject({ ok: false, issues: [{ code: 'event_too_large', received: '32769 bytes' }] })
})

test('refused events are explained in the console of a development server, and there only', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const tracker = createTracker(options)
  const wrong = () => tracker.track(orderCreated, { orderId: 5 } as never)
  wrong()
  expect(warn).not.toHaveBeenCalled()
  vi.stubGlobal('location', { ...SHOP, port: '5173' })
  wrong()
  expect(warn.mock.calls).toEqual([
    ['milepost', 'order-created@3', [expect.objectContaining({ field: 'orderId', expected: 'text', received: 'number' })]],
  ])
})

test('what cannot be read is explained too, and what nobody has declared', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  vi.stubGlobal('location', { ...SHOP, port: '5173' })
  expect(createTracker(options).track(undefined as never, { orderId: 'A-1' })).toMatchObject({
    ok: false,
    issues: [{ code: 'event_invalid', expected: 'readable', received: 'an error' }],
  })
  expect(warn.mock.calls).toEqual([['milepost', undefined, [expect.objectContaining({ code: 'event_invalid' })]]])
})

test('only a missing option throws, and names itself', () => {
  expect(() => createTracker({ ...options, endpoint: '' })).toThrow(new TypeError('createTracker: endpoint is missing'))
  expect(() => createTracker({ ...options, writeKey: '' })).toThrow(new TypeError('createTracker: writeKey is missing'))
})

describe('nothing that a page hands over makes track throw', () => {
  const cyclic: Record<string, unknown> = {}
  cyclic.self = cyclic
  const thrower = () => {
    throw new Error('boom')
  }
  test.each([
    ['undefined', undefined, 'field_required'],
    ['null', null, 'field_required'],
    ['a string', 'orderId', 'field_unknown'],
    ['a getter that throws', Object.defineProperty({}, 'orderId', { enumerable: true, get: thrower }), 'event_invalid'],
    ['a proxy that throws', new Proxy({}, { ownKeys: thrower }), 'event_invalid'],
    ['a cycle', { orderId: cyclic }, 'field_type'],
    ['a symbol', { orderId: Symbol('s') }, 'field_type'],
    ['a bigint', { orderId: 1n }, 'field_type'],
    ['a function', { orderId: thrower }, 'field_type'],
    ['an object whose toString throws', { orderId: { toString: thrower }, paidAt: { toString: thrower, valueOf: thrower } }, 'field_type'],
    ['a date that is none', { orderId: 'A-1', paidAt: new Date(Number.NaN) }, 'field_type'],
    ['a date whose toJSON throws', { orderId: 'A-1', paidAt: Object.assign(new Date(), { toJSON: thrower }) }, 'event_invalid'],
  ])('%s', (_, fields, code) => {
    const result = createTracker(options).track(orderCreated, fields as never)
    expect(result).toMatchObject({
      ok: false,
      issues: expect.arrayContaining([expect.objectContaining({ code, message: expect.any(String) })]),
    })
    expect(stored()).toEqual([])
  })
})

test('every accepted event is reported once, and an error in the callback stays out of the delivery', async () => {
  const reports: DeliveryReport[] = []
  const errors: unknown[] = []
  const onError = (error: unknown) => errors.push(error)
  process.on('uncaughtException', onError)
  const tracker = createTracker({
    ...options,
    onReport: (report) => {
      reports.push(report)
      throw new Error("the page's own")
    },
  })
  tracker.track(orderCreated, { orderId: 'A-1' })
  tracker.track(orderCreated, { orderId: 'A-2' })
  await vi.advanceTimersByTimeAsync(1001).catch(onError)
  await vi.advanceTimersByTimeAsync(0).catch(onError)
  await vi.advanceTimersByTimeAsync(0).catch(onError)
  process.off('uncaughtException', onError)
  expect(reports.map(({ status }) => status)).toEqual(['accepted', 'accepted'])
  expect(errors).toContainEqual(new Error("the page's own"))
  expect(stored()).toEqual([])
})

test('track is typed by the definition', () => {
  const { track } = createTracker(options)
  type Values = Parameters<typeof track<(typeof orderCreated)['fields']>>[1]
  expectTypeOf<Values['orderId']>().toEqualTypeOf<string>()
  expectTypeOf<Values['total']>().toEqualTypeOf<number | null | undefined>()
  expectTypeOf<Values['paidAt']>().toEqualTypeOf<string | Date | null | undefined>()
  expectTypeOf<Values['source']>().toEqualTypeOf<string | undefined>()
  const refusedByTypes = () => {
    // @ts-expect-error orderId is required
    track(orderCreated, { total: 1 })
    // @ts-expect-error total is a number
    track(orderCreated, { orderId: 'A-1', total: '1' })
    // @ts-expect-error there is no coupon
    track(orderCreated, { orderId: 'A-1', coupon: 'X' })
  }
  expect(refusedByTypes).toBeTypeOf('function')
})
