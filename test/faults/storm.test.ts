import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createProfileTracker, createTracker, defineEvent, text } from '@milepost/sdk'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { root } from '../../scripts/settings.ts'
import { expectConserved } from '../support/conservation.ts'
import { times } from '../support/long-run.ts'
import { chance, runStorm, type StartClient } from '../support/storm.ts'
import { startVirtualClock } from '../support/virtual-clock.ts'

const pageViewed = defineEvent({ version: 'page-viewed@1', fields: { pageId: text() } })

/** A page of a browser of its own. */
const page =
  (create: typeof createTracker): StartClient =>
  (onReport) => {
    // Storage is opened by the first look into it, when a second has passed or at the first event: whichever comes, it finds that of this client.
    const own = {}
    const { setTimeout: plan } = globalThis
    const planOwn = (run: () => void, ms: number) =>
      plan(() => {
        vi.stubGlobal('localStorage', own)
        run()
      }, ms)
    vi.stubGlobal('localStorage', own)
    vi.stubGlobal('setTimeout', planOwn)
    const tracker = create({ endpoint: 'https://c.shop.example/v1/events', writeKey: 'wk_1', source: 'Shop', onReport })
    vi.stubGlobal('setTimeout', plan)
    return () => {
      vi.stubGlobal('localStorage', own)
      const result = tracker.track(pageViewed, { pageId: 'home' })
      return result.ok ? result.id : undefined
    }
  }

/** The longest that is heeded. */
const LONGEST_RETRY_AFTER = 300

/** What the collector sends as `Retry-After` when its storage does not answer. */
const collectorsRetryAfter = Number(/STORAGE_RETRY_SECONDS = (\d+)/.exec(readFileSync(join(root, 'collector/src/problem.ts'), 'utf8'))?.[1])

beforeEach(() => {
  const random = chance(2026)
  // Not spies, which would remember millions of calls.
  vi.stubGlobal('Math', Object.assign(Object.create(Math), { random }))
  vi.stubGlobal('crypto', { getRandomValues: (array: Uint8Array) => array.map(() => random() * 256) })
  // What a page has and Node has not, or has once for all clients. A request of this collector never hangs.
  vi.stubGlobal('AbortSignal', {})
  vi.stubGlobal('document', { hidden: false })
  vi.stubGlobal('location', { origin: 'https://shop.example', pathname: '/', port: '' })
  // Each page is alone in its browser, so that its lock is free.
  vi.stubGlobal('navigator', { locks: { request: async (_: string, send: () => unknown) => send() } })
  vi.stubGlobal('addEventListener', () => {})
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test.for([
  { name: 'without Retry-After', create: createTracker, retryAfterSeconds: undefined, together: false },
  { name: 'with the collector’s Retry-After', create: createTracker, retryAfterSeconds: collectorsRetryAfter, together: false },
  { name: 'with the longest Retry-After', create: createTracker, retryAfterSeconds: LONGEST_RETRY_AFTER, together: false },
  { name: 'that meets all at the same instant', create: createTracker, retryAfterSeconds: undefined, together: true },
  { name: 'of pages with consent', create: createProfileTracker, retryAfterSeconds: collectorsRetryAfter, together: false },
])('200 pages bear a storm of 503 $name', async ({ create, retryAfterSeconds, together }, { annotate }) => {
  const { ledger, ...rates } = await runStorm(startVirtualClock('2026-11-24T10:00:00Z'), {
    clients: 200,
    startClient: page(create),
    seconds: times(120, 600),
    retryAfterSeconds,
    eventEverySeconds: 2,
    together,
  })
  await annotate(JSON.stringify(rates))
  expectConserved(ledger)
  expect(rates.backlog).toBeGreaterThan(times(10_000, 50_000))
  expect(rates.during).toBeLessThanOrEqual(rates.before * 0.1)
  // All who come back within one second would be twice as many as there usually are.
  expect(rates.peak).toBeLessThanOrEqual(rates.before * 1.5)
  // Minutes of silence that were asked for, or pages that always act as one, leave no mean that a peak could be told from.
  const isSteady = !together && retryAfterSeconds !== LONGEST_RETRY_AFTER
  if (isSteady) expect(rates.peak).toBeLessThanOrEqual(rates.recovery * 2)
})
