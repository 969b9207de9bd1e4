import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { openPage } from './open-page.ts'
import { type Arrived, mark, type Sink } from './sink.ts'

const EVENTS = 20
/** Longer than anybody waits for more to send together, twice. */
const AFTERWARDS_MS = 8000

/** What 20 events within one second send, the tracker's own requests included. */
export async function wire(browser: Browser, url: string, key: string, script: string, sink: Sink): Promise<Arrived> {
  const { page, close } = await openPage(browser, url)
  try {
    await page.addScriptTag({ content: script })
    await page.evaluate(
      async (orderId) => {
        for (let n = 0; n < 20; n++) {
          send(orderId.replace('$', String(n)), n)
          await new Promise((resolve) => setTimeout(resolve, 45))
        }
      },
      mark(key, '$'),
    )
    await pause(AFTERWARDS_MS)
    return sink.arrived(key)
  } finally {
    await close()
  }
}

/** How many of 20 events arrive from a page that is left in the task in which they were tracked, and that nobody comes back to. */
export async function leave(browser: Browser, url: string, elsewhere: string, key: string, script: string, sink: Sink): Promise<number> {
  const { page, close } = await openPage(browser, url)
  try {
    await page.addScriptTag({ content: script })
    // A visitor has been there for a while, and the tracker is ready.
    await pause(1500)
    const gone = page.waitForURL(elsewhere)
    await page.evaluate(leaveNow, { orderId: mark(key, '$'), elsewhere, events: EVENTS })
    await gone
    await pause(AFTERWARDS_MS / 2)
    return sink.arrived(key).events
  } finally {
    await close()
  }
}

declare const location: { href: string }

/** Runs in the page. */
function leaveNow({ orderId, elsewhere, events }: { orderId: string; elsewhere: string; events: number }): void {
  for (let n = 0; n < events; n++) send(orderId.replace('$', String(n)), n)
  location.href = elsewhere
}

declare const localStorage: object
declare const sessionStorage: object

/** Whether an event that has not arrived yet is in the browser's storage, and so outlives a page that crashes. */
export async function persists(browser: Browser, url: string, key: string, script: string): Promise<boolean> {
  const { page, close } = await openPage(browser, url)
  try {
    // Nothing is answered: what is not kept now is kept nowhere.
    await page.context().setOffline(true)
    await page.addScriptTag({ content: script })
    await page.evaluate((orderId) => send(orderId, 0) && undefined, mark(key, 0))
    await pause(1500)
    return (await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).includes(mark(key, 0))
  } finally {
    await close()
  }
}
