import { describe, expect } from 'vitest'
import { management } from '../../scripts/management.ts'
import { test as base } from '../support/browser-test.ts'
import { fates, htmlWith, order, reportsIn, storedKeys, track, uncaughtIn } from '../support/in-page.ts'
import type { Step } from '../support/proxy.ts'
import { nothing, spyOn } from '../support/spies.ts'

const orderIdField = { name: 'Order ID', type: 'text' }

/** What a page does before its scripts have loaded. */
const calls = (...all: readonly unknown[][]) => `<script>${all.map((call) => `milepost(...${JSON.stringify(call)})`).join(';')}</script>`

/** A test with pages of a section that has visitors, and custom events for every purpose. */
const test = base
  .extend('spies', ({ context }) => spyOn(context))
  .extend('pages', async ({ collector, section, proxy, site }) => {
    const call = management(collector.url, collector.token)
    await section.add({ name: 'Page viewed', purpose: 'analytics', fields: [orderIdField] } as never)
    await section.add({ name: 'Ad clicked', purpose: 'marketing', fields: [orderIdField] } as never)
    return {
      /** Makes a page as the section is then set, which does some calls at once. */
      async make(settings: object, body = '') {
        await call('PATCH', `/v1/sections/${section.id}`, { visitors: true, ...settings })
        const tags = ['order-created', 'page-viewed', 'ad-clicked'].map((event) => section.tag({ via: proxy.url, event }))
        return site.page('/', htmlWith((await Promise.all(tags)).join('\n'), { body }))
      },
      /** Events that have come by, with everything that is in them, the first one first: a browser's storage has no order. */
      sent: () =>
        proxy.requests.flatMap(({ body }) => JSON.parse(body).events as Sent[]).sort((one, other) => (one.id < other.id ? -1 : 1)),
    }
  })
  .extend(
    'tell',
    ({ page }) =>
      (...call: unknown[]) =>
        page.evaluate(`void milepost(...${JSON.stringify(call)})`),
  )
  .extend('open', ({ page, spies }) => async (url: string) => {
    // Here for every page, so that nothing happens before it does.
    expect(spies.left).toEqual([])
    await page.clock.install()
    await page.goto(url)
    await page.waitForLoadState('load')
  })

interface Sent {
  readonly id: string
  readonly version?: string
  readonly visitorId?: string
  readonly occurredAt: string
  readonly consent: { readonly purposes: readonly string[]; readonly at: string }
}

/** The collector is out of reach. */
const offline: Step = (reply) => void reply.destroy()

const identify = ['@identify', { email: 'ada@shop.example' }, 'v1.1.n.a']

describe.each<[name: string, settings: object, first: readonly unknown[][], then: readonly unknown[][], answered: boolean]>([
  ['that starts denied', { consentStart: 'denied' }, [], [], true],
  ['that starts pending', { consentStart: 'pending' }, [], [], false],
  ['that is denied before its scripts have loaded', { consentStart: 'granted' }, [['@consent', 'denied']], [], true],
  ['that is denied after it was pending', { consentStart: 'pending' }, [], [['@consent', 'denied']], true],
  ['that is pending after it was granted', { consentStart: 'granted' }, [['@consent', 'pending']], [], false],
])('a page %s', (_, settings, first, then, answered) => {
  test('writes not a key and sends not a byte, whatever is done and however it is left', async ({
    page,
    spies,
    pages,
    proxy,
    tell,
    open,
  }) => {
    const uncaught = uncaughtIn(page)
    const before = [identify, ['order-created', order('A-0')], ['page-viewed', order('A-1')]]
    await open(await pages.make(settings, calls(...first, ...before)))
    for (const event of ['order-created', 'page-viewed', 'ad-clicked'])
      expect(await track(page, order('A-2'), event)).toMatchObject({ ok: true })
    await tell(...identify)
    await page.clock.fastForward(60_000)
    for (const call of then) await tell(...call)
    await track(page, order('A-3'))
    await page.clock.fastForward(60_000)
    await expect.poll(() => reportsIn(page)).toHaveLength(answered ? 8 : 0)
    expect((await reportsIn(page)).every(({ status }) => status === 'denied')).toBe(true)
    expect(await spies.written(page)).toEqual([])
    expect(await spies.held(page)).toEqual(nothing)
    // To where it came from, which is a page of another kind.
    await page.goto('about:blank')
    await page.goBack()
    expect(await spies.held(page)).toEqual(nothing)
    expect([spies.left, proxy.requests, uncaught]).toEqual([[], [], []])
  })
})

