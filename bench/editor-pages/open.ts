import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, BrowserContextOptions } from 'playwright-core'

/** How long a page took to open. In milliseconds from the start of the navigation, but for the last two. */
export interface Opened {
  /** Until its heading is there. */
  readonly heading: number
  /** Until nothing is loading any more and the last long task has ended. */
  readonly interactive: number
  /** Bytes that came over the wire. */
  readonly bytes: number
  readonly requests: number
}

/** So long must nothing keep the main thread busy before a page counts as idle. */
const QUIET_MS = 300
const OPENED_WITHIN_MS = 30_000

/** Opens a page as somebody does who has never been there: nothing of it is in the browser. */
export async function open(browser: Browser, options: BrowserContextOptions, url: string, heading: string): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  try {
    const page = await context.newPage()
    // Nothing from elsewhere: the measured machine is this one.
    await page.route(
      (address) => address.origin !== new URL(url).origin,
      (route) => route.abort(),
    )
    await page.addInitScript(watch, heading)
    await page.goto(url, { waitUntil: 'commit' })
    // Asked from outside, since the pages forbid what waiting inside them takes.
    for (const until = Date.now() + OPENED_WITHIN_MS; ; await pause(50)) {
      if ((await page.evaluate(() => (globalThis as unknown as Watched).idleSince())) > QUIET_MS) break
      if (Date.now() > until)
        throw new Error(`${url} has not opened: ${await page.evaluate(() => document.body.textContent.slice(0, 200))}`)
    }
    return await page.evaluate(() => (globalThis as unknown as Watched).opened())
  } finally {
    await context.close()
  }
}

// Names that the functions below find in the page, to which they are sent as text.
interface Found {
  readonly textContent: string
}
declare const document: {
  readonly body: Found
  readonly readyState: string
  querySelector(selector: string): Found | null
  addEventListener(name: string, look: () => void): void
}
declare const addEventListener: typeof document.addEventListener
declare const MutationObserver: new (look: () => void) => { observe(node: typeof document, options: object): void }
declare const performance: { now(): number; getEntriesByType(type: 'navigation' | 'resource'): { readonly transferSize: number }[] }
declare const PerformanceObserver: new (
  told: (list: { getEntries(): { readonly startTime: number; readonly duration: number }[] }) => void,
) => { observe(options: { type: 'longtask'; buffered: boolean }): void }

interface Watched {
  /** Milliseconds since the page became interactive; negative before. */
  idleSince(): number
  opened(): Opened
}

/** Runs in the page before anything of it does. An empty heading asks for none. */
function watch(heading: string): void {
  let [headingAt, settledAt, busyUntil] = [0, 0, 0]
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) busyUntil = Math.max(busyUntil, startTime + duration)
  }).observe({ type: 'longtask', buffered: true })
  const look = () => {
    const now = performance.now()
    const title = heading ? document.querySelector('h1')?.textContent.includes(heading) : document.readyState === 'complete'
    if (!title) return
    headingAt ||= now
    // What is still loading says so to everybody who cannot see it either.
    if (document.querySelector('[role=status][aria-label=Loading]')) settledAt = 0
    else settledAt ||= now
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true })
  addEventListener('load', look)
  document.addEventListener('readystatechange', look)
  Object.assign(globalThis, {
    idleSince: () => (settledAt ? performance.now() - Math.max(settledAt, busyUntil) : -1),
    opened: () => {
      const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      const bytes = entries.reduce((sum, entry) => sum + entry.transferSize, 0)
      return { heading: headingAt, interactive: Math.max(settledAt, busyUntil), bytes, requests: entries.length }
    },
  } satisfies Watched)
}
