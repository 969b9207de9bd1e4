// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest'
import { createProfileTracker, type DeliveryReport, defineEvent, type ProfileTrackerOptions, text } from './index.js'

const fields = { orderId: text({ required: true }) }
const ordered = defineEvent({ version: 'order-created@3', fields })
const viewed = defineEvent({ version: 'page-viewed@1', purpose: 'analytics', fields })
const advertised = defineEvent({ version: 'ad-clicked@1', purpose: 'marketing', fields })
const values = { orderId: 'A-1' }

const VISITOR = 'milepost:visitor:wk_1'
const NOW = '2026-11-23T10:00:00.000Z'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

interface Entry {
  readonly id: string
  readonly visitorId?: string
  readonly [member: string]: unknown
}

let sent: Entry[]
let verdict: (entry: Entry) => object
let reports: DeliveryReport[]
/** Keys that were ever written. */
let written: string[]

const fates = () => reports.map(({ id, status }) => [id, status])
const second = () => vi.advanceTimersByTimeAsync(1001)
const visitor = () => localStorage[VISITOR]?.slice(0, 36)

function tracker(options: Partial<ProfileTrackerOptions> = {}) {
  const endpoint = 'https://c.shop.example/v1/events'
  return createProfileTracker({ endpoint, writeKey: 'wk_1', source: 'Website', onReport: (report) => reports.push(report), ...options })
}

/** Tracks and gives back the ID. */
function idOf(result: ReturnType<ReturnType<typeof tracker>['track']>): string {
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.id
}

beforeEach(() => {
  ;[sent, reports, written] = [[], [], []]
  verdict = () => ({ status: 'accepted' })
  vi.stubGlobal('location', { origin: 'https://shop.example', pathname: '/thank-you', port: '' })
  vi.useFakeTimers({ now: new Date(NOW) })
  vi.spyOn(Math, 'random').mockReturnValue(0)
  const set = (target: Record<string, string>, key: string, value: string) => Boolean(written.push(key)) && Reflect.set(target, key, value)
  vi.stubGlobal('localStorage', new Proxy({}, { set }))
  vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
    const { events } = JSON.parse(body) as { events: Entry[] }
    sent.push(...events)
    return Response.json({ verdicts: events.map((entry) => ({ id: entry.id, ...verdict(entry) })) })
  })
})

afterEach(async () => {
  await vi.advanceTimersByTimeAsync(600_000)
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('granted', () => {
  test('an event is sent with a visitor and the consent it is sent under', async () => {
    const id = idOf(tracker().track(viewed, values))
    await second()
    const consent = { purposes: ['analytics', 'marketing'], at: NOW }
    const fields = { source: 'Website', orderId: 'A-1' }
    const page = { url: 'https://shop.example/thank-you' }
    expect(sent).toEqual([{ id, version: 'page-viewed@1', occurredAt: NOW, page, fields, consent, visitorId: expect.stringMatching(UUID) }])
    expect(fates()).toEqual([[id, 'accepted']])
    expect(Object.keys(localStorage)).toEqual([VISITOR])
  })

  test('events of one browser have one visitor, on every page', async () => {
    const first = tracker()
    first.track(ordered, values)
    first.track(ordered, values)
    await second()
    tracker().track(ordered, values)
    await second()
    expect(sent).toHaveLength(3)
    expect(new Set(sent.map(({ visitorId }) => visitorId)).size).toBe(1)
  })

  test('nobody is a visitor before the first event', async () => {
    tracker()
    await second()
    expect(written).toEqual([])
  })

  test('what is not granted is refused, and nothing of it is written or sent', async () => {
    const { track, consent } = tracker()
    vi.setSystemTime('2026-11-23T10:05:00Z')
    consent('granted', ['analytics'])
    expect(track(advertised, values)).toEqual({
      ok: false,
      issues: [
        {
          code: 'consent_missing',
          field: 'consent',
          expected: 'marketing',
          received: 'another purpose',
          message: 'consent must be marketing, received another purpose',
        },
      ],
    })
    expect(written).toEqual([])
    track(viewed, values)
    track(ordered, values)
    await second()
    expect(sent.map(({ version, consent }) => [version, consent])).toEqual([
      ['page-viewed@1', { purposes: ['analytics'], at: '2026-11-23T10:05:00.000Z' }],
      ['order-created@3', { purposes: ['analytics'], at: '2026-11-23T10:05:00.000Z' }],
    ])
  })

  test('where storage is forbidden, the visitor lives as long as the page', async () => {
    vi.spyOn(globalThis, 'localStorage', 'get').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError')
    })
    const { track } = tracker()
    track(ordered, values)
    await second()
    track(ordered, values)
    await second()
    expect(new Set(sent.map(({ visitorId }) => visitorId))).toEqual(new Set([expect.stringMatching(UUID)]))
    expect(sent).toHaveLength(2)
  })

  test('an event that would not fit with its consent is refused at once', () => {
    const big = defineEvent({ version: 'big@1', fields: { note: ['text', () => true] as const } })
    const room = (length: number) => tracker().track(big, { note: 'x'.repeat(length) } as never).ok
    expect([room(32_000), room(32_768 - 256)]).toEqual([true, false])
    for (const json of Object.values(localStorage)) expect((json as string).length).toBeLessThanOrEqual(32_768)
  })
})

