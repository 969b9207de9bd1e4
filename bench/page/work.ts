import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { openPage } from './open-page.ts'
import { mark } from './sink.ts'

/** What events cost the main thread of a page. */
export interface Work {
  /** Milliseconds until the calls returned. */
  readonly calls: number
  /** Milliseconds of processor time that the main thread ran, for whatever reason. */
  readonly mainThread: number
}

export interface Load {
  /** How many times events come, one second after another. */
  readonly bursts: number
  /** How many come at a time. */
  readonly size: number
}

/** How long a page is watched after its last event has arrived, so that it can clear up. */
const AFTERWARDS_MS = 4000
const ARRIVED_WITHIN_MS = 120_000

/**
 * Sends events from a page and counts what that costs it, until all have arrived and it has cleared up.
 * @param script without one the page does the same with nothing to send: what is to be subtracted
 */
export async function work(browser: Browser, url: string, key: string, script: string | undefined, load: Load, arrived: () => number) {
  const { page, devtools, close } = await openPage(browser, url)
  try {
    await page.addScriptTag({ content: script ?? 'send=()=>{}' })
    // What starting costs is measured elsewhere.
    await page.evaluate((orderId) => send(orderId, 0) && undefined, mark(key, 0))
    await pause(AFTERWARDS_MS)
    // Processor time, so that what else the machine does counts for nobody.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
    const busy = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics')
      return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000
    }
    const before = await busy()
    const calls = await page.evaluate(drive, { ...load, orderId: mark(key, '$') })
    const until = Date.now() + ARRIVED_WITHIN_MS
    while (script && arrived() <= load.bursts * load.size && Date.now() < until) await pause(100)
    await pause(AFTERWARDS_MS)
    return { calls, mainThread: (await busy()) - before }
  } finally {
    await close()
  }
}

declare const performance: { now(): number }

/** Runs in the page. */
async function drive({ bursts, size, orderId }: Load & { orderId: string }): Promise<number> {
  let calls = 0
  for (let burst = 0; burst < bursts; burst++) {
    const ids = Array.from({ length: size }, (_, n) => orderId.replace('$', String(burst * size + n + 1)))
    const from = performance.now()
    for (let n = 0; n < size; n++) send(ids[n] as string, n)
    calls += performance.now() - from
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
  return calls
}
