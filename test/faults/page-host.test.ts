import { expect } from 'vitest'
import { evaluateBare as evaluate, uncaughtIn } from '../support/in-page.ts'
import { isLongRun } from '../support/long-run.ts'
import { builds, test } from '../support/shop-test.ts'

/** What a page may have done to what the SDK calls, and what comes of that. */
interface Tampering {
  /** Runs in the page. */
  readonly code: string
  /**
   * What the page is told about the events that it took: `kept` when it is told nothing and they wait for the next page of the site.
   * @default 'accepted'
   */
  readonly fate?: 'accepted' | 'refused' | 'kept'
  /** When `track` says no: by the code of its issue. */
  readonly issue?: string
  /** @default both */
  readonly in?: readonly (typeof builds)[number][]
  /** @default both */
  readonly moments?: readonly Moment[]
}

const moments = ['before the script', 'after the script'] as const
type Moment = (typeof moments)[number]

/** A `Date` that is always the same instant, as tools for tests make one. */
const stoppedAt = (instant: string) => `{
  const Real = Date
  Date = class extends Real {
    constructor(...args) { if (args.length) super(...args); else super(${instant}) }
    static now() { return ${instant} }
  }
}`

const wrapped = (name: string, body: string) => `{ const real = ${name}; ${name} = ${body} }`

