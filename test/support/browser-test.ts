import { type Browser, type BrowserContext, chromium, type LaunchOptions, type Page } from 'playwright-core'
import { test as base, inject } from 'vitest'
import { provideBrowser } from '../../scripts/provide-browser.ts'
import { startProxy } from './proxy.ts'
import { makeSection } from './section.ts'
import { startSite } from './site.ts'

/** A host name that is this machine and yet no secure context, as a shop without TLS is. */
export const INSECURE_HOST = 'shop.test'

/** Starts the browser of the tests. */
export function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const args = [`--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1`]
  // Chromium's sandbox refuses to run as root, which is what containers usually are.
  return chromium.launch({ executablePath: provideBrowser(), args, chromiumSandbox: process.getuid?.() !== 0, ...options })
}

/**
 * A test with a real browser, a real collector and what is between them, all made when asked for and ended after the test:
 * `section` (with *Order created*), `proxy` before the collector, `site` for pages of another origin, `page` in a profile of its own.
 */
export const test = base
  .extend('collector', { scope: 'file' }, () => ({ url: inject('collector'), token: inject('token') }))
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern what a fixture needs
  .extend('browser', { scope: 'file' }, async ({}, { onCleanup }) => {
    const browser = await launchBrowser()
    onCleanup(() => browser.close())
    return browser
  })
  .extend('proxy', async ({ collector }, { onCleanup }) => {
    const proxy = await startProxy(collector.url)
    onCleanup(() => proxy.end())
    return proxy
  })
  // biome-ignore lint/correctness/noEmptyPattern: the same
  .extend('site', async ({}, { onCleanup }) => {
    const site = await startSite()
    onCleanup(() => site.end())
    return site
  })
  .extend('section', ({ collector }) => makeSection(collector.url, collector.token))
  .extend('context', async ({ browser }, { onCleanup }): Promise<BrowserContext> => {
    const context = await browser.newContext()
    onCleanup(() => context.close())
    return context
  })
  .extend('page', ({ context }): Promise<Page> => context.newPage())
