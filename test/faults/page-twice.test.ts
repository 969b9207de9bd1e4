import { join } from 'node:path'
import { expect } from 'vitest'
import { demoEvent } from '../../scripts/demo-data.ts'
import { management } from '../../scripts/management.ts'
import { root } from '../../scripts/settings.ts'
import { loaded, reportsIn, uncaughtIn } from '../support/in-page.ts'
import type { TestSection } from '../support/section.ts'
import { builds, outcomesIn, test } from '../support/shop-test.ts'

const created = `(orderId) => milepost('order-created', { source: 'Shop', orderId })`
const cancelled = `(orderId) => milepost('order-cancelled', { source: 'Shop', orderId })`
const byModule = `(orderId) => tracker.track(orderCreated, { orderId })`

/** The SDK from npm as a page loads it, on the same section, with what it tells among the rest. */
const moduleOf = (section: TestSection, via: string, create: string) => `<script type="module">
  import { createProfileTracker, createTracker, defineEvent, text } from '/sdk/index.js'
  window.orderCreated = defineEvent({ version: 'order-created@1', fields: { orderId: text({ required: true }) } })
  const endpoint = '${via}/v1/events'
  window.tracker = ${create}({ endpoint, writeKey: '${section.writeKey}', source: 'npm', onReport: (report) => reports.push(report) })
</script>`

/** What else is on the page besides the tag of *Order created*, and how the page calls what is there. */
const companies: Readonly<
  Record<string, { readonly others: 'the same tag' | 'another tag' | 'a module'; readonly calls: readonly string[] }>
> = {
  'the same tag again': { others: 'the same tag', calls: [created] },
  'the tag of another custom event': { others: 'another tag', calls: [created, cancelled] },
  'the SDK from npm': { others: 'a module', calls: [created, byModule] },
}

const cases = builds.flatMap((build) =>
  Object.entries(companies).flatMap(([name, company]) => [true, false].map((locks) => ({ build, name, locks, ...company }))),
)

test.for(cases)(
  '$build: the tag and $name on one page share one queue, with locks: $locks',
  async ({ build, others, calls, locks }, { context, page, section, shop, proxy, site }) => {
    const uncaught = uncaughtIn(page)
    await section.add({ name: 'Order cancelled', fields: [{ name: 'Order ID', key: 'orderId', type: 'text', required: true }] })
    site.folder('/sdk/', join(root, 'sdk', 'dist'))
    // Makes the section what the build is for, before tags are made.
    await shop.make({ build })
    const other = {
      'the same tag': () => section.tag({ via: proxy.url }),
      'another tag': () => section.tag({ via: proxy.url, event: 'order-cancelled' }),
      'a module': async () => moduleOf(section, proxy.url, build === 'plain' ? 'createTracker' : 'createProfileTracker'),
    }[others]
    const withoutLocks = `<script>Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })</script>`
    // Some calls come before their scripts, in every visit.
    const early = `<script>for (const number of [0, 1]) (${created})('early-' + visit + '-' + number)</script>`
    const visit = `<script>visit = sessionStorage.visit = 1 + Number(sessionStorage.visit ?? 0)</script>`
    const before = (locks ? '' : withoutLocks) + visit + (await other())
    const address = await shop.make({ build, before, body: early })

    for (const visits of [1, 2]) {
      // Waits for every script.
      await page.goto(address)
      shop.taken.push(...[0, 1].map((number) => `early-${visits}-${number}`))
      for (const [index, call] of calls.entries()) {
        const orderIds = Array.from({ length: 5 }, (_, number) => `${visits}-${index}-${number}`)
        expect(await page.evaluate(`${JSON.stringify(orderIds)}.map((orderId) => (${call})(orderId).ok)`)).toEqual(orderIds.map(() => true))
        shop.taken.push(...orderIds)
      }
      // The first visit ends before anything was sent by it.
      if (visits === 2) await context.clock.fastForward(2_001)
    }
    await expect.poll(() => shop.queued(), { timeout: 15_000 }).toEqual([])
    // Told once each, by whoever has sent it.
    const told = await reportsIn(page)
    expect(told.length).toBe(new Set(told.map(({ id }) => id)).size)
    expect(Object.keys(await outcomesIn(page)).filter((status) => !['accepted', 'duplicate'].includes(status))).toEqual([])
    await shop.allStored()
    expect(uncaught).toEqual([])
  },
)

test.for(builds.flatMap((build) => [1, 2].map((last) => ({ build, last }))))(
  '$build: of two versions on one page the one whose script runs last judges, version $last',
  async ({ build, last }, { collector, page, section, shop, proxy }) => {
    const call = management(collector.url, collector.token)
    const path = `/v1/sections/${section.id}/custom-events/order-created`
    await call('PUT', `${path}/fields`, { fields: [...demoEvent.fields, { name: 'Coupon', key: 'coupon', type: 'text' }] })
    await shop.make({ build })
    const before = await section.tag({ via: proxy.url, version: 3 - last })
    const [, src = ''] = / src="([^"]+)"/.exec(await section.tag({ via: proxy.url, version: last })) ?? []
    const allowed = Promise.withResolvers<void>()
    await page.route(src, async (route) => {
      await allowed.promise
      await route.continue()
    })
    await page.goto(await shop.make({ build, before, snippet: { version: last } }), { waitUntil: 'commit' })
    await loaded(page)
    await page.evaluate('earlier = milepost')
    allowed.resolve()
    await expect.poll(() => page.evaluate('milepost != earlier')).toBe(true)
    await shop.order(3)
    // Only the second version has it.
    await shop.order(2, { coupon: 'XMAS' })
    expect(shop.taken).toHaveLength(last === 1 ? 3 : 5)
    await shop.drain()
    await shop.conserved()
    // Nobody may send the second one yet.
    expect([
      (await section.rows()).map(({ version }) => version),
      (await section.quarantine()).map(({ issues }) => issues[0]?.code),
    ]).toEqual(last === 1 ? [Array(3).fill('order-created@1'), []] : [[], Array(5).fill('version_not_yet_usable')])
  },
)
