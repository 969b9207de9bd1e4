import { generate } from '@milepost/snippet-generator'
import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { fates, htmlWith, reportsIn } from '../support/in-page.ts'
import { times } from '../support/long-run.ts'
import { answers, cutShort, type Step, truncated, verdictsOf } from '../support/proxy.ts'
import { builds, outcomesIn, test } from '../support/shop-test.ts'

/** Longer than an event waits for others to leave with it. */
const LEAVES_MS = 2_001

const portal = '<!doctype html><title>Welcome to the train</title>'
const html = { 'content-type': 'text/html' }
const toPortal = (status: number, headers = {}): Step => answers(status, { location: '/portal', ...headers }, portal)

/** What is no answer to a request with events, by what it is. */
const noAnswers: Readonly<Record<string, Step>> = {
  503: answers(503),
  'the page of a captive portal': answers(200, html, portal),
  'one that pages may not read': answers(200, { ...html, 'access-control-allow-origin': 'https://portal.example' }, portal),
  'a 302 to a captive portal': toPortal(302),
  'a 303 to a captive portal': toPortal(303),
  'a 307 to a captive portal': toPortal(307),
  'a 302 that pages may not read': toPortal(302, { 'access-control-allow-origin': 'https://portal.example' }),
  'a 302 that leads nowhere': answers(302, { location: 'http://127.0.0.1:1/' }),
  '201 without verdicts': answers(201, {}, '{}'),
  '204': answers(204),
  'an empty text': answers(200),
  'half of the JSON': truncated,
  'an answer that breaks off': cutShort,
  'what says that it is compressed and is not': answers(200, { 'content-encoding': 'gzip' }, '{"verdicts":[]}'),
  null: answers(200, {}, 'null'),
  'a text': answers(200, {}, '"ok"'),
  'no verdict': answers(200, {}, '{"verdicts":[]}'),
  'a verdict on nothing': answers(200, {}, '{"verdicts":[{}]}'),
  'verdicts that are none': answers(200, {}, '{"verdicts":[null,5,"x",[]]}'),
  'verdicts on the events of others': verdictsOf((verdicts) => verdicts.map(({ status }, index) => ({ id: `${index}`, status }))),
}

/** What tells how answers are read, tried with both scripts. */
const KEY_CASES = ['503', 'the page of a captive portal', 'a 302 to a captive portal', 'half of the JSON']

describe.for(builds)('in a page with the %s script', (build) => {
  const cases = Object.entries(noAnswers).filter(([name]) => build === 'plain' || KEY_CASES.includes(name))

  test.for(cases)('%s is no acknowledgement', async ([, step], { context, page, shop, proxy }) => {
    await shop.open({ build })
    proxy.next(step)
    await shop.order(3)
    await context.clock.fastForward(LEAVES_MS)
    await shop.quiet()
    expect([proxy.requests.length > 0, await reportsIn(page), (await shop.queued()).length]).toEqual([true, [], 3])
    await shop.conserved()
    await shop.drain()
    expect(Object.values(await outcomesIn(page))).toEqual([3])
    await shop.allStored()
  })

  test.for<[string, Step, number]>([
    ['too few verdicts', verdictsOf((verdicts) => verdicts.slice(1)), 2],
    [
      'too many verdicts',
      verdictsOf((verdicts) => [{ id: 'other', status: 'accepted' }, ...verdicts, ...verdicts, { id: '', status: 'rejected' }]),
      3,
    ],
    ['verdicts in another order', verdictsOf((verdicts) => verdicts.toReversed()), 3],
    ['a verdict and then nonsense', verdictsOf(([first]) => [first, null] as never), 1],
  ])('%s settle what they are about, and nothing else', async ([, step, settled], { context, page, shop, proxy }) => {
    await shop.open({ build })
    proxy.next(step)
    await shop.order(3)
    await context.clock.fastForward(LEAVES_MS)
    await shop.quiet()
    expect([(await reportsIn(page)).length, (await shop.queued()).length]).toEqual([settled, 3 - settled])
    await shop.conserved()
    await shop.drain()
    expect(await fates(page, 3)).toEqual(Array.from({ length: 3 }, (_, index) => (index < settled ? 'accepted' : 'duplicate')))
    await shop.allStored()
  })

  test('of every status it is known whether it is tried again', async ({ context, page, shop, proxy }) => {
    const statuses = Array.from({ length: 400 }, (_, index) => index + 200)
    // Browsers take 407 from nobody but a proxy that they know of: for pages it is a broken connection.
    const again = (status: number) =>
      status < 300 || [407, 408, 421, 429].includes(status) || (status >= 500 && ![501, 505, 511].includes(status))
    // What a browser may ask again by itself, before the page hears of it.
    const unheard = [408, 421]
    const found = new Map<number, string>()
    await shop.open({ build })
    for (const status of statuses.filter((each) => each % times(9, 1) === 0 || DOCUMENTED.includes(each))) {
      proxy.next(answers(status))
      await shop.order(1)
      const before = (await reportsIn(page)).length
      await context.clock.fastForward(LEAVES_MS)
      await shop.quiet()
      const told = (await reportsIn(page)).slice(before).map(({ status: fate }) => fate)
      found.set(status, unheard.includes(status) ? `${told}`.replace('accepted', '') : `${told}`)
      await shop.drain()
    }
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries([...found.keys()].map((each) => [each, again(each) ? '' : 'refused'])))
    const refused = [...found.keys()].filter((status) => !again(status)).length
    expect(await outcomesIn(page)).toEqual({ refused, accepted: found.size - refused })
    await shop.conserved({ dropped: { refused } })
  })
})

