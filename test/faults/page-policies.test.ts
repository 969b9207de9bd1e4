import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { root } from '../../scripts/settings.ts'
import { evaluateBare, uncaughtIn } from '../support/in-page.ts'
import { isLongRun } from '../support/long-run.ts'
import { readMarkdown } from '../support/markdown.ts'
import { test } from '../support/shop-test.ts'

/**
 * What becomes of events under a policy: `stored`; `kept` in the browser until a page may send them; `blocked`, when the tag does not run
 * and there is nothing to call; `late`, when there is nothing to call before the script has loaded, and all is stored after.
 */
type Outcome = 'stored' | 'kept' | 'blocked' | 'late'

interface Policy {
  /** Headers of the page; `{c}` is the collector, `{stub}` and `{script}` the hashes of the tag, `{inline}` that of the inline one. */
  readonly headers?: Readonly<Record<string, string>>
  /** In a tag of the page, before everything else. */
  readonly meta?: string
  /** Whether the tags have a nonce. */
  readonly nonce?: boolean
  readonly script: Outcome
  readonly inline: Outcome
  readonly npm: Outcome
}

const NONCE = 'q83vASNFZ4k='
const csp = 'content-security-policy'
const of = (policy: string) => ({ headers: { [csp]: policy } })
const all = (outcome: Outcome) => ({ script: outcome, inline: outcome, npm: outcome })

/** The README's, by how it installs, with the addresses of the test. */
const documented = readMarkdown('README.md')
  .table('Installed by')
  .map(([way = '', needs = '']) => ({
    way,
    policy: (/`(.*)`/.exec(needs)?.[1] ?? '').replace('{{ nonce }}', NONCE).replaceAll('https://c.shop.example', '{c}'),
  }))
const [withNonce = '', withoutNonce = '', fromNpm = ''] = documented.map(({ policy }) => policy)

const policies: Readonly<Record<string, Policy>> = {
  none: all('stored'),
  [`documented: ${documented[0]?.way}`]: { ...of(`default-src 'none'; ${withNonce}`), nonce: true, ...all('stored') },
  [`documented: ${documented[1]?.way}`]: {
    ...of(`default-src 'self'; ${withoutNonce} 'self'`.replace('; connect', " 'self'; connect")),
    script: 'stored',
    inline: 'blocked',
    npm: 'stored',
  },
  [`documented: ${documented[2]?.way}`]: { ...of(`default-src 'self'; ${fromNpm}`), script: 'blocked', inline: 'blocked', npm: 'stored' },
  "default-src 'self' alone": { ...of("default-src 'self'"), script: 'blocked', inline: 'blocked', npm: 'kept' },
  'hosts, and whatever stands in the page': { ...of("script-src 'self' {c} 'unsafe-inline'; connect-src {c}"), ...all('stored') },
  'hosts without what stands in the page': {
    ...of("script-src 'self' {c}; connect-src {c}"),
    script: 'late',
    inline: 'blocked',
    npm: 'stored',
  },
  'a nonce that the tags do not have': {
    ...of(`script-src 'self' 'nonce-${NONCE}'; connect-src {c}`),
    script: 'blocked',
    inline: 'blocked',
    npm: 'stored',
  },
  "'strict-dynamic' with a nonce": {
    ...of(`script-src 'nonce-${NONCE}' 'strict-dynamic'; connect-src {c}`),
    nonce: true,
    ...all('stored'),
  },
  'the hashes of everything': { ...of("script-src 'self' {stub} {script} {inline}; connect-src {c}"), ...all('stored') },
  'no leave to send': { ...of(`script-src 'nonce-${NONCE}'; connect-src 'self'`), nonce: true, ...all('kept') },
  'trusted types': {
    ...of(`script-src 'nonce-${NONCE}'; connect-src {c}; require-trusted-types-for 'script'; trusted-types 'none'`),
    nonce: true,
    ...all('stored'),
  },
  'a sandbox without an origin': { ...of('sandbox allow-scripts'), script: 'stored', inline: 'stored', npm: 'stored' },
  'one that only reports': { headers: { [`${csp}-report-only`]: "default-src 'none'" }, ...all('stored') },
  'two at once, both of which must agree': { ...of(`script-src 'nonce-${NONCE}', connect-src {c}`), nonce: true, ...all('stored') },
  'two at once, one of which forbids to send': { ...of(`script-src 'nonce-${NONCE}', connect-src 'none'`), nonce: true, ...all('kept') },
  'one in a tag of the page': { meta: `default-src 'none'; script-src 'nonce-${NONCE}'; connect-src {c}`, nonce: true, ...all('stored') },
}

test('the README names a policy for each way of installing', () => {
  expect(documented.map(({ policy }) => policy)).toEqual([
    `script-src 'nonce-${NONCE}'; connect-src {c}`,
    expect.stringMatching(/^script-src {c} 'sha256-.{44}'; connect-src {c}$/),
    'connect-src {c}',
  ])
  expect(Object.keys(policies).length).toBeGreaterThanOrEqual(12)
})

const targets = ['script', 'inline', 'npm'] as const

