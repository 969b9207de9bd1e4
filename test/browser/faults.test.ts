import { generate } from '@milepost/snippet-generator'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { test } from '../support/browser-test.ts'
import { fates, htmlWith, loaded, order, reportsIn, storedKeys, track } from '../support/in-page.ts'
import { answers, type CollectorProxy, cutShort, truncated } from '../support/proxy.ts'

/** Longer than an event waits for others to leave with it. */
const LEAVES_MS = 1_500

/** Lets the first request leave and waits until the page has its answer. */
async function firstAnswer(page: Page, proxy: CollectorProxy): Promise<void> {
  const ended = page.waitForEvent('requestfinished', ({ url }) => url().endsWith('/v1/events')).catch(() => undefined)
  const failed = page.waitForEvent('requestfailed', ({ url }) => url().endsWith('/v1/events')).catch(() => undefined)
  await page.clock.fastForward(LEAVES_MS)
  await Promise.race([ended, failed])
  await expect.poll(() => proxy.answered()).toBe(1)
  await settled(page)
}

/** Lets the page do what it does with what has arrived. */
const settled = (page: Page) =>
  page.evaluate('new Promise((done) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = done; port2.postMessage(0) })')

const portal = '<!doctype html><title>Welcome to the train</title>'
const soon = () => new Date(Date.now() + 120_000).toUTCString()

test.for([
  { name: '503', fault: () => answers(503) },
  { name: '503 with Retry-After in seconds', fault: () => answers(503, { 'retry-after': '120' }), waitMs: 120_000 },
  { name: '429 with Retry-After as a date', fault: () => answers(429, { 'retry-after': soon() }), waitMs: 120_000 },
  { name: 'a captive portal', fault: () => answers(200, { 'content-type': 'text/html' }, portal) },
  {
    name: 'a captive portal that pages may not read',
    fault: () => answers(200, { 'access-control-allow-origin': 'https://portal.example' }, portal),
  },
  { name: 'JSON that is no verdict', fault: () => answers(200, {}, '{"verdicts":[{}]}') },
  { name: 'null', fault: () => answers(200, {}, 'null') },
  { name: 'half of the verdicts', fault: () => truncated, fate: 'duplicate' },
  { name: 'an answer that breaks off', fault: () => cutShort, fate: 'duplicate' },
])('$name loses nothing and stores nothing twice', async ({ fault, waitMs = 2_000, fate = 'accepted' }, { page, section, proxy, site }) => {
  // Jitter makes the wait up to twice as long.
  const notBeforeMs = waitMs * 0.9
  await page.clock.install()
  await page.goto(site.page('/', htmlWith(await section.tag({ via: proxy.url }))))
  await loaded(page)
  proxy.next(fault())
  await track(page, order('A-1'))
  await track(page, order('A-2'))
  await firstAnswer(page, proxy)
  expect(await reportsIn(page)).toEqual([])
  expect(await storedKeys(page)).toHaveLength(2)

  await page.clock.fastForward(notBeforeMs)
  await settled(page)
  expect(proxy.requests).toHaveLength(1)
  await page.clock.fastForward(waitMs * 2 - notBeforeMs)
  expect(await fates(page, 2)).toEqual([fate, fate])
  expect((await section.rows()).map(({ fields }) => fields.orderId).sort()).toEqual(['A-1', 'A-2'])
  expect(await storedKeys(page)).toEqual([])
  expect(proxy.requests[1]?.ids).toEqual(proxy.requests[0]?.ids)
})

test('events wait while the browser is offline, and leave when it is not', async ({ context, page, section, proxy, site }) => {
  const now = Date.now()
  await page.clock.install({ time: now })
  await page.clock.pauseAt(now + 1_000)
  await page.goto(site.page('/', htmlWith(await section.tag({ via: proxy.url }))))
  await loaded(page)
  await context.setOffline(true)
  await track(page, order('A-1'))
  const failed = page.waitForEvent('requestfailed')
  await page.clock.runFor(1_000)
  await failed
  expect(await storedKeys(page)).toHaveLength(1)
  expect(proxy.requests).toEqual([])
  await context.setOffline(false)
  await page.clock.runFor(4_000)
  expect(await fates(page, 1)).toEqual(['accepted'])
  expect(await section.rows()).toHaveLength(1)
})

test('a page of an origin that is not allowed is told so, and does not try again', async ({ page, section, proxy, site }) => {
  await section.allow('https://shop.example')
  await page.clock.install()
  await page.goto(site.page('/', htmlWith(await section.tag({ via: proxy.url }))))
  await loaded(page)
  await track(page, order('A-1'))
  await firstAnswer(page, proxy)
  await expectGivenUp(page, proxy)
})

test('a write key that nobody knows is told, and not tried again', async ({ page, proxy, site }) => {
  const version = { id: 'order-created@1', fields: [{ key: 'orderId', name: 'Order ID', type: 'text', required: true }] } as const
  const { code } = await generate({ target: 'inline', name: 'Order created', version, origin: proxy.url, writeKey: 'wk_unknown' })
  await page.clock.install()
  await page.goto(site.page('/', htmlWith('', { body: code })))
  await firstAnswer(page, proxy)
  await expectGivenUp(page, proxy)
})

async function expectGivenUp(page: Page, proxy: CollectorProxy): Promise<void> {
  await fates(page, 1)
  expect(await reportsIn(page)).toMatchObject([{ status: 'refused' }])
  expect(await storedKeys(page)).toEqual([])
  await page.clock.fastForward('10:00')
  await settled(page)
  expect(proxy.requests).toHaveLength(1)
}
