import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type axe from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
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
  readonly email: string
  readonly context: BrowserContext
  readonly page: Page
  /** Addresses that the editor's pages have asked for, from the path on. */
  readonly asked: readonly string[]
  /** Calls the API as the editor does in this person's name. */
  ask<Body = Refusal>(method: string, path: string, data?: unknown): Promise<Answer<Body>>
}

/** What the API answers, whether it did what it was asked or not. */
export interface Answer<Body> {
  readonly status: number
  readonly body: Body
}

/** What tests look at in a problem. */
export interface Refusal {
  readonly code: string
  readonly errors?: readonly { readonly message: string }[]
}

export type Role = 'viewer' | 'editor' | 'owner'

/** Of everybody whom `invite` makes. */
export const PASSWORD = 'correct horse battery'

let people = 0

/** A test with people who use the editor: `call` is the management API with the token, `space` a section of the test's own. */
export const test = base
  .extend('call', { scope: 'file' }, ({ collector }): Management => management(collector.url, collector.token))
  .extend('clock', async ({ collector }, { onCleanup }): Promise<Clock> => {
    const clock = clockOf(collector.url)
    // The next test finds the real time.
    onCleanup(() => clock.ahead(0))
    return clock
  })
  .extend('space', ({ call }): Promise<Section> => call<Section>('POST', '/v1/sections', { name: `Shop ${++people}` }))
  /** Makes somebody a member of a section, signed in. */
  .extend('invite', async ({ collector, browser, call }, { onCleanup }) => {
    const contexts: BrowserContext[] = []
    onCleanup(async () => {
      for (const context of contexts) await context.close()
    })
    return async (section: Section, role: Role, name?: string): Promise<Person> => {
      const person = await makeMember({ browser, call, url: collector.url }, section, role, name)
      contexts.push(person.context)
      return person
    }
  })

/** Moves the collector's clock. */
export interface Clock {
  /** Sets it ahead of the real one by so many milliseconds; behind it when there are fewer than none. */
  ahead(ms: number): Promise<void>
}

export const clockOf = (url: string): Clock => ({
  async ahead(ms) {
    await fetch(`${url}/clock`, { method: 'POST', body: String(ms) })
  },
})

interface Surroundings {
  readonly browser: Browser
  readonly call: Management
  /** Origin of the collector. */
  readonly url: string
}

/** Makes somebody a member of a section, signed in, in a browser profile that the caller closes. */
export async function makeMember({ browser, call, url }: Surroundings, section: Section, role: Role, called?: string): Promise<Person> {
  const number = ++people
  const [name, email] = [called ?? `${role} ${number}`, `person${number}.${section.id}@shop.example`]
  const invitation = await call<{ url: string }>('POST', `/v1/sections/${section.id}/invitations`, { role })
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 900 } })
  const answer = await context.request.post('/v1/links/use', { data: { token: tokenOf(invitation), name, email, password: PASSWORD } })
  expect(answer.status(), await answer.text()).toBe(200)
  const page = await context.newPage()
  return { name, email, context, page, asked: watchAddresses(page), ask: asker(context, url) }
}

/** The secret of a link that lets somebody in. */
export const tokenOf = ({ url }: { readonly url: string }): string => new URL(url).hash.slice(1)

/** Makes a caller of the API with the session of a browser profile. */
export const asker =
  (context: BrowserContext, origin: string): Person['ask'] =>
  async (method, path, data) => {
    const headers = { origin, 'x-milepost': 'editor' }
    const answer = await context.request.fetch(origin + path, { method, headers, ...(data !== undefined && { data }) })
    const text = await answer.text()
    return { status: answer.status(), body: text && JSON.parse(text) }
  }

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

/** Waits until nothing is on its way, neither data nor a dialog that is still fading in. */
export async function settled(page: Page): Promise<void> {
  await expect.poll(() => page.getByRole('status', { name: 'Loading' }).count(), { timeout: 15_000 }).toBe(0)
  await expect.poll(() => page.evaluate('document.getAnimations().filter(({ transitionProperty }) => transitionProperty).length')).toBe(0)
}

/** Keeps a picture of the page for a person to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true })
}