describe.for(Object.entries(policies))('under the policy: %s', ([name, { headers = {}, meta, nonce, ...outcomes }]) => {
  // A short run tries one where all are alike.
  const alike = new Set(Object.values(outcomes)).size === 1 && !name.startsWith('documented')
  test.for(targets.slice(0, alike && !isLongRun ? 1 : undefined).map((target) => [target, outcomes[target]] as const))(
    'what is installed by %s is %s',
    async ([target, outcome], { context, page, section, shop, proxy, site }) => {
      // Not part of the page, so no policy is asked.
      await context.addInitScript(`reports = []; violations = []; results = []
        addEventListener('milepost', ({ detail }) => reports.push(detail))
        addEventListener('securitypolicyviolation', ({ effectiveDirective, disposition }) => disposition == 'enforce' && violations.push(effectiveDirective))`)
      const snippet = { via: proxy.url, ...(nonce && { nonce: NONCE }) }
      const [script, inline] = [await section.tag(snippet), await section.tag({ ...snippet, target: 'inline' })]
      const attribute = nonce ? ` nonce="${NONCE}"` : ''
      // A module of the site's own, which names where its events are sent.
      site.folder('/sdk/', join(root, 'sdk', 'dist'))
      site.page('/shop.js', moduleFor(`${proxy.url}/v1/events`, section.writeKey), {
        'content-type': 'text/javascript',
        'access-control-allow-origin': '*',
      })
      const tag = { script, inline, npm: `<script type="module" src="/shop.js"${attribute}></script>` }[target]

      const filled = (policy: string) =>
        policy
          .replaceAll('{c}', proxy.url)
          .replace('{stub}', hashOf(script))
          .replace('{script}', `'${/integrity="([^"]+)/.exec(script)?.[1]}'`)
          .replace('{inline}', hashOf(inline))
      const metaTag = meta ? `<meta http-equiv="${csp}" content="${filled(meta)}">` : ''
      const address = site.page(
        '/',
        pageWith(metaTag + tag),
        Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, filled(value)])),
      )

      const uncaught = uncaughtIn(page)
      const console: string[] = []
      page.on('console', (message) => message.type() === 'error' && console.push(message.text()))
      const devTools = await context.newCDPSession(page)
      await page.goto(address)
      const evaluate = <Value>(expression: string) => evaluateBare<Value>(devTools, expression)

      if (outcome === 'blocked') {
        expect(await evaluate('typeof milepost')).toBe('undefined')
        expect(console.join()).toMatch(/content security policy/i)
        expect(await evaluate('violations[0]')).toMatch(/^script-src/)
        expect([proxy.requests, uncaught]).toEqual([[], []])
        return
      }
      await expect.poll(() => evaluate('!!window.milepost?.d'), { timeout: 15_000 }).toBe(true)
      // The snippet with everything in one tag holds its example, too.
      if (target === 'inline') shop.taken.push('A-1')
      const orderIds = ['P-1', 'P-2', 'P-3']
      shop.taken.push(...orderIds)
      const calls = `${JSON.stringify(orderIds)}.map((orderId) => milepost('order-created', { source: 'Shop', orderId }).ok)`
      expect(await evaluate(calls)).toEqual([true, true, true])

      await context.clock.fastForward(2_001)
      if (outcome !== 'kept') {
        await expect
          .poll(() => evaluate('reports.map(({ status }) => status)'), { timeout: 15_000 })
          .toEqual(shop.taken.map(() => 'accepted'))
        expect(await evaluate('violations')).toEqual(outcome === 'late' ? ['script-src-elem'] : [])
        await shop.conserved({ place: null })
        expect([(await section.rows()).length, uncaught]).toEqual([shop.taken.length, []])
        return
      }
      // Ten minutes: it waits longer each time, so the console is not flooded.
      for (let minute = 0; minute < 10; minute++) await context.clock.runFor(60_000)
      await expect.poll(() => evaluate<string[]>('violations')).toContain('connect-src')
      expect(await evaluate<number>('violations.length')).toBeLessThan(10)
      expect([await evaluate('reports'), proxy.requests, uncaught]).toEqual([[], [], []])
      await shop.conserved()
      // The policy is lifted, or another page of the site has a better one.
      await page.goto(site.page('/lifted', pageWith(script)))
      await shop.drain()
      await shop.allStored()
    },
  )
})

const pageWith = (head: string) => `<!doctype html><meta charset="utf-8"><title>Shop</title>${head}<h1>Shop</h1>`

/** Puts the SDK behind the name that tags use. */
const moduleFor = (endpoint: string, writeKey: string) => `
import { createTracker, defineEvent, text } from './sdk/index.js'
const orderCreated = defineEvent({ version: 'order-created@1', fields: { orderId: text({ required: true }) } })
const tracker = createTracker({ endpoint: '${endpoint}', writeKey: '${writeKey}', onReport: (report) => reports.push(report) })
window.milepost = (_, fields) => tracker.track(orderCreated, fields)
milepost.d = true
`

/** What a policy calls the code of the first tag. */
const hashOf = (tag: string) => {
  const [, code = ''] = /<script[^>]*>([\s\S]*?)<\/script>/.exec(tag) ?? []
  return `'sha256-${createHash('sha256').update(code).digest('base64')}'`
}