describe('pending', () => {
  test('events wait in memory, and are sent as they were once consent is there', async () => {
    const { track, consent } = tracker({ consentStart: 'pending' })
    const first = idOf(track(ordered, values))
    vi.stubGlobal('location', { origin: 'https://shop.example', pathname: '/elsewhere', port: '' })
    await vi.advanceTimersByTimeAsync(60_000)
    const later = idOf(track(viewed, values))
    expect([written, sent]).toEqual([[], []])
    consent('granted')
    await second()
    expect(sent).toMatchObject([
      { id: first, occurredAt: NOW, page: { url: 'https://shop.example/thank-you' }, consent: { at: '2026-11-23T10:01:00.000Z' } },
      { id: later, occurredAt: '2026-11-23T10:01:00.000Z', page: { url: 'https://shop.example/elsewhere' } },
    ])
    expect(fates()).toEqual([
      [first, 'accepted'],
      [later, 'accepted'],
    ])
  })

  test('events are gone once consent is denied, and told so', async () => {
    const { track, consent } = tracker({ consentStart: 'pending' })
    const id = idOf(track(ordered, values))
    consent('denied')
    consent('granted')
    await second()
    expect([written, sent]).toEqual([[], []])
    expect(fates()).toEqual([[id, 'denied']])
  })

  test('of events that waited, those of a purpose that is not granted are gone', async () => {
    const { track, consent } = tracker({ consentStart: 'pending' })
    const [kept, gone] = [idOf(track(viewed, values)), idOf(track(advertised, values))]
    consent('granted', ['analytics'])
    await second()
    expect(sent.map(({ id }) => id)).toEqual([kept])
    expect(fates()).toEqual([
      [gone, 'denied'],
      [kept, 'accepted'],
    ])
  })

  test('what an earlier page left stays where it is until consent is there', async () => {
    idOf(tracker().track(ordered, values))
    // Another page, before the first has sent anything.
    vi.clearAllTimers()
    const before = { ...localStorage }
    const { consent } = tracker({ consentStart: 'pending' })
    await vi.advanceTimersByTimeAsync(60_000)
    expect({ ...localStorage }).toEqual(before)
    expect(sent).toEqual([])
    consent('granted')
    await second()
    expect(sent).toHaveLength(1)
  })

  test('after granted nothing more leaves, and the queue stays', async () => {
    const { track, consent } = tracker()
    track(ordered, values)
    consent('pending')
    track(ordered, values)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent).toEqual([])
    expect(Object.keys(localStorage)).toHaveLength(2)
    consent('granted')
    await second()
    expect(sent).toHaveLength(2)
  })

  test('a state that there is not is pending', async () => {
    const { track, consent } = tracker()
    consent('yes' as never)
    expect(track(ordered, values).ok).toBe(true)
    await second()
    expect([written, sent]).toEqual([[], []])
  })
})