describe('Global Privacy Control', () => {
  const gpc = `Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })`

  test('keeps a page from writing a key and sending a byte of what is not necessary', async ({ page, spies, pages, proxy, tell, open }) => {
    await page.addInitScript(gpc)
    await open(await pages.make({ consentStart: 'pending' }, calls(identify, ['page-viewed', order('A-1')])))
    await tell('@consent', 'granted')
    await track(page, order('A-2'), 'ad-clicked')
    await tell(...identify)
    await page.clock.fastForward(60_000)
    expect(await spies.written(page)).toEqual([])
    expect(await spies.held(page)).toEqual(nothing)
    expect(await fates(page, 4)).toEqual(['denied', 'denied', 'denied', 'denied'])
    await page.goto('about:blank')
    expect([spies.left, proxy.requests]).toEqual([[], []])
  })

  test('lets what is necessary pass, as nobody’s', async ({ page, spies, pages, section, open }) => {
    await page.addInitScript(gpc)
    await open(await pages.make({ consentStart: 'granted' }))
    const { id } = (await track(page, order('A-1'))) as { id: string }
    await page.clock.fastForward(1_500)
    expect(await fates(page, 1)).toEqual(['accepted'])
    expect(pages.sent()).toMatchObject([{ id, consent: { purposes: [] } }])
    expect(pages.sent()[0]).not.toHaveProperty('visitorId')
    expect(await section.rows()).toHaveLength(1)
    expect(new Set((await spies.written(page)).map((write) => write.split(':').at(-1)))).toEqual(new Set([id]))
    expect(await spies.held(page)).toEqual(nothing)
  })

  test('counts for nothing in a section that says so', async ({ page, pages, open }) => {
    await page.addInitScript(gpc)
    await open(await pages.make({ honourGpc: false }))
    await track(page, order('A-1'), 'page-viewed')
    await page.clock.fastForward(1_500)
    expect(await fates(page, 1)).toEqual(['accepted'])
    expect(pages.sent()).toMatchObject([{ visitorId: expect.any(String), consent: { purposes: ['analytics', 'marketing'] } }])
  })

  test('is heeded by the collector, where a browser tells it alone', async ({ page, pages, section, tell, open }) => {
    await page.setExtraHTTPHeaders({ 'Sec-GPC': '1' })
    await open(await pages.make({}))
    await track(page, order('A-1'))
    await track(page, order('A-2'), 'page-viewed')
    await tell('@identify', { email: 'ada@shop.example' })
    await page.clock.fastForward(1_500)
    await fates(page, 3)
    const told = (await reportsIn(page)).map(({ status, issues }) => issues?.[0]?.code ?? status)
    expect(told.sort()).toEqual(['accepted', 'consent_missing', 'consent_missing'])
    expect((await section.rows()).map(({ version }) => version)).toEqual(['order-created@1'])
    expect(await section.quarantine()).toEqual([])
  })
})

test('a visitor that is granted stays the same over reloads, and nothing else stays', async ({ page, spies, pages, open }) => {
  await open(await pages.make({ consentStart: 'granted' }))
  for (const [index, event] of ['order-created', 'page-viewed', 'ad-clicked'].entries()) {
    await track(page, order('A-1'), event)
    await page.clock.fastForward(1_500)
    expect(await fates(page, 1)).toEqual(['accepted'])
    expect(await storedKeys(page)).toEqual([expect.stringMatching(/^milepost:visitor:wk_/)])
    for (const write of await spies.written(page)) expect(write).toMatch(/^localStorage milepost:/)
    if (index < 2) await page.reload()
  }
  const visitors = new Set(pages.sent().map(({ visitorId }) => visitorId))
  expect([...visitors]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)])
})

test('what was pending is sent once consent is there, with the instants it had', async ({ page, pages, section, tell, open }) => {
  await open(await pages.make({ consentStart: 'pending' }))
  const first = (await track(page, order('A-1'))) as { id: string }
  const at = await page.evaluate<number>('Date.now()')
  await page.clock.fastForward(600_000)
  await track(page, order('A-2'), 'page-viewed')
  await tell('@consent', 'granted', ['analytics'])
  await track(page, order('A-3'), 'ad-clicked')
  await page.clock.fastForward(1_500)
  expect((await fates(page, 3)).sort()).toEqual(['accepted', 'accepted', 'denied'])
  const [one, two] = pages.sent()
  expect(one?.id).toBe(first.id)
  expect(Math.abs(Date.parse(one?.occurredAt ?? '') - at)).toBeLessThan(2_000)
  expect(Date.parse(two?.occurredAt ?? '') - Date.parse(one?.occurredAt ?? '')).toBeGreaterThanOrEqual(600_000)
  expect(two?.consent.purposes).toEqual(['analytics'])
  expect(await section.rows()).toHaveLength(2)
})

test('what was queued offline is purged once consent is denied, on whichever page', async ({ page, pages, proxy, spies, tell }) => {
  const granted = await pages.make({ consentStart: 'granted' })
  proxy.next(...Array(20).fill(offline))
  await page.clock.install()
  await page.goto(granted)
  await page.waitForLoadState('load')
  for (let n = 0; n < 3; n++) await track(page, order(`A-${n}`))
  await page.clock.fastForward(1_500)
  await expect.poll(() => proxy.requests.length).toBeGreaterThan(0)
  expect(await storedKeys(page)).toHaveLength(4)

  // The next page waits for the visitor to choose: what is there stays there.
  await page.goto(await pages.make({ consentStart: 'pending' }))
  await page.waitForLoadState('load')
  const before = proxy.requests.length
  await page.clock.fastForward(60_000)
  expect(await storedKeys(page)).toHaveLength(4)
  expect(proxy.requests).toHaveLength(before)
  await tell('@consent', 'denied')
  expect(await spies.held(page)).toEqual(nothing)
  await page.clock.fastForward(60_000)
  expect(await fates(page, 3)).toEqual(['denied', 'denied', 'denied'])
  await tell('@consent', 'granted')
  await page.clock.fastForward(60_000)
  expect(proxy.requests).toHaveLength(before)
})

test('whoever grants it again, after it was denied, is somebody else', async ({ page, pages, tell, open }) => {
  await open(await pages.make({}))
  await track(page, order('A-1'))
  await page.clock.fastForward(1_500)
  expect(await fates(page, 1)).toEqual(['accepted'])
  await tell('@consent', 'denied')
  await tell('@consent', 'granted')
  await track(page, order('A-2'))
  await page.clock.fastForward(1_500)
  expect(await fates(page, 2)).toEqual(['accepted', 'accepted'])
  expect(new Set(pages.sent().map(({ visitorId }) => visitorId)).size).toBe(2)
})
