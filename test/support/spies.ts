import type { BrowserContext, Page } from 'playwright-core'

/** What pages of a context have left, or tried to. */
export interface Spies {
  /** Whatever was written, as it was: in either storage, a cookie, a database or a cache. */
  written(page: Page): Promise<string[]>
  /** Requests that left, save those for pages and scripts. */
  readonly left: readonly string[]
  /** Everything that the browser holds for whatever origin. */
  held(page: Page): Promise<unknown>
}

/** Runs in a page before anything of it does, as text: types of pages are none of the tools'. */
const WATCH = `
const written = (window.written = [])
// A page without an origin has no storage.
for (const name of location.origin === 'null' ? [] : ['localStorage', 'sessionStorage']) {
  const real = window[name]
  // Keys are written as properties too, which no method sees.
  const watched = new Proxy(real, {
    set: (_, key, value) => {
      written.push(name + ' ' + key)
      return Reflect.set(real, key, value)
    },
    defineProperty: (_, key, descriptor) => {
      written.push(name + ' ' + String(key))
      return Reflect.defineProperty(real, key, descriptor)
    },
    get: (_, key) => {
      const value = Reflect.get(real, key)
      return typeof value === 'function' ? value.bind(real) : value
    },
  })
  Object.defineProperty(window, name, { get: () => watched })
}
const { setItem } = Storage.prototype
Storage.prototype.setItem = function (key, value) {
  written.push('setItem ' + key)
  setItem.call(this, key, value)
}
const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie')
Object.defineProperty(Document.prototype, 'cookie', {
  ...cookie,
  set(value) {
    written.push('cookie ' + value)
    cookie?.set?.call(this, value)
  },
})
const { open } = IDBFactory.prototype
IDBFactory.prototype.open = function (...args) {
  written.push('database ' + args[0])
  return open.apply(this, args)
}
const { sendBeacon } = Navigator.prototype
Navigator.prototype.sendBeacon = function (...args) {
  written.push('beacon ' + args[0])
  return sendBeacon.apply(this, args)
}
`

/** Stands in every page before anything of it runs, and on the way out of the browser. */
export async function spyOn(context: BrowserContext): Promise<Spies> {
  const left: string[] = []
  context.on('request', (request) => {
    if (!['document', 'script'].includes(request.resourceType()))
      left.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`)
  })
  await context.addInitScript(WATCH)
  return {
    left,
    written: (page) => page.evaluate('written'),
    async held(page) {
      const { cookies, origins } = await context.storageState({ indexedDB: true })
      return { cookies, origins, session: await page.evaluate('Object.keys(sessionStorage)'), caches: await page.evaluate('caches.keys()') }
    },
  }
}

/** What `held` says of a browser that holds nothing. */
export const nothing = { cookies: [], origins: [], session: [], caches: [] }