describe('denied', () => {
  test('from the start: nothing is written, sent or kept', async () => {
    const { track, identify, consent } = tracker({ consentStart: 'denied' })
    for (const result of [track(ordered, values), track(advertised, values), identify({ crmId: '7' })])
      expect(result).toMatchObject({ ok: false, issues: [{ code: 'consent_missing', received: 'denied' }] })
    await second()
    consent('granted')
    await second()
    expect([written, sent, reports]).toEqual([[], [], []])
  })

  test('what is queued and who the visitor is are purged at once, and told; what belongs to others is left alone', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    Object.assign(localStorage, { cart: 'full', 'milepost:wk_2:x': '{}', 'milepost:visitor:wk_2': 'them' })
    const { track, consent } = tracker()
    const ids = [idOf(track(ordered, values)), idOf(track(ordered, values))]
    await second()
    expect(Object.keys(localStorage)).toHaveLength(6)
    consent('denied')
    expect(Object.keys(localStorage)).toEqual(['cart', 'milepost:wk_2:x', 'milepost:visitor:wk_2'])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(fates()).toEqual(ids.map((id) => [id, 'denied']))
  })

  test('the answer to a request that was under way is not heard, and no beacon follows it', async () => {
    const beacon = vi.fn()
    vi.stubGlobal('navigator', { sendBeacon: beacon })
    const { promise, reject } = Promise.withResolvers<Response>()
    const request = vi.fn(() => promise)
    vi.stubGlobal('fetch', request)
    const { track, consent } = tracker()
    const id = idOf(track(ordered, values))
    await second()
    expect(request).toHaveBeenCalledTimes(1)
    consent('denied')
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
    reject(new TypeError('Failed to fetch'))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(beacon).not.toHaveBeenCalled()
    expect(request).toHaveBeenCalledTimes(1)
    expect(fates()).toEqual([[id, 'denied']])
  })

  test('whoever grants it again is a new visitor', async () => {
    const { track, consent } = tracker()
    track(ordered, values)
    await second()
    consent('denied')
    consent('granted')
    track(ordered, values)
    await second()
    expect(sent).toHaveLength(2)
    expect(sent[1]?.visitorId).not.toBe(sent[0]?.visitorId)
  })
})

describe('Global Privacy Control', () => {
  beforeEach(() => {
    vi.stubGlobal('navigator', { globalPrivacyControl: true })
  })

  test('lets only what is necessary pass, without a visitor', async () => {
    const { track, identify } = tracker()
    for (const result of [track(viewed, values), track(advertised, values), identify({ crmId: '7' })])
      expect(result).toMatchObject({ ok: false, issues: [{ code: 'consent_missing', received: 'an objection' }] })
    expect(written).toEqual([])
    const id = idOf(track(ordered, values))
    await second()
    expect(sent).toMatchObject([{ id, consent: { purposes: [], at: NOW } }])
    expect(sent[0]).not.toHaveProperty('visitorId')
    expect(written).toEqual([`milepost:wk_1:${id}`])
  })

  test('is not outdone by what a page is told', async () => {
    const { track, consent } = tracker({ consentStart: 'pending' })
    consent('granted', ['analytics', 'marketing'])
    expect(track(viewed, values).ok).toBe(false)
    track(ordered, values)
    await second()
    expect(sent).toMatchObject([{ consent: { purposes: [] } }])
  })

  test('counts for nothing in a section that says so', async () => {
    const { track } = tracker({ honourGpc: false })
    track(viewed, values)
    await second()
    expect(sent).toMatchObject([{ visitorId: expect.stringMatching(UUID), consent: { purposes: ['analytics', 'marketing'] } }])
  })
})