const tamperings: Readonly<Record<string, Tampering>> = {
  // Prototypes.
  'Array.prototype.toJSON as Prototype.js had it': {
    code: `Array.prototype.toJSON = function () { return '[' + this.map((each) => JSON.stringify(each)).join(', ') + ']' }`,
    fate: 'refused',
  },
  'String.prototype.toJSON, too': { code: `String.prototype.toJSON = function () { return '"' + this + '"' }` },
  'Object.prototype.toJSON that adds a member': {
    code: 'Object.prototype.toJSON = function () { return { ...this, extra: 1 } }',
    fate: 'refused',
  },
  'Object.prototype.toJSON that throws': {
    code: `Object.prototype.toJSON = () => { throw new Error('toJSON') }`,
    issue: 'event_invalid',
    fate: 'kept',
  },
  'members of every object and list that for … in meets': {
    code: `Object.prototype.each = function () {}; Object.prototype.extend = { a: 1 }
      Array.prototype.last = function () {}; String.prototype.strip = 5; Function.prototype.bindAll = () => {}`,
  },
  'Object.prototype.get, set and value': {
    code: 'Object.prototype.get = function () {}; Object.prototype.set = () => {}; Object.prototype.value = 5',
  },
  'the rest of what describes a property': {
    code: 'Object.assign(Object.prototype, { enumerable: true, configurable: false, writable: false })',
  },
  'the names of our own members': {
    code: `for (const name of ['id', 'version', 'fields', 'source', 'orderId', 'total', 'page', 'events', 'verdicts', 'status', 'consent', 'identify', 'purpose'])
      Object.prototype[name] = 'polluted'`,
  },
  'what fetch reads from its options': {
    code: `Object.assign(Object.prototype, { headers: 5, mode: 'navigate', cache: 'never', window: 5 })`,
    fate: 'kept',
  },

  // fetch.
  'fetch that throws': { code: `fetch = () => { throw new Error('fetch') }`, fate: 'kept' },
  'fetch that returns nothing': { code: 'fetch = () => {}', fate: 'kept' },
  'fetch that returns no promise': { code: 'fetch = () => ({ status: 200, json: () => ({}) })', fate: 'kept' },
  'fetch that answers null': { code: 'fetch = async () => null', fate: 'kept' },
  'fetch that rejects without a reason': { code: 'fetch = () => Promise.reject()', fate: 'kept' },
  'fetch that never answers': { code: 'fetch = () => new Promise(() => {})', fate: 'kept' },
  'fetch that answers what was not asked': { code: `fetch = async () => new Response('{"verdicts":[]}')`, fate: 'kept' },
  'fetch whose answers have no headers': {
    code: wrapped(
      'fetch',
      'async (...args) => { const { status, ...answer } = await real(...args).then(async (each) => ({ status: each.status, body: await each.json() })); return { status, json: async () => answer.body } }',
    ),
  },
  'fetch whose refusals have no headers': { code: 'fetch = async () => ({ status: 503, json: async () => ({}) })', fate: 'kept' },
  'fetch that watches a copy of every answer': {
    code: wrapped(
      'fetch',
      'function (...args) { return real.apply(this, args).then((answer) => { answer.clone().text(); return answer }) }',
    ),
  },
  'fetch that makes a Request of what it is given': { code: wrapped('fetch', '(...args) => real(new Request(...args).clone())') },
  'fetch that adds a header': {
    code: wrapped(
      'fetch',
      `(input, init) => real(input, { ...init, headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } })`,
    ),
    fate: 'kept',
  },
  'fetch that reads every answer before': {
    code: wrapped('fetch', 'async (...args) => { const answer = await real(...args); await answer.text(); return answer }'),
    fate: 'kept',
  },
  'no fetch': { code: 'delete window.fetch', fate: 'kept' },

  // JSON.
  'JSON.stringify that throws': { code: `JSON.stringify = () => { throw new Error('stringify') }`, issue: 'event_invalid', fate: 'kept' },
  'JSON.stringify that returns nothing': { code: 'JSON.stringify = () => {}', issue: 'event_invalid', fate: 'refused' },
  'JSON.stringify that adds a member': {
    code: wrapped(
      'JSON.stringify',
      `(value, ...more) => real(value && typeof value == 'object' ? { ...value, added: 1 } : value, ...more)`,
    ),
  },
  'JSON.stringify that indents': { code: wrapped('JSON.stringify', '(value) => real(value, null, 2)') },
  'JSON.parse that freezes': { code: wrapped('JSON.parse', '(...args) => Object.freeze(real(...args))') },

  // Time.
  'Date that stands still': { code: stoppedAt(`Real.parse('2010-01-01T00:00:00Z')`) },
  'Date that is no time': {
    code: `Date = class extends Date { constructor() { super(NaN) } static now() { return NaN } }`,
    issue: 'field_type',
  },
  'Date that throws': {
    code: `Date = function () { throw new Error('Date') }; Date.now = () => { throw new Error('now') }`,
    issue: 'event_invalid',
    in: ['plain'],
    moments: ['before the script'],
  },
  'Date.now that throws': { code: `Date.now = () => { throw new Error('now') }`, issue: 'event_invalid' },
  'timers whose IDs are text': { code: wrapped('setTimeout', `(run, ms) => real(run, ms) + ''`) },

  // Chance.
  'no crypto.randomUUID': { code: 'delete Crypto.prototype.randomUUID' },
  'no crypto.getRandomValues': { code: 'delete Crypto.prototype.getRandomValues', issue: 'event_invalid' },
  'Math.random that is no number': { code: 'Math.random = () => NaN' },

  // Promises.
  'Promise that is another, and fetch that returns it': {
    code: `{
      const [Real, real] = [Promise, fetch]
      window.Promise = class Thenable {
        constructor(run) { this.real = new Real(run) }
        then(...args) { return new Thenable((resolve, reject) => this.real.then(...args).then(resolve, reject)) }
        static resolve(value) { return new Thenable((resolve) => resolve(value)) }
        static reject(reason) { return new Thenable((_, reject) => reject(reason)) }
      }
      fetch = (...args) => Promise.resolve(real(...args))
    }`,
  },

  // Storage.
  'localStorage with nothing but methods': {
    code: `{
      const kept = new Map()
      const value = { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text), removeItem: (key) => kept.delete(key) }
      Object.defineProperty(window, 'localStorage', { value })
    }`,
    moments: ['before the script'],
  },
  'methods of localStorage that do something else': {
    code: `for (const name of ['getItem', 'setItem', 'removeItem', 'clear']) Storage.prototype[name] = () => 'something else'`,
  },

  // The rest of the browser.
  'navigator.sendBeacon that returns false': { code: 'Navigator.prototype.sendBeacon = () => false' },
  'neither fetch nor navigator.sendBeacon': {
    code: 'fetch = () => Promise.reject(new TypeError()); Navigator.prototype.sendBeacon = () => false',
    fate: 'kept',
  },
  'navigator.locks that throws': { code: `LockManager.prototype.request = () => { throw new Error('locks') }` },
  'navigator.locks that rejects': { code: `LockManager.prototype.request = () => Promise.reject(new Error('locks'))` },
  'navigator.locks that cannot be read': {
    code: `Object.defineProperty(Navigator.prototype, 'locks', { get() { throw new Error('locks') } })`,
  },
  'navigator.locks that promises by something else': {
    code: wrapped(
      'LockManager.prototype.request',
      'function (...args) { real.apply(this, args); return { then: (resolve) => resolve() } }',
    ),
  },
  'no navigator.locks': { code: `Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })` },
  'no AbortSignal.timeout': { code: 'delete AbortSignal.timeout' },
  'no Blob': { code: 'delete window.Blob' },
  'CustomEvent that throws': { code: `CustomEvent = function () { throw new Error('CustomEvent') }`, fate: 'kept' },
  'console.warn that throws': { code: `console.warn = () => { throw new Error('warn') }` },
}

