import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { type CustomEvent, ManagementError, type Section } from '../../scripts/management.ts'
import { test as base, makeMember, PASSWORD, settled, tokenOf } from '../support/editor-test.ts'
import { times } from '../support/long-run.ts'
import { startTestCollector } from '../support/test-collector.ts'
import { formulas, naughty, scriptPayloads, sqlPayloads } from './corpora.ts'

// Every text that is stored is set to what would run in a page that took it for its own, and every page that shows it is opened.

/** The same tests as elsewhere, on a collector that serves the editor. */
// biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern what a fixture needs
const test = base.extend('collector', { scope: 'file' }, async ({}, { onCleanup }) => {
  const collector = await startTestCollector()
  onCleanup(() => collector.end())
  return collector
})

/** How many texts a section holds at once: as many fields as a custom event may have names. */
const AT_ONCE = times(24, 90)

/** One of each kind in every round. */
function rounds(count: number): string[][] {
  const kinds = [
    scriptPayloads,
    [
      ...formulas,
      'javascript:window.pwned=1',
      '\u202egnp.exe',
      'a\u200b\u200d\ufeffb',
      'x'.repeat(4_096),
      '\u0000\u0007',
      '<b>bold</b>',
      '[x](javascript:window.pwned=1)',
    ],
    naughty.filter((text) => text.isWellFormed()),
    sqlPayloads,
  ]
  return Array.from({ length: count }, (_, round) =>
    kinds.flatMap((kind) => {
      const share = Math.floor(AT_ONCE / kinds.length)
      return Array.from({ length: share }, (_, index) => kind[((round * share + index) * 7) % kind.length] as string)
    }),
  )
}

/** Names are shorter than values, and what is refused as one is no name. */
const nameOf = (text: string) => text.slice(0, 100)