describe('identify', () => {
  test('is sent like an event, with its proof, and reported', async () => {
    const { identify } = tracker()
    const id = idOf(identify({ email: 'ada@shop.example' }, 'v1.1.n.a'))
    await second()
    expect(sent).toEqual([
      {
        id,
        occurredAt: NOW,
        visitorId: expect.stringMatching(UUID),
        identify: { email: 'ada@shop.example' },
        proof: 'v1.1.n.a',
        consent: { purposes: ['analytics', 'marketing'], at: NOW },
      },
    ])
    expect(fates()).toEqual([[id, 'accepted']])
  })

  test('keeps the visitor, whoever says again who it is, by whatever kind', async () => {
    const { track, identify } = tracker()
    track(ordered, values)
    for (const identifier of [
      { email: 'ada@shop.example' },
      { crmId: '7' },
      { mobile: '+46701234567' },
      { crmId: '7' },
      { email: 'ada@shop.example' },
    ])
      identify(identifier)
    tracker().identify({ crmId: '7' })
    await second()
    expect(new Set(sent.map(({ visitorId }) => visitorId)).size).toBe(1)
  })

  test.each([
    [{ email: 'ada@shop.example' }, { email: 'bob@shop.example' }],
    [{ crmId: 'C-1001' }, { crmId: 'C-1010' }],
    [{ mobile: '+46701234567' }, { mobile: '+46701234576' }],
  ])('of another person, %j then %j, starts a new visitor before it is sent', async (first, then) => {
    const { track, identify } = tracker()
    track(ordered, values)
    identify(first)
    // A later visit.
    const next = tracker()
    next.identify(then)
    next.track(ordered, values)
    await second()
    const [before, firstId, thenId, after] = sent.map(({ visitorId }) => visitorId)
    expect(before).toBe(firstId)
    expect(after).toBe(thenId)
    expect(thenId).not.toBe(firstId)
    // And the first one, back again, is not taken for the visitor of the second.
    next.identify(first)
    await second()
    expect([firstId, thenId]).not.toContain(sent[4]?.visitorId)
  })

  test('leaves nothing behind that says who it was', () => {
    tracker().identify({ email: 'ada@shop.example' })
    expect(localStorage[VISITOR]).toMatch(/^[0-9a-f-]{36}email\d{1,4}$/)
  })

  test('of somebody who is somebody else to the collector starts a new visitor', async () => {
    verdict = ({ identify }) =>
      identify ? { status: 'rejected', issues: [{ code: 'identity_conflict', message: '' }] } : { status: 'accepted' }
    const { track, identify } = tracker()
    track(ordered, values)
    identify({ crmId: '7' })
    await second()
    expect(localStorage[VISITOR]).toBeUndefined()
    track(ordered, values)
    await second()
    expect(sent[2]?.visitorId).not.toBe(sent[0]?.visitorId)
    expect(reports.map(({ status }) => status)).toEqual(['accepted', 'rejected', 'accepted'])
  })

  test('waits for consent, and comes before what was tracked after it', async () => {
    const { track, identify, consent } = tracker({ consentStart: 'pending' })
    track(ordered, values)
    identify({ crmId: '7' })
    track(ordered, values)
    expect(written).toEqual([])
    consent('granted')
    await second()
    expect(sent.map((entry) => 'identify' in entry)).toEqual([false, true, false])
    expect(new Set(sent.map(({ visitorId }) => visitorId)).size).toBe(1)
  })

  test.each([
    ['nothing', undefined, 'nothing'],
    ['an empty object', {}, 'object'],
    ['an unknown kind', { phone: '1' }, 'another'],
    ['two at once', { email: 'a@b.example', crmId: '7' }, 'several'],
    ['a text', 'ada@shop.example', 'several'],
    ['what throws when it is read', new Proxy({}, { ownKeys: () => { throw new Error('boom') } }), 'object'], // biome-ignore format: one line per case
  ])('by %s is refused, and changes nothing', (_, identifier, received) => {
    const expected = 'an object with exactly one of email, mobile, crmId'
    expect(tracker().identify(identifier as never)).toMatchObject({
      ok: false,
      issues: [{ code: 'profile_invalid', field: 'identify', expected, received }],
    })
    expect(written).toEqual([])
  })

  test.each([
    ['one that is missing', { email: undefined }, 'identify.email', 'nothing'],
    ['a blank one', { crmId: ' ' }, 'identify.crmId', 'an empty one'],
    ['a number', { crmId: 7 }, 'identify.crmId', 'number'],
  ])('by an identifier of a known kind, %s, is refused, and changes nothing', (_, identifier, field, received) => {
    expect(tracker().identify(identifier as never)).toMatchObject({
      ok: false,
      issues: [{ code: 'identifier_invalid', field, expected: 'text', received }],
    })
    expect(written).toEqual([])
  })

  test('is not a matter of what purposes are granted', () => {
    const { identify, consent } = tracker()
    consent('granted', ['analytics'])
    expect(identify({ crmId: '7' })).toMatchObject({ ok: true })
  })
})

