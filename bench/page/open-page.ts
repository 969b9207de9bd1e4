import type { Browser, CDPSession, Page } from 'playwright-core'

/** A page in a browser profile, and so in a process, of its own. */
export interface OpenPage {
  readonly page: Page
  readonly devtools: CDPSession
  close(): Promise<void>
}

/** Headers that isolate a page: only then its clock is exact to 5 µs. */
export const isolated = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }

/** Opens a page as somebody does who has never been there. */
export async function openPage(browser: Browser, url: string): Promise<OpenPage> {
  const context = await browser.newContext()
  const page = await context.newPage()
  page.on('pageerror', (error) => console.error(`${url}: ${error.message}`))
  await page.goto(url)
  const devtools = await context.newCDPSession(page)
  return { page, devtools, close: () => context.close() }
}

// Names that functions find in the page, to which they are sent as text.
export interface Script {
  textContent: string
}
declare global {
  /** What every contender's script leaves. */
  var send: (orderId: string, items: number) => unknown
}