test.for(rounds(times(1, 8)).map((texts, round) => ({ round, texts })))(
  'round $round: whatever stands in the stored texts, no page of the editor runs it, opens it or sends it anywhere',
  async ({ texts }, { collector, browser, call }) => {
    const { url } = collector
    let stored = 0
    /** Does what may be refused with a documented code. */
    const attempt = async <Answer>(method: string, path: string, body: object): Promise<Answer | undefined> => {
      try {
        const answer = await call<Answer>(method, path, body)
        stored++
        return answer
      } catch (error) {
        if (!(error instanceof ManagementError) || error.status >= 500) throw error
        return undefined
      }
    }
    const post = async (path: string, body: object, headers = {}) => {
      const answer = await fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      })
      const told = await answer.json()
      expect([answer.status < 500, told]).toEqual([true, expect.anything()])
      return told as { accepted?: number; rejected?: number; id?: string }
    }

    const [first = ''] = texts
    // Lists show so many at once.
    const named = texts.filter((_, index) => index % times(1, 4) === 0)
    const section = await call<Section>('POST', '/v1/sections', { name: `Shop ${nameOf(first)}` })
    const path = `/v1/sections/${section.id}`
    for (const text of texts.slice(0, 8)) await attempt('POST', '/v1/sections', { name: nameOf(text) })
    await call('PATCH', path, { requireProof: false, visitors: true })

    // One custom event whose fields are named by all of them, and some that are named so themselves.
    const fields = texts.map((text, index) => ({ name: `${index} ${nameOf(text)}`.trim(), key: `k${index}`, type: 'text' }))
    const events: CustomEvent[] = []
    for (const [index, category] of ['transaction', 'conversion', 'signal'].entries()) {
      const name = `Event ${nameOf(texts[index] ?? '')}`
      const event = await attempt<CustomEvent>('POST', `${path}/custom-events`, {
        category,
        name,
        description: texts[index + 3],
        fields: index ? [] : fields,
      })
      events.push(
        event ?? (await call('POST', `${path}/custom-events`, { category, name: `Plain ${index}`, fields: index ? [] : plain(fields) })),
      )
    }
    for (const text of named.slice(6)) {
      const event = await attempt<CustomEvent>('POST', `${path}/custom-events`, {
        category: 'signal',
        name: nameOf(text),
        description: text,
        fields: [],
      })
      if (event) events.push(event)
    }
    for (const { discriminator } of events.slice(0, 3)) await call('PATCH', `${path}/custom-events/${discriminator}`, { webTracking: true })
    const [transaction] = events
    const version = `${transaction?.discriminator}@1`

    const at = new Date().toISOString()
    const event = (text: string, more: object) => ({
      id: randomUUID(),
      version,
      occurredAt: at,
      visitorId: text.slice(0, 60) || 'nobody',
      page: { url: text, title: text, referrer: text },
      fields: { source: text.slice(0, 250) || 'Shop', k0: text },
      ...more,
    })
    const some = texts.flatMap((text) => [
      event(text, {}),
      event(text, { page: { url: `https://shop.example/${text}?${text}#${text}`.slice(0, 2_000) } }),
      event(text, { fields: { source: 'Shop', [text]: text } }),
      event(text, { fields: { source: 'Shop', k1: { [text]: [text] } } }),
      event(text, { id: text, version: text, occurredAt: text, [text]: text }),
      { [text]: text },
      text,
    ])
    let rejected = 0
    for (let from = 0; from < some.length; from += 40) {
      const answer = await post('/v1/events', {
        writeKey: section.writeKey,
        sentAt: at,
        events: some.slice(from, from + 40),
        dropped: { [texts[from % texts.length] ?? '']: 1 },
      })
      stored += answer.accepted ?? 0
      rejected += answer.rejected ?? 0
    }
    expect([stored > texts.length, rejected > texts.length]).toEqual([true, true])

    // Integrations, and people whom they know.
    for (const text of named) await attempt('POST', `${path}/integration-keys`, { name: nameOf(text), scopes: ['events:write'] })
    const { key } = await call<{ key: string }>('POST', `${path}/integration-keys`, {
      name: `ERP ${nameOf(first)}`,
      scopes: ['events:write', 'profiles:merge'],
    })
    const bearer = { authorization: `Bearer ${key}` }
    const crmIds = texts.map((text) => `C ${text}`.slice(0, 200)).slice(0, 12)
    await post(
      '/v1/integrations/events',
      { events: crmIds.map((crmId) => event(crmId, { visitorId: undefined, page: undefined, profile: { crmId } })) },
      bearer,
    )
    for (const crmId of crmIds.slice(1, 4))
      await post('/v1/integrations/profiles/merge', { target: { crmId: crmIds[0] }, source: { crmId } }, bearer)
    for (const text of texts.slice(0, 6)) {
      await post('/v1/events', {
        writeKey: section.writeKey,
        events: [
          {
            id: randomUUID(),
            occurredAt: at,
            visitorId: text.slice(0, 60) || 'x',
            identify: { email: `${text}@shop.example`, crmId: text },
          },
        ],
      })
      const invitation = await call<{ url: string }>('POST', `${path}/invitations`, { role: 'viewer' })
      const person = { token: tokenOf(invitation), name: nameOf(text), email: `p${randomUUID()}@shop.example`, password: PASSWORD }
      await post('/v1/links/use', person, { origin: url, 'x-milepost': 'editor' })
    }

    const owner = await makeMember({ browser, call, url }, section, 'owner', `Owner ${nameOf(first)}`)
    const { page } = owner
    const troubles = watch(page, url)
    const lookup = await call<{ profile?: { id: string } }>('POST', `${path}/profiles/lookup`, { profile: { crmId: crmIds[0] } }).catch(
      () => undefined,
    )
    const { items: groups } = await call<{ items: { id: string }[] }>('GET', `${path}/quarantine/groups?limit=100`)
    expect(groups.length).toBeGreaterThan(0)

    const shown = async (address: string, ...open: ((page: Page) => Promise<unknown>)[]) => {
      await page.goto(address)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await settled(page)
      for (const act of open) await act(page)
      if (open.length) await settled(page)
      const found = await page.evaluate<string[]>(LOOK)
      expect({ address, found, pwned: await page.evaluate('typeof pwned') }).toEqual({ address, found: [], pwned: 'undefined' })
      expect(new URL(page.url()).origin).toBe(url)
      return page.evaluate<string>('document.body.textContent')
    }
    const inSection = (rest: string) => `/editor/sections/${section.id}${rest}`
    /** Opens one row after the other, and leaves the last one open. */
    const openRows = async (within: Page) => {
      const rows = within.getByRole('table', { name: 'Arrivals' }).getByRole('button')
      const count = Math.min(await rows.count(), times(3, 10))
      for (let index = 0; index < count; index++) {
        await rows.nth(index).click()
        await within.getByRole('dialog').waitFor()
        if (index + 1 < count) await within.keyboard.press('Escape')
        if (index + 1 < count) await within.getByRole('dialog').waitFor({ state: 'hidden' })
      }
    }

    // What the API says is stored stands there, letter by letter.
    const { items: sections } = await call<{ items: Section[] }>('GET', '/v1/sections?limit=100')
    const names = sections.filter(({ id }) => id === section.id).map(({ name }) => name)
    expectShown(await shown('/editor/sections'), names)
    const ofCategory = async (tab: string, which: readonly CustomEvent[]) =>
      expectShown(
        await shown(inSection(`/data-model/${tab}`)),
        which.map(({ name }) => name),
      )
    await ofCategory('transactions', events.slice(0, 1))
    await ofCategory('conversions', events.slice(1, 2))
    await ofCategory('signals', events.slice(2))
    const { items: keys } = await call<{ items: { name: string }[] }>('GET', `${path}/integration-keys?limit=100`)
    expectShown(
      await shown(inSection('/integrations')),
      keys.map(({ name }) => name),
    )
    const { items: members } = await owner.ask<{ items: { name: string }[] }>('GET', `${path}/members`).then(({ body }) => body)
    expectShown(
      await shown(inSection('/members')),
      members.map(({ name }) => name),
    )

    for (const rest of ['', '?range=30d', '/profiles', '/settings', '/visitors', '/audit', '/quarantine']) await shown(inSection(rest))
    for (const verdict of ['accepted', 'rejected']) await shown(inSection(`/live?verdict=${verdict}`), openRows)
    if (lookup?.profile)
      await shown(inSection(`/profiles/${lookup.profile.id}`), (within) =>
        within.getByRole('list', { name: 'Events' }).getByRole('button').first().click(),
      )
    for (const { id } of groups.slice(0, times(3, 20)))
      await shown(inSection(`/quarantine/${id}`), async (within) => {
        const sample = within.getByRole('region', { name: 'Samples' }).getByRole('button').first()
        if (await sample.count()) await sample.click()
      })
    for (const { discriminator } of events.slice(0, times(1, 3)))
      for (const tab of ['edit', 'versions', 'install', 'operations', 'hide']) {
        const text = await shown(inSection(`/definitions/${discriminator}/${tab}`))
        expectShown(text, [events.find((each) => each.discriminator === discriminator)?.name ?? ''])
      }
    // And in addresses, which anybody can make somebody open.
    for (const text of texts.slice(0, times(2, 12)).map(encodeURIComponent))
      for (const rest of [`/live?verdict=${text}&definition=${text}`, `/audit?kind=${text}`, `/profiles/${text}`, `/quarantine/${text}`])
        await shown(inSection(rest))
    expect(troubles).toEqual([])
    await owner.context.close()
  },
)

