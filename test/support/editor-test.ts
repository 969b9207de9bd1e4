import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type axe from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { type Management, management, type Section } from '../../scripts/management.ts'
import { root } from '../../scripts/settings.ts'
import { test as base } from './browser-test.ts'

/** Where the pictures of every page lie after a run; not under version control. */
const PICTURES = join(root, '.milepost', 'pictures')

const require = createRequire(import.meta.url)
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

/** What block lists look for in addresses. */
const LISTED_WORDS = /analytics|track|event|collect/i

/** Somebody who uses the editor, in a browser profile of their own. */
export interface Person {
  readonly name: string
  readonly context: BrowserContext
  readonly page: Page
  /** Addresses that the editor's pages have asked for, from the path on. */
  readonly asked: readonly string[]
}

export type Role = 'viewer' | 'editor' | 'owner'

let people = 0

/** A test with people who use the editor: `call` is the management API with the token, `space` a section of the test's own. */
export const test = base
  .extend('call', { scope: 'file' }, ({ collector }): Management => management(collector.url, collector.token))
  .extend('clock', ({ collector }) => ({
    /** Sets the collector's clock ahead of the real one by so many milliseconds. */
    ahead: async (ms: number) => {
      await fetch(`${collector.url}/clock`, { method: 'POST', body: String(ms) })
    },
  }))
  .extend('space', ({ call }): Promise<Section> => call<Section>('POST', '/v1/sections', { name: `Shop ${++people}` }))
  /** Makes somebody a member of a section, signed in. */
  .extend('invite', async ({ collector, browser, call }, { onCleanup }) => {
    const contexts: BrowserContext[] = []
    onCleanup(async () => {
      for (const context of contexts) await context.close()
    })
    return async (section: Section, role: Role, name = `${role} ${++people}`): Promise<Person> => {
      const { url } = await call<{ url: string }>('POST', `/v1/sections/${section.id}/invitations`, { role })
      const context = await browser.newContext({ baseURL: collector.url, viewport: { width: 1280, height: 900 } })
      contexts.push(context)
      const answer = await context.request.post('/v1/links/use', {
        data: { token: new URL(url).hash.slice(1), name, email: `person${people}@shop.example`, password: 'correct horse battery' },
      })
      expect(answer.status(), await answer.text()).toBe(200)
      const page = await context.newPage()
      return { name, context, page, asked: watchAddresses(page) }
    }
  })

/** Keeps the addresses that a page asks for, for {@link expectUnlisted}: block lists look through paths and queries. */
export function watchAddresses(page: Page): string[] {
  const asked: string[] = []
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url())
    asked.push(pathname + search)
  })
  return asked
}

/** Fails when an address would be lost to somebody who blocks trackers. */
export const expectUnlisted = (asked: readonly string[]): void => expect(asked.filter((address) => LISTED_WORDS.test(address))).toEqual([])

/** Fails with what axe-core finds wrong in a page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  // By the debugger, which the page's own content policy does not forbid.
  await page.evaluate(axeSource)
  const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as axe.AxeResults
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`).join('\n')}`,
  )
  expect(found).toEqual([])
}

/** Fails when a page is wider than its window. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0)
}

/** Keeps a picture of the page for a person to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true })
}
