import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Deliver, DeliveryReport } from '../src/deliver.js'

// The network is scripted here because these are rules about time, and only a scripted answer comes at a moved clock's instant.
// The browser tests run the same code against the real collector, over real connections.

type Answer = { status: number; headers?: Record<string, string>; body?: string } | 'no connection' | 'accept'
interface Sent {
  readonly at: number
  readonly ids: string[]
  readonly dropped: Record<string, number>
}

let sent: Sent[] = []
let answers: Answer[] = []
let reports: DeliveryReport[] = []

const PREFIX = 'milepost:wk_1:'
const event = (id: string, filling = '') => JSON.stringify({ id, version: 'a@1', fields: { source: 'Test', filling } })
const stored = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))
/** Lets the page be seen, or go away. */
const show = (visible: boolean) => {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(!visible)
  dispatchEvent(new Event('visibilitychange'))
}

/**
 * What is asked of every delivery, in a page with happy-dom.
 * @param startDelivery starts one and gives back what hands it events under their IDs, as JSON of an event with a `filling`
 */
export function deliveryCases(
  startDelivery: (endpoint: string, writeKey: string, report: (report: DeliveryReport) => void) => Deliver,
): void {
  const start = () => startDelivery('https://c.shop.example/v1/events', 'wk_1', (report) => reports.push(report))

  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-11-23T10:00:00Z') })
    localStorage.clear()
    ;[sent, answers, reports] = [[], [], []]
    vi.spyOn(Math, 'random').mockReturnValue(0)
    show(true)
    // happy-dom's Request has no keepalive, which every supported browser but an old Firefox has.
    vi.stubGlobal(
      'Request',
      class {
        get keepalive() {
          return true
        }
      },
    )
    vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
      const { events, dropped } = JSON.parse(body)
      sent.push({ at: performance.now(), ids: events.map(({ id }: { id: string }) => id), dropped })
      const answer = answers.shift() ?? 'accept'
      if (answer === 'no connection') throw new TypeError('Failed to fetch')
      if (answer === 'accept') return Response.json({ verdicts: events.map(({ id }: { id: string }) => ({ id, status: 'accepted' })) })
      return new Response(answer.status === 204 ? null : (answer.body ?? '{}'), { status: answer.status, headers: answer.headers ?? {} })
    })
  })

  afterEach(async () => {
    // Leaves no delivery of an earlier test with something to send.
    await vi.advanceTimersByTimeAsync(3_600_000)
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
    vi.useRealTimers()
  })

  test('what happens within a second leaves together, and is gone from storage once its verdict came', async () => {
    const deliver = start()
    deliver('1', event('1'))
    await vi.advanceTimersByTimeAsync(500)
    deliver('2', event('2'))
    expect(stored()).toHaveLength(2)
    expect(sent).toEqual([])
    await vi.advanceTimersByTimeAsync(501)
    expect(sent.map(({ ids }) => ids)).toEqual([['1', '2']])
    expect(stored()).toEqual([])
    expect(reports).toEqual([
      { id: '1', status: 'accepted' },
      { id: '2', status: 'accepted' },
    ])
  })

  test('what an earlier page left behind is sent, what is unreadable is removed, what belongs to others is left alone', async () => {
    localStorage.setItem(`${PREFIX}old`, event('old'))
    localStorage.setItem(`${PREFIX}broken`, '{"id":')
    localStorage.setItem('milepost:wk_2:other', event('other'))
    localStorage.setItem('cart', 'full')
    start()
    await vi.advanceTimersByTimeAsync(1001)
    expect(sent.map(({ ids }) => ids)).toEqual([['old']])
    expect(Object.keys(localStorage).sort()).toEqual(['cart', 'milepost:wk_2:other'])
  })

  test.each(['null', '5', '"x"', '[]', '{}', event('other'), event('broken ')])(
    'what is no event of ours, %s, is removed, not sent for ever',
    async (text) => {
      localStorage.setItem(`${PREFIX}broken`, text)
      start()('1', event('1'))
      await vi.advanceTimersByTimeAsync(60_000)
      expect(sent.map(({ ids }) => ids)).toEqual([['1']])
      expect(stored()).toEqual([])
    },
  )

  test.each<[what: string, id: unknown]>([
    ['a number', 5],
    ['nothing', null],
    ['longer than the collector repeats', 'x'.repeat(65)],
  ])('what has an ID that is %s is removed, not sent for ever', async (_, id) => {
    localStorage.setItem(PREFIX + id, JSON.stringify({ id, version: 'a@1', fields: {} }))
    start()('1', event('1'))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent.map(({ ids }) => ids)).toEqual([['1']])
    expect(stored()).toEqual([])
  })

  test('what is larger than browsers let outlive its page goes without, at the third attempt', async () => {
    localStorage.setItem(`${PREFIX}old`, event('old', 'x'.repeat(65_536)))
    const kept: (boolean | undefined)[] = []
    const send = fetch
    vi.stubGlobal('fetch', async (url: string, init: RequestInit & { body: string }) => {
      kept.push(init.keepalive)
      if (init.keepalive && new Blob([init.body]).size > 65_536) throw new TypeError('Failed to fetch')
      return send(url, init)
    })
    start()('1', event('1'))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(kept.slice(0, 3)).toEqual([true, true, false])
    expect(reports.map(({ id }) => id).sort()).toEqual(['1', 'old'])
    expect(stored()).toEqual([])
  })

  test('a request outlives its page, brings no cookies, needs no preflight and is given up after half a minute', async () => {
    const requests: RequestInit[] = []
    const timeout = vi.spyOn(AbortSignal, 'timeout')
    const send = fetch
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
      requests.push(init)
      return send(url, init)
    })
    start()('1', event('1'))
    await vi.advanceTimersByTimeAsync(1001)
    expect(requests).toEqual([
      {
        ...{ method: 'POST', keepalive: true, credentials: 'omit', redirect: 'error' },
        ...{ body: expect.any(String), signal: timeout.mock.results[0]?.value },
      },
    ])
    expect(timeout.mock.calls).toEqual([[30_000]])
  })

  test('a browser that cannot give a request up sends all the same', async () => {
    vi.stubGlobal('AbortSignal', class {})
    start()('1', event('1'))
    await vi.advanceTimersByTimeAsync(1001)
    expect(reports).toEqual([{ id: '1', status: 'accepted' }])
  })

  describe('which answers are tried again', () => {
    const statuses = Array.from({ length: 400 }, (_, index) => index + 200)
    const again = (status: number) =>
      status < 300 || status === 408 || status === 429 || (status >= 500 && ![501, 505, 511].includes(status))

    test('of every status from 200 to 599', async () => {
      const deliver = start()
      for (const status of statuses) {
        ;[sent, reports] = [[], []]
        answers = [{ status }]
        deliver(`s${status}`, event(`s${status}`))
        await vi.advanceTimersByTimeAsync(20_000)
        const expected = again(status) ? [2, 'accepted'] : [1, 'refused']
        expect([sent.length, reports[0]?.status], String(status)).toEqual(expected)
        expect(reports.map(({ id }) => id)).toEqual([`s${status}`])
        expect(stored()).toEqual([])
      }
    })

    test.each([
      ['no connection', 'no connection'],
      ['a captive portal', { status: 200, body: '<html>Welcome</html>' }],
      ['an answer cut short', { status: 200, body: '{"verdicts":[{"id":"1","sta' }],
      ['too few verdicts', { status: 200, body: '{"verdicts":[]}' }],
      ['verdicts that say nothing', { status: 200, body: '{"verdicts":[{}]}' }],
      ['verdicts that are none', { status: 200, body: '{"verdicts":"x"}' }],
      ['JSON that is no answer', { status: 200, body: '"ok"' }],
    ] as const)('%s is no answer', async (_, answer) => {
      answers = [answer]
      start()('1', event('1'))
      await vi.advanceTimersByTimeAsync(1500)
      expect([sent.length, reports.length, stored().length]).toEqual([1, 0, 1])
      await vi.advanceTimersByTimeAsync(3000)
      expect(sent).toHaveLength(2)
      expect(reports).toEqual([{ id: '1', status: 'accepted' }])
    })
  })

  describe('when it is tried again', () => {
    const gaps = () => sent.slice(1).map(({ at }, index) => Math.round((at - (sent[index]?.at ?? 0)) / 1000))

    test('after twice as long each time, up to five minutes', async () => {
      answers = Array.from({ length: 11 }, () => 'no connection')
      start()('1', event('1'))
      await vi.advanceTimersByTimeAsync(3_000_000)
      expect(gaps()).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300])
      expect(reports).toEqual([{ id: '1', status: 'accepted' }])
    })

    test('after four times as long each time when chance says the most, up to ten minutes', async () => {
      vi.mocked(Math.random).mockReturnValue(0.9999)
      answers = Array.from({ length: 7 }, () => 'no connection')
      start()('1', event('1'))
      await vi.advanceTimersByTimeAsync(4_000_000)
      expect(gaps()).toEqual([4, 16, 64, 256, 600, 600, 600])
    })

    test.each([
      ['0', 2],
      ['1', 2],
      ['7', 7],
      ['300', 300],
      ['99999', 300],
      ['-5', 2],
      ['soon', 2],
      ['Mon, 23 Nov 2026 10:01:01 GMT', 60],
      ['Mon, 23 Nov 2026 09:00:00 GMT', 2],
      ['Tue, 24 Nov 2026 10:00:00 GMT', 300],
    ])('Retry-After: %s waits %i s', async (header, seconds) => {
      answers = [{ status: 503, headers: { 'retry-after': header } }]
      start()('1', event('1'))
      await vi.advanceTimersByTimeAsync(700_000)
      expect(gaps()).toEqual([seconds])
    })

    test('new events do not hasten it', async () => {
      answers = [{ status: 503, headers: { 'retry-after': '100' } }]
      const deliver = start()
      deliver('0', event('0'))
      for (let index = 1; index < 25; index++) {
        await vi.advanceTimersByTimeAsync(4000)
        deliver(`${index}`, event(`${index}`))
      }
      expect(sent).toHaveLength(1)
      await vi.advanceTimersByTimeAsync(10_000)
      expect(sent).toHaveLength(2)
      expect(reports).toHaveLength(25)
    })

    test('only the page going away hastens it', async () => {
      answers = [{ status: 503, headers: { 'retry-after': '100' } }]
      start()('1', event('1'))
      await vi.advanceTimersByTimeAsync(1500)
      show(true)
      await vi.advanceTimersByTimeAsync(0)
      expect(sent).toHaveLength(1)
      show(false)
      await vi.advanceTimersByTimeAsync(0)
      expect(sent).toHaveLength(2)
    })

    test('what the page going away has hastened takes the place of what was planned', async () => {
      answers = Array.from({ length: 3 }, () => ({ status: 503 }))
      start()('1', event('1'))
      await vi.advanceTimersByTimeAsync(2000)
      show(false)
      await vi.advanceTimersByTimeAsync(30_000)
      expect(sent.map(({ at }) => Math.round(at / 1000) - Math.round((sent[0]?.at ?? 0) / 1000))).toEqual([0, 1, 5, 13])
    })

    test('an answer ends the backoff', async () => {
      answers = ['no connection', 'no connection', 'no connection']
      const deliver = start()
      deliver('1', event('1'))
      await vi.advanceTimersByTimeAsync(16_000)
      expect(reports).toEqual([{ id: '1', status: 'accepted' }])
      deliver('2', event('2'))
      await vi.advanceTimersByTimeAsync(1001)
      expect(reports[1]).toEqual({ id: '2', status: 'accepted' })
    })
  })

  test('a page that goes away sends at once, and nothing twice', async () => {
    start()('1', event('1'))
    show(false)
    await vi.advanceTimersByTimeAsync(5000)
    expect(sent.map(({ ids }) => ids)).toEqual([['1']])
  })

  test('a page that goes away after failures sends what outlives it', async () => {
    answers = ['no connection', 'no connection', 'no connection']
    const kept: (boolean | undefined)[] = []
    const send = fetch
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
      kept.push(init.keepalive)
      return send(url, init)
    })
    start()('1', event('1'))
    await vi.advanceTimersByTimeAsync(8000)
    expect(kept).toEqual([true, true, false])
    show(false)
    await vi.advanceTimersByTimeAsync(0)
    expect(kept).toEqual([true, true, false, true])
    expect(reports).toEqual([{ id: '1', status: 'accepted' }])
  })

  test('a page that goes away while a request is on its way sends what came after it, and reports each event once', async () => {
    // As storage does in browsers, this forgets twice without a word.
    vi.stubGlobal('localStorage', {})
    const deliver = start()
    const send = fetch
    const { promise, resolve } = Promise.withResolvers<void>()
    vi.stubGlobal('fetch', async (url: string, init: object) => {
      const response = await send(url, init)
      await promise
      return response
    })
    deliver('1', event('1'))
    await vi.advanceTimersByTimeAsync(1001)
    deliver('2', event('2'))
    show(false)
    expect(sent.flatMap(({ ids }) => ids)).toContain('2')
    resolve()
    await vi.advanceTimersByTimeAsync(5000)
    expect(reports.map(({ id }) => id).sort()).toEqual(['1', '2'])
    expect(stored()).toEqual([])
  })

  test('a page without events of its own leaves those of other tabs to them', async () => {
    start()
    await vi.advanceTimersByTimeAsync(1001)
    localStorage.setItem(`${PREFIX}other`, event('other'))
    show(false)
    await vi.advanceTimersByTimeAsync(5000)
    expect(sent).toEqual([])
  })

  describe('a beacon', () => {
    const beacon = vi.fn(() => true)
    const expected = [['https://c.shop.example/v1/events', expect.stringContaining('"id":"1"')]]

    beforeEach(() => {
      beacon.mockClear()
      vi.stubGlobal('navigator', { sendBeacon: beacon })
    })

    test('leaves only where fetch refuses while the page goes away, and its event is asked for again', async () => {
      answers = ['no connection', 'no connection']
      start()('1', event('1'))
      await vi.advanceTimersByTimeAsync(1001)
      expect([sent.length, beacon.mock.calls.length]).toEqual([1, 0])
      show(false)
      await vi.advanceTimersByTimeAsync(0)
      expect(sent).toHaveLength(2)
      expect(beacon.mock.calls).toEqual(expected)
      expect(stored()).toHaveLength(1)
      show(true)
      await vi.advanceTimersByTimeAsync(10_000)
      expect(reports).toEqual([{ id: '1', status: 'accepted' }])
    })

    test('does not leave where fetch got an answer, which may have asked for patience', async () => {
      answers = [{ status: 503, headers: { 'retry-after': '60' }, body: '{"code":"storage_unavailable"}' }]
      start()('1', event('1'))
      show(false)
      await vi.advanceTimersByTimeAsync(0)
      expect([sent.length, beacon.mock.calls]).toEqual([1, []])
      expect(stored()).toHaveLength(1)
      show(true)
      await vi.advanceTimersByTimeAsync(120_000)
      expect(reports).toEqual([{ id: '1', status: 'accepted' }])
    })

    test('takes the place of fetch where fetch cannot outlive its page', async () => {
      vi.stubGlobal('Request', class {})
      start()('1', event('1'))
      show(false)
      await vi.advanceTimersByTimeAsync(0)
      expect([sent.length, beacon.mock.calls]).toEqual([0, expected])
      show(true)
      await vi.advanceTimersByTimeAsync(10_000)
      expect(reports).toEqual([{ id: '1', status: 'accepted' }])
    })
  })

  test('every batch stays below the 64 KiB of a keepalive request, whatever the sizes', async () => {
    const deliver = start()
    const bodies: number[] = []
    const send = fetch
    vi.stubGlobal('fetch', (url: string, init: { body: string }) => {
      bodies.push(new Blob([init.body]).size)
      return send(url, init)
    })
    for (const [index, length] of [10, 30_000, 30_000, 10, 16_000, 16_000, 5000, 1, 32_000].entries())
      deliver(`${index}`, event(`${index}`, 'é'.repeat(length / 2)))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(reports).toHaveLength(9)
    expect(Math.max(...bodies)).toBeLessThan(65_536)
    expect(bodies.length).toBeLessThan(9)
  })

  test('a batch is full at ten thousand characters', async () => {
    for (const [id, length] of [
      ['1', 9999],
      ['2', 0],
      ['3', 10_000],
      ['4', 500],
    ] as const) {
      localStorage.setItem(PREFIX + id, event(id, 'x'.repeat(Math.max(0, length - event(id).length))))
    }
    start()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(sent.map(({ ids }) => ids)).toEqual([['1', '2'], ['3'], ['4']])
  })

  test('a request reads no more events than it takes, however many wait', async () => {
    for (let number = 100; number < 200; number++) localStorage.setItem(`${PREFIX}${number}`, event(`${number}`, 'x'.repeat(2000)))
    start()
    const parse = vi.spyOn(JSON, 'parse')
    const read: number[] = []
    const send = fetch
    vi.stubGlobal('fetch', (url: string, init: object) => {
      read.push(parse.mock.calls.length)
      parse.mockClear()
      return send(url, init)
    })
    await vi.advanceTimersByTimeAsync(1001)
    expect(sent[0]?.ids).toHaveLength(5)
    expect(read).toEqual([5])
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(reports).toHaveLength(100)
  })

  test('a queue is full beyond a million characters', async () => {
    answers = ['no connection']
    const deliver = start()
    deliver('a', event('a'))
    const length = localStorage.getItem(`${PREFIX}a`)?.length ?? 0
    localStorage.setItem(`${PREFIX}left`, event('left', 'x'.repeat(1_000_000 - 2 * length - event('left').length)))
    await vi.advanceTimersByTimeAsync(1500)
    deliver('b', event('b'))
    expect(reports).toEqual([])
    deliver('c', event('c'))
    expect(reports).toMatchObject([{ id: 'c', status: 'queue_full' }])
  })

  test('a full queue drops new events, tells the page, and tells the collector once', async () => {
    answers = ['no connection']
    const deliver = start()
    const filling = 'x'.repeat(20_000)
    for (let index = 0; index < 60; index++) deliver(`${index}`, event(`${index}`, filling))
    const drops = reports.filter(({ status }) => status === 'queue_full')
    expect(drops.length).toBe(11)
    expect(drops[0]).toMatchObject({ id: '49', status: 'queue_full' })
    await vi.advanceTimersByTimeAsync(600_000)
    expect(sent[0]?.dropped).toEqual({ queue_full: 11 })
    expect(sent[1]?.dropped).toEqual({ queue_full: 11 })
    expect(sent.slice(2).every(({ dropped }) => dropped.queue_full === 0)).toBe(true)
    expect(reports.filter(({ status }) => status === 'accepted')).toHaveLength(49)
  })

  test('losses are told once, and later ones whole, when a page is left while a request is under way', async () => {
    const deliver = start()
    const fill = (round: string) => {
      for (let index = 0; index < 60; index++) deliver(`${round}${index}`, event(`${round}${index}`, 'x'.repeat(20_000)))
    }
    const losses = () => reports.filter(({ status }) => status === 'queue_full').length
    const told = () => sent.reduce((sum, { dropped }) => sum + Math.max(0, dropped.queue_full ?? 0), 0)
    const fetchNow = fetch
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      const answer = await fetchNow(url, init)
      await new Promise((resolve) => setTimeout(resolve, 100))
      return answer
    })
    fill('a')
    await vi.advanceTimersByTimeAsync(1050)
    show(false)
    await vi.advanceTimersByTimeAsync(600_000)
    show(true)
    expect([losses(), told()]).toEqual([11, 11])
    fill('b')
    await vi.advanceTimersByTimeAsync(600_000)
    expect([losses(), told()]).toEqual([22, 22])
  })

  test.each<[what: string, answer: Answer]>([
    ['without any verdict', { status: 200, body: '{"verdicts":[]}' }],
    ['of a captive portal', { status: 200, body: '<html>Welcome</html>' }],
  ])('losses that were told in a request with an answer %s are told again', async (_, answer) => {
    answers = [answer]
    const deliver = start()
    for (let index = 0; index < 60; index++) deliver(`${index}`, event(`${index}`, 'x'.repeat(20_000)))
    await vi.advanceTimersByTimeAsync(600_000)
    expect(sent.slice(0, 3).map(({ dropped }) => dropped.queue_full)).toEqual([11, 11, 0])
  })

  describe('storage that is not to be had', () => {
    test('forbidden: events live in memory', async () => {
      vi.spyOn(globalThis, 'localStorage', 'get').mockImplementation(() => {
        throw new DOMException('denied', 'SecurityError')
      })
      start()('1', event('1'))
      await vi.advanceTimersByTimeAsync(1001)
      expect(reports).toEqual([{ id: '1', status: 'accepted' }])
    })

    test('missing: events live in memory', async () => {
      vi.stubGlobal('localStorage', null)
      start()('1', event('1'))
      await vi.advanceTimersByTimeAsync(1001)
      expect(reports).toEqual([{ id: '1', status: 'accepted' }])
    })

    test('full: what no longer fits lives in memory, what did fit is sent as well', async () => {
      const full = new Proxy({} as Record<string, string>, {
        set: (target, key: string, value) => {
          if (Object.keys(target).length > 0) throw new DOMException('full', 'QuotaExceededError')
          target[key] = value
          return true
        },
      })
      vi.stubGlobal('localStorage', full)
      const deliver = start()
      for (const id of ['1', '2', '3']) deliver(id, event(id))
      await vi.advanceTimersByTimeAsync(1001)
      expect(reports.map(({ id }) => id)).toEqual(['1', '2', '3'])
    })
  })

  test('one page at a time: sending waits for the lock, and goes on without one where the browser denies it', async () => {
    let grant = () => {}
    const request = vi.fn(
      (_: string, task: () => Promise<void>) => new Promise<void>((resolve) => (grant = () => void task().then(resolve))),
    )
    vi.stubGlobal('navigator', { locks: { request } })
    start()('1', event('1'))
    await vi.advanceTimersByTimeAsync(5000)
    expect([request.mock.calls.length, sent.length]).toEqual([1, 0])
    grant()
    await vi.advanceTimersByTimeAsync(0)
    expect(reports).toEqual([{ id: '1', status: 'accepted' }])

    vi.stubGlobal('navigator', { locks: { request: () => Promise.reject(new DOMException('denied', 'SecurityError')) } })
    start()('2', event('2'))
    await vi.advanceTimersByTimeAsync(1001)
    expect(reports[1]).toEqual({ id: '2', status: 'accepted' })
  })

  test('a page that has broken locks sends for itself', async () => {
    const broken = () => {
      throw new Error('broken')
    }
    vi.stubGlobal('navigator', { locks: { request: broken } })
    start()('1', event('1'))
    await vi.advanceTimersByTimeAsync(1001)
    expect(reports).toEqual([{ id: '1', status: 'accepted' }])
  })

  test('a page that has broken JSON for a while sends once it has mended it, and tells what was lost meanwhile', async () => {
    const deliver = start()
    for (let index = 0; index < 40; index++) deliver(`${index}`, event(`${index}`, 'x'.repeat(30_000)))
    const lost = reports.length
    vi.spyOn(JSON, 'stringify').mockImplementationOnce(() => {
      throw new Error('broken')
    })
    await vi.advanceTimersByTimeAsync(1001)
    expect(sent).toEqual([])
    await vi.advanceTimersByTimeAsync(2001)
    expect([lost > 0, sent]).toMatchObject([true, [{ dropped: { queue_full: lost } }]])
  })

  test.each([200, 503])('an answer of %i without headers counts like one that has none to read', async (status) => {
    const request = vi.fn(async (_: string, { body }: { body: string }) => ({
      status,
      json: async () => ({ verdicts: status === 200 ? [{ id: JSON.parse(body).events[0].id, status: 'accepted' }] : [] }),
    }))
    vi.stubGlobal('fetch', request)
    start()('1', event('1'))
    await vi.advanceTimersByTimeAsync(1001)
    expect([request.mock.calls.length, reports.length]).toEqual([1, status === 200 ? 1 : 0])
    await vi.advanceTimersByTimeAsync(2001)
    expect(request).toHaveBeenCalledTimes(status === 200 ? 1 : 2)
  })

  test.each<[what: string, answer: unknown]>([
    ['nothing', undefined],
    ['an answer without JSON', { status: 200, headers: new Headers() }],
    ['an answer whose JSON never was one', { status: 200, headers: new Headers(), json: () => null }],
  ])('a fetch of the page itself that gives %s is a failure, and is tried again', async (_, answer) => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    const send = fetch
    vi.stubGlobal('fetch', async () => answer)
    start()('1', event('1'))
    await vi.advanceTimersByTimeAsync(1500)
    expect([reports, stored().length]).toEqual([[], 1])
    vi.stubGlobal('fetch', send)
    await vi.advanceTimersByTimeAsync(3000)
    expect(reports).toEqual([{ id: '1', status: 'accepted' }])
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })

  test('an event that another page has delivered meanwhile is not sent again', async () => {
    const shared: Record<string, string> = {}
    vi.stubGlobal('localStorage', shared)
    start()('1', event('1'))
    expect(shared).toHaveProperty([`${PREFIX}1`])
    delete shared[`${PREFIX}1`]
    await vi.advanceTimersByTimeAsync(5000)
    expect(sent).toEqual([])
  })
}