const plain = (fields: readonly { key: string }[]) => fields.map((field) => ({ ...field, name: field.key }))

/** What a text would have made of the page, had the page taken it for markup. */
const LOOK = `[...document.querySelectorAll('body script:not([src]), iframe, base, form[action], [srcdoc], a[href^="javascript:" i], a[href^="data:" i], meta[http-equiv=refresh], img[src=x], mi, details[ontoggle], style[onload]')]
  .concat([...document.querySelectorAll('*')].filter(({ attributes }) => [...attributes].some(({ name }) => /^on/i.test(name))))
  .map(({ outerHTML }) => outerHTML.slice(0, 200))`

/** Browsers and React keep texts as they are, so that they can be looked for as they are. */
function expectShown(page: string, texts: readonly string[]): void {
  expect(texts.length).toBeGreaterThan(0)
  expect(texts.filter((text) => !page.includes(text))).toEqual([])
}

/** Keeps what no page may do. */
function watch(page: Page, own: string): string[] {
  const troubles: string[] = []
  page.on('dialog', async (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`)
    await dialog.dismiss()
  })
  page.on('pageerror', (error) => troubles.push(`uncaught: ${error}`))
  page.on('popup', (popup) => troubles.push(`popup: ${popup.url()}`))
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (origin !== own && !['data:', 'blob:'].includes(protocol)) troubles.push(`request: ${request.url()}`)
  })
  return troubles
}