const cases = Object.entries(tamperings).flatMap(([name, tampering], index) => {
  const { in: scripts = builds, moments: when = moments } = tampering
  const all = scripts.flatMap((build) => when.map((moment) => ({ name, build, moment, ...tampering })))
  // Both scripts are made of the same: a short run tries each tampering once, with scripts and moments in turn.
  return isLongRun ? all : all.slice(index % all.length, (index % all.length) + 1)
})

test.for(cases)(
  '$build, $name, $moment: nothing is thrown, and what was taken is stored as it was or has another known fate',
  async ({ build, moment, code, fate = 'accepted', issue }, { context, page, section, shop, site }) => {
    const uncaught = uncaughtIn(page)
    const head = `<script>${moments[0] === moment ? code : ''}</script>`
    await page.goto(await shop.make({ build, path: '/hostile', before: head }))
    // By the debugger: the driver's own code in the page would be broken, too.
    const devTools = await context.newCDPSession(page)
    await expect.poll(() => evaluate(devTools, 'typeof milepost?.d')).toBe('object')

    const track = async (count: number) => {
      const orderIds = Array.from({ length: count }, (_, index) => `A-${shop.taken.length + index}`)
      const answers = await evaluate<string[]>(devTools, callsFor(orderIds))
      shop.taken.push(...orderIds.filter((_, index) => answers[index] === 'taken'))
      return answers
    }
    if (moment === moments[1]) {
      expect(await track(2)).toEqual(['taken', 'taken'])
      await evaluate(devTools, `${code}\n;0`)
    }
    const answer = issue ?? 'taken'
    expect(await track(3)).toEqual([answer, answer, answer])

    await context.clock.fastForward(2_001)
    const told = fate === 'kept' ? [] : shop.taken.map(() => fate)
    await expect.poll(() => evaluate(devTools, toldInPage), { timeout: 15_000 }).toEqual(told)
    if (fate === 'kept') {
      // It goes on trying, and does not give up.
      await context.clock.fastForward(DUE_MS)
      expect(await evaluate(devTools, toldInPage)).toEqual([])
    }
    expect(uncaught).toEqual([])

    // Another page of the site, where all is well.
    await page.goto(await shop.make({ build, path: '/sound' }))
    await expect.poll(() => page.evaluate('!!milepost.d'), { timeout: 15_000 }).toBe(true)
    await shop.drain()
    const refused = fate === 'refused' ? shop.taken.length : 0
    await shop.conserved({ dropped: { refused } })
    const rows = await section.rows()
    expect(rows.length).toBe(shop.taken.length - refused)
    for (const { version, fields, page: from, source } of rows) {
      expect([version, source, from?.url]).toEqual(['order-created@1', 'Shop', `${site.origin}/hostile`])
      expect(fields).toEqual({ source: 'Shop', ...values, orderId: expect.stringMatching(/^A-\d$/) })
    }
    expect(uncaught).toEqual([])
  },
)

/** Longer than the longest wait, jitter included. */
const DUE_MS = 601_000

/** One of every type of field. */
const values = { total: 129.5, currency: '€ 😀', items: 3, gift: true, deliveryDate: '2026-12-01', paidAt: '2026-11-23T10:00:00Z' }

/** Tracks, and says for each order what came of it, by nothing that a page could have changed. */
const callsFor = (orderIds: readonly string[]) => `(() => {
  const outcomes = []
  let next = 0
  for (const orderId of ${JSON.stringify(orderIds)}) {
    try {
      const result = milepost('order-created', { source: 'Shop', ...${JSON.stringify(values)}, orderId })
      outcomes[next++] = result.ok === true ? 'taken' : result.issues[0].code
    } catch (error) {
      outcomes[next++] = 'thrown: ' + error
    }
  }
  return outcomes
})()`

const toldInPage = `(() => {
  const statuses = []
  for (let index = 0; index < reports.length; index++) statuses[index] = reports[index].status
  return statuses
})()`