/** What the collector answers, what the rules name, and their neighbours. */
const DOCUMENTED = [200, 201, 204, 205, 206, 299, 300, 301, 302, 303, 304, 307, 308, 399, 400, 401, 403, 404, 407, 408, 409, 410, 413, 415]
  .concat([421, 425, 428, 429, 430, 431, 451, 499])
  .concat([500, 501, 502, 503, 504, 505, 506, 507, 510, 511, 512, 520, 529, 530, 599])

describe('where a redirect leads is not asked', () => {
  test.for<[name: string, status: number, there: (ids: readonly string[]) => { status: number; body: string }]>([
    ['a page that is missing', 302, () => ({ status: 404, body: portal })],
    ['a page that is forbidden', 307, () => ({ status: 403, body: portal })],
    [
      'what looks like verdicts',
      302,
      (ids) => ({ status: 200, body: JSON.stringify({ verdicts: ids.map((id) => ({ id, status: 'accepted' })) }) }),
    ],
    [
      'what looks like verdicts, again',
      308,
      (ids) => ({ status: 200, body: JSON.stringify({ verdicts: ids.map((id) => ({ id, status: 'accepted' })) }) }),
    ],
  ])('%s, after %i', async ([, status, there], { context, page, shop, proxy }) => {
    await shop.open()
    const asked: string[] = []
    proxy.tamper((_, path) => {
      asked.push(path)
      return {
        ...there(proxy.requests.at(-1)?.ids ?? []),
        headers: { 'access-control-allow-origin': '*', 'content-type': 'application/json' },
      }
    })
    proxy.next(toPortal(status))
    await shop.order(3)
    await context.clock.fastForward(LEAVES_MS)
    await shop.quiet()
    expect([proxy.requests.length > 0, asked, await reportsIn(page), (await shop.queued()).length]).toEqual([true, [], [], 3])
    await shop.drain()
    expect(await outcomesIn(page)).toEqual({ accepted: 3 })
    await shop.allStored()
  })
})

describe('Retry-After', () => {
  const inSeconds = (seconds: number) => (now: number) => new Date(now + seconds * 1000).toUTCString()

  test.for<[name: string, header: (now: number) => string, seconds: number]>([
    ['0', () => '0', 2],
    ['1', () => '1', 2],
    ['7', () => '7', 7],
    ['300', () => '300', 300],
    ['99999', () => '99999', 300],
    ['-5', () => '-5', 2],
    ['in two minutes', inSeconds(120), 120],
    ['tomorrow', inSeconds(86_400), 300],
    ['an hour ago', inSeconds(-3_600), 2],
    ['nonsense', () => 'soon; or later', 2],
    ['nothing', () => '', 2],
  ])('%s: nothing is sent before, and all is sent soon after', async ([, header, seconds], { context, page, shop, proxy }) => {
    await shop.open()
    for (const [round, status] of [429, 503].entries()) {
      await shop.order(2)
      const now = await page.evaluate<number>('Date.now()')
      proxy.next(answers(status, { 'retry-after': header(now + LEAVES_MS) }))
      await context.clock.fastForward(LEAVES_MS)
      await shop.quiet()
      // New events do not hasten it.
      await shop.order(1)
      // The clock runs meanwhile, and dates are told in whole seconds.
      await context.clock.fastForward(seconds * 1000 - 1_900)
      await shop.quiet()
      expect([status, proxy.requests.length]).toEqual([status, 2 * round + 1])
      await shop.conserved()
      // Chance makes the wait longer.
      await context.clock.fastForward(seconds * 1000 + 8_000)
      await shop.quiet()
      expect([status, proxy.requests.length, await outcomesIn(page)]).toEqual([status, 2 * round + 2, { accepted: 3 * round + 3 }])
    }
    await shop.allStored()
  })
})

test('a page of an origin that is not allowed is told so, and does not try again', async ({ context, page, section, shop, proxy }) => {
  await section.allow('https://shop.example')
  await shop.open()
  await shop.order(1)
  await context.clock.fastForward(LEAVES_MS)
  await expectGivenUp(page)
  await shop.conserved({ dropped: { refused: 1 } })
  await context.clock.fastForward(601_000)
  await shop.quiet()
  expect(proxy.requests).toHaveLength(1)
})

test('a write key that nobody knows is told, and not tried again', async ({ context, page, proxy, site }) => {
  const version = { id: 'order-created@1', fields: [{ key: 'orderId', name: 'Order ID', type: 'text', required: true }] } as const
  const { code } = await generate({ target: 'inline', name: 'Order created', version, origin: proxy.url, writeKey: 'wk_unknown' })
  await context.clock.install()
  await page.goto(site.page('/', htmlWith('', { body: code })))
  await context.clock.fastForward(LEAVES_MS)
  await expectGivenUp(page)
  await context.clock.fastForward(601_000)
  expect(proxy.requests).toHaveLength(1)
})

async function expectGivenUp(page: Page): Promise<void> {
  await fates(page, 1)
  expect(await reportsIn(page)).toMatchObject([{ status: 'refused' }])
  expect(await page.evaluate('Object.keys(localStorage)')).toEqual([])
}