describe('nothing that a page hands over makes it throw', () => {
  const thrower = () => {
    throw new Error('boom')
  }
  test.each([
    ['a field that is missing', {}, { code: 'field_required', field: 'orderId' }],
    ['an unknown field', { orderId: 'A-1', coupon: 'X' }, { code: 'field_unknown', field: 'coupon' }],
    ['a proxy that throws', new Proxy({}, { ownKeys: thrower }), { code: 'event_invalid', expected: 'readable', received: 'an error' }],
  ])('%s is refused, and explained to a developer', (_, fields, expected) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const refused = { ok: false, issues: [expect.objectContaining(expected)] }
    expect(tracker().track(ordered, fields as never)).toEqual(refused)
    expect(warn).not.toHaveBeenCalled()
    vi.stubGlobal('location', { origin: 'http://localhost:5173', pathname: '/', port: '5173' })
    expect(tracker().track(ordered, fields as never)).toEqual(refused)
    expect(warn.mock.calls).toEqual([['milepost', 'order-created@3', refused.issues]])
    expect(written).toEqual([])
  })

  test('what is refused for want of consent is explained to a developer', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const { identify } = tracker({ consentStart: 'denied' })
    identify({ crmId: '7' })
    expect(warn).not.toHaveBeenCalled()
    vi.stubGlobal('location', { origin: 'http://localhost:5173', pathname: '/', port: '5173' })
    const issue = { code: 'consent_missing', field: 'consent', expected: 'granted', received: 'denied' }
    expect(identify({ crmId: '7' })).toMatchObject({ ok: false, issues: [issue] })
    expect(warn.mock.calls).toEqual([['milepost', [expect.objectContaining(issue)]]])
  })
})

test('reset makes what follows that of a new visitor', async () => {
  const { track, reset } = tracker()
  track(ordered, values)
  reset()
  track(ordered, values)
  await second()
  expect(sent).toHaveLength(2)
  expect(sent[1]?.visitorId).not.toBe(sent[0]?.visitorId)
  expect(sent[1]?.visitorId).toBe(visitor())
})

test('an event that nobody has declared is not taken for an identification', () => {
  for (const nothing of [undefined, null, {}, { version: 'a@1' }])
    expect(tracker().track(nothing as never, values as never)).toMatchObject({
      ok: false,
      issues: [{ code: 'event_invalid', expected: 'declared by defineEvent' }],
    })
})

test('where there is no page nothing happens', () => {
  vi.stubGlobal('document', undefined)
  const { track, identify, consent, reset } = tracker()
  consent('granted')
  reset()
  expect([track(ordered, values), identify({ crmId: '7' })]).toEqual([
    { ok: false, issues: [] },
    { ok: false, issues: [] },
  ])
})

test('only a missing option throws, and names itself', () => {
  expect(() => tracker({ endpoint: '' })).toThrow(new TypeError('createProfileTracker: endpoint is missing'))
  expect(() => tracker({ writeKey: '' })).toThrow(new TypeError('createProfileTracker: writeKey is missing'))
})

test('what it takes is typed', () => {
  const { track, consent } = tracker()
  expectTypeOf<Parameters<typeof consent>[0]>().toEqualTypeOf<'granted' | 'pending' | 'denied'>()
  const refusedByTypes = () => {
    // @ts-expect-error orderId is required
    track(ordered, {})
    // @ts-expect-error there is no such purpose
    defineEvent({ version: 'a@1', purpose: 'fun', fields: {} })
    // @ts-expect-error what is necessary needs no consent
    consent('granted', ['necessary'])
  }
  expect(refusedByTypes).toBeTypeOf('function')
})
