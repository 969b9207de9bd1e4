import type { Frame, Page } from 'playwright-core'
import { expect } from 'vitest'
import { management } from '../../scripts/management.ts'
import { test as base } from './browser-test.ts'
import { expectConserved } from './conservation.ts'
import { htmlWith, loaded, reportsIn, trackOrders } from './in-page.ts'
import type { SnippetOptions } from './section.ts'

/** The two page scripts: without visitors, and with consent and identity. */
export const builds = ['plain', 'profile'] as const

/** Longer than the longest wait, jitter included: whatever is to be tried again is due. */
const DUE_MS = 601_000

type Place = Page | Frame

/** What a page of the shop is made of. */
export interface ShopPage {
  readonly path?: string
  readonly build?: (typeof builds)[number]
  /** What stands before the tag. */
  readonly before?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly snippet?: SnippetOptions
}

/** A shop whose pages track orders, and the book that is kept of them. */
export interface Shop {
  /** Orders whose events the page took, by their IDs. */
  readonly taken: string[]
  /** Puts a page with the tag at a path, and gives back its address. */
  make(what?: ShopPage): Promise<string>
  /** Makes a page and opens it. */
  open(what?: ShopPage): Promise<void>
  /** Tracks orders. What the page says no to is not taken. */
  order(count: number, more?: object, place?: Place): Promise<void>
  /** Waits until no request of the page is under way. */
  quiet(place?: Place): Promise<void>
  /** Orders in the page's storage that wait for their verdicts. */
  queued(place?: Place): Promise<string[]>
  /** Lets time pass until everything is delivered, one request after the other. */
  drain(place?: Place): Promise<void>
  /** Asserts that every order that was taken is stored once, in quarantine, still in the page's storage, or was told to be given up. */
  conserved(options?: { readonly place?: Place | null; readonly dropped?: Readonly<Record<string, number>> }): Promise<void>
  /** The same, and that all are stored and nothing waits. */
  allStored(place?: Place): Promise<void>
}

/** A test with a shop. Time passes as the test says, besides as it does. */
export const test = base.extend('shop', async ({ collector, context, page, section, proxy, site }): Promise<Shop> => {
  await context.clock.install()
  const taken: string[] = []
  const prefix = `milepost:${section.writeKey}:`
  const orderIdsOf = (entries: readonly { fields?: unknown }[]) =>
    entries.map(({ fields }) => String((fields as { orderId?: unknown } | undefined)?.orderId))
  const shop: Shop = {
    taken,
    async make({ path = '/', build = 'plain', before = '', body = '', headers = {}, snippet } = {}) {
      const settings = { visitors: build === 'profile', consentStart: 'granted' }
      await management(collector.url, collector.token)('PATCH', `/v1/sections/${section.id}`, settings)
      return site.page(path, htmlWith(before + (await section.tag({ via: proxy.url, ...snippet })), { body }), headers)
    },
    async open(what) {
      await page.goto(await shop.make(what))
      await loaded(page)
    },
    async order(count, more = {}, place = page) {
      const from = taken.length
      const orderIds = Array.from({ length: count }, (_, index) => `A-${from + index}`)
      taken.push(...(await trackOrders(place, orderIds, more)))
    },
    quiet: (place = page) => place.evaluate(`navigator.locks.request('${prefix}', () => {})`),
    queued: async (place = page) => {
      const stored = Object.entries(await place.evaluate<Record<string, string>>('({ ...localStorage })'))
      return orderIdsOf(stored.flatMap(([key, text]) => (key.startsWith(prefix) ? [JSON.parse(text)] : [])))
    },
    async drain(place = page) {
      for (let request = 0; (await shop.queued(place)).length; request++) {
        if (request > taken.length + 100) throw new Error('The queue does not drain')
        await context.clock.fastForward(DUE_MS)
        await shop.quiet(place)
      }
    },
    async conserved({ place = page, dropped = {} } = {}) {
      const [rows, quarantine] = [await section.rows(), await section.quarantine()]
      const queued = place ? await shop.queued(place) : []
      expectConserved({ taken, stored: orderIdsOf(rows), rejected: orderIdsOf(quarantine.map(({ event }) => event)), queued, dropped })
    },
    async allStored(place = page) {
      await shop.conserved({ place })
      expect(await shop.queued(place)).toEqual([])
      expect((await section.rows()).length).toBe(taken.length)
    },
  }
  return shop
})

/** How many events the page was told about, by what became of them. */
export async function outcomesIn(place: Place): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { status } of await reportsIn(place)) counts[status] = (counts[status] ?? 0) + 1
  return counts
}
