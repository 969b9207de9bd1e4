import type { Browser } from 'playwright-core'
import { openPage, type Script } from './open-page.ts'
import { mark } from './sink.ts'

/** How long a script keeps a page busy that loads it for the first time, in milliseconds. */
export interface Loaded {
  /** Compiling it, running it, starting the tracker. */
  readonly start: number
  /** The first event after that, until the call returns. */
  readonly firstTrack: number
}

/** Loads a script into a page that has never been opened. */
export async function load(browser: Browser, url: string, key: string, script: string): Promise<Loaded> {
  const { page, close } = await openPage(browser, url)
  try {
    return await page.evaluate(loadNow, { script, orderId: mark(key, 0) })
  } finally {
    await close()
  }
}

declare const document: { createElement(name: 'script'): Script; head: { append(script: Script): void } }
declare const performance: { now(): number }

/** Runs in the page. A script that is put into it runs before `append` returns. */
function loadNow({ script, orderId }: { script: string; orderId: string }): Loaded {
  const tag = document.createElement('script')
  tag.textContent = script
  const from = performance.now()
  document.head.append(tag)
  const started = performance.now()
  send(orderId, 0)
  return { start: started - from, firstTrack: performance.now() - started }
}
