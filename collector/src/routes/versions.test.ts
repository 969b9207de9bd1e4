import { fillSources, targets } from '@milepost/snippet-generator'
import { describe, expect, test, vi } from 'vitest'
import { collector, orderFields, type ProblemBody, ready, START } from '../../test/collector.js'
import { member } from '../../test/people.js'
import type { CustomEvent } from '../schema/custom-event.js'

const HOUR = 3_600_000
const fields = [{ name: 'Order ID', type: 'text' }]

interface VersionBody {
  readonly id: string
  readonly number: number
}
interface SnippetBody {
  readonly version: string
  readonly target: string
  readonly language: string
  readonly code: string
}

describe('saving an edit', () => {
  test('makes the next version, usable an hour later, until when the one before stays current', async () => {
    const { call, path, time } = await ready()
    time.now = START + 5 * HOUR
    const { status, body } = await call<VersionBody>('PUT', `${path}/fields`, { body: { fields } })
    expect(status).toBe(201)
    expect(body).toEqual({
      id: 'order-created@2',
      number: 2,
      fields: [{ key: 'orderId', name: 'Order ID', type: 'text', required: false }],
      savedAt: '2026-11-23T15:00:00.000Z',
      usableAt: '2026-11-23T16:00:00.000Z',
      savedBy: null,
    })
    const read = async () => (await call<CustomEvent>('GET', path)).body
    time.now = START + 6 * HOUR - 1
    expect(await read()).toMatchObject({ current: 1, editableAt: '2026-11-23T16:00:00.000Z', versions: [{ number: 1 }, body] })
    time.now = START + 6 * HOUR
    expect((await read()).current).toBe(2)
  })

  test('locks until the hour is over, to the millisecond', async () => {
    const { call, path, time } = await ready()
    const save = (name: string) => call('PUT', `${path}/fields`, { body: { fields: [{ name, type: 'text' }] } })
    expect((await save('A')).status).toBe(201)
    for (const [elapsed, retryAfter] of [
      [0, '3600'],
      [1, '3600'],
      [1000, '3599'],
      [HOUR - 1, '1'],
    ] as const) {
      time.now = START + elapsed
      const { status, headers, body } = await save('B')
      expect([status, body.code, body.editableAt, headers.get('Retry-After')]).toEqual([
        423,
        'edit_locked',
        '2026-11-23T11:00:00.000Z',
        retryAfter,
      ])
    }
    time.now = START + HOUR
    expect((await save('B')).status).toBe(201)
  })

  test('locks as long as it is configured to, without rewriting what was saved before', async () => {
    const first = await ready({ EDIT_LOCK_SECONDS: '60' })
    const save = (by: Pick<typeof first, 'call'>, name: string) =>
      by.call('PUT', `${first.path}/fields`, { body: { fields: [{ name, type: 'text' }] } })
    expect((await save(first, 'A')).status).toBe(201)
    const longer = collector({ EDIT_LOCK_SECONDS: '3600' })
    longer.time.now = START + 59_999
    expect((await save(longer, 'B')).headers.get('Retry-After')).toBe('1')
    longer.time.now = START + 60_000
    expect((await save(longer, 'B')).status).toBe(201)
    longer.time.now = START + 120_000
    expect((await save(longer, 'C')).headers.get('Retry-After')).toBe('3540')
  })

  test('makes exactly one version of simultaneous edits', async () => {
    for (const seconds of ['3600', '0']) {
      const { call, path } = await ready({ EDIT_LOCK_SECONDS: seconds })
      const edits = ['A', 'B', 'C', 'D', 'E'].map((name) => call('PUT', `${path}/fields`, { body: { fields: [{ name, type: 'text' }] } }))
      const answers = await Promise.all(edits)
      const statuses = answers.map(({ status }) => status).sort()
      const { versions } = (await call<CustomEvent>('GET', path)).body
      if (seconds === '3600') {
        expect(statuses).toEqual([201, 423, 423, 423, 423])
        expect(versions).toHaveLength(2)
      }
      expect(versions.map(({ number }) => number)).toEqual(versions.map((_, index) => index + 1))
      expect(versions).toHaveLength(1 + statuses.filter((status) => status === 201).length)
    }
  })

  test('saves nothing over a version that the editor has not seen, and says which it is', async () => {
    const { call, path, time } = await ready()
    const save = (name: string, base?: number) =>
      call<ProblemBody & VersionBody>('PUT', `${path}/fields`, { body: { fields: [{ name, type: 'text' }], base } })
    expect((await save('A', 1)).status).toBe(201)
    for (const elapsed of [0, HOUR]) {
      time.now = START + elapsed
      const { status, body } = await save('B', 1)
      expect([status, body]).toMatchObject([409, { code: 'edit_conflict', newest: 2, savedBy: null }])
    }
    // The same as is there already is no conflict, whatever it started from.
    expect((await save('A', 1)).status).toBe(200)
    expect([(await save('B', 2)).status, (await save('C')).body]).toMatchObject([201, { code: 'edit_locked', newest: 3, savedBy: null }])
    for (const base of [0.5, '2', null]) expect((await call('PUT', `${path}/fields`, { body: { fields, base } })).status).toBe(422)
  })

  test('keeps and tells who saved it', async () => {
    const mine = await ready()
    const ada = await member(mine, mine.section, 'editor', 'Ada')
    const save = (name: string) =>
      ada.call<VersionBody>('PUT', `${mine.path}/fields`, { body: { fields: [{ name, type: 'text' }], base: 1 } })
    expect((await save('A')).body).toMatchObject({ number: 2, savedBy: 'Ada' })
    expect((await save('B')).body).toMatchObject({ code: 'edit_conflict', newest: 2, savedBy: 'Ada' })
    const made = await ada.call<CustomEvent>('POST', `/v1/sections/${mine.section.id}/custom-events`, {
      body: { name: 'Poll answered', category: 'signal', fields: [] },
    })
    expect(made.body.versions).toMatchObject([{ number: 1, savedBy: 'Ada' }])
  })

  test('gives one of simultaneous edits of the same version, and a conflict to the others', async () => {
    const { call, path } = await ready()
    const edits = ['A', 'B', 'C', 'D'].map((name) => call('PUT', `${path}/fields`, { body: { fields: [{ name, type: 'text' }], base: 1 } }))
    expect((await Promise.all(edits)).map(({ status }) => status).sort()).toEqual([201, 409, 409, 409])
  })

  test('answers with the newest version and makes none when nothing changes, locked or not', async () => {
    const { call, path } = await ready()
    const save = (of: unknown) => call<VersionBody>('PUT', `${path}/fields`, { body: { fields: of } })
    expect([(await save(orderFields)).status, (await save(orderFields)).body.id]).toEqual([200, 'order-created@1'])
    expect((await save(fields)).status).toBe(201)
    const same = await save([{ ...fields[0], key: 'orderId', required: false }])
    expect([same.status, same.body.id]).toEqual([200, 'order-created@2'])
    expect((await call<CustomEvent>('GET', path)).body.versions).toHaveLength(2)
  })

  test.each([
    ['renaming', [{ ...orderFields[0], name: 'Order number', key: 'orderId' }, ...orderFields.slice(1)]],
    ['moving', orderFields.toReversed()],
    ['removing', orderFields.slice(1)],
    ['adding', [...orderFields, { name: 'More', type: 'text' }]],
    ['retyping', [{ ...orderFields[0], type: 'number' }, ...orderFields.slice(1)]],
    ['no longer requiring', [{ ...orderFields[0], required: false }, ...orderFields.slice(1)]],
  ])('makes a version of %s a field', async (_, changed) => {
    const { call, path } = await ready()
    expect((await call('PUT', `${path}/fields`, { body: { fields: changed } })).status).toBe(201)
  })

  test('refuses what cannot be published, and says so before it says that it is locked', async () => {
    const { call, path } = await ready()
    await call('PUT', `${path}/fields`, { body: { fields } })
    const tooMany = Array.from({ length: 101 }, (_, index) => ({ name: `Field ${index}`, type: 'text' }))
    const many = await call('PUT', `${path}/fields`, { body: { fields: tooMany } })
    expect([many.status, many.body.code, many.body.errors?.[0]?.code]).toEqual([422, 'definition_invalid', 'fields_too_many'])
    const { status, body } = await call('PUT', `${path}/fields`, { body: {} })
    expect([status, body.code, body.errors?.[0]?.field]).toEqual([422, 'request_invalid', 'fields'])
  })

  test('refuses to guess what a setting means that makes no sense, and logs which', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    for (const seconds of ['soon', '-1', '1.5', '31536001']) {
      const { call, path } = await ready({ EDIT_LOCK_SECONDS: seconds })
      const { status, body } = await call('PUT', `${path}/fields`, { body: { fields } })
      expect([status, body.code]).toEqual([500, 'internal_error'])
      expect(log.mock.lastCall?.[0]).toContain('EDIT_LOCK_SECONDS must be a whole number of seconds from 0 to 31536000')
    }
  })
})

describe('snippets', () => {
  test.each(targets.map(({ name }) => name))('hands out the %s snippet of a version', async (target) => {
    const { call, path, section } = await ready()
    const { status, body } = await call<SnippetBody>('GET', `${path}/versions/1/snippet?target=${target}`)
    expect(status).toBe(200)
    expect(body).toEqual({
      version: 'order-created@1',
      target,
      language: expect.any(String),
      code: expect.stringContaining('order-created'),
    })
    if (target !== 'module') expect(body.code).toMatch(new RegExp(`${section.writeKey}|/s/`))
  })

  test('has the script that a snippet loads in its place before it hands the snippet out', async () => {
    const { call, path, send } = await ready()
    const { body } = await call<SnippetBody>('GET', `${path}/versions/1/snippet?target=script&nonce=r4nd0m`)
    expect(body.code).toContain('nonce="r4nd0m"')
    const [, address = '', integrity] = /https:\/\/collector\.example(\/s\/[0-9a-f]+\.js)" integrity="([^"]+)"/.exec(body.code) ?? []
    const { status, headers, body: script } = await send<string>(address, {})
    expect(status).toBe(200)
    const digest = await crypto.subtle.digest('SHA-384', new TextEncoder().encode(script))
    expect(integrity).toBe(`sha384-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    })
  })

  test('keeps serving an old script after edits and hiding', async () => {
    const { call, path, send, time } = await ready()
    const address = async (number: number) =>
      /\/s\/[0-9a-f]+\.js/.exec((await call<SnippetBody>('GET', `${path}/versions/${number}/snippet?target=script`)).body.code)?.[0] ?? ''
    const first = await address(1)
    await call('PUT', `${path}/fields`, { body: { fields } })
    const second = await address(2)
    await call('POST', `${path}/hide`, { body: { confirm: 'order-created' } })
    time.now = START + 10 * 365 * 24 * HOUR
    expect(first).not.toBe(second)
    expect([(await send(first, {})).status, (await send(second, {})).status]).toEqual([200, 200])
  })

  test.each(['/s/00000000000000000000000000000000.js', '/s/x.js', '/s/0', '/s/', "/s/'.js"])('answers %s with 404', async (address) => {
    const { status, headers, body } = await collector().send(address, {})
    expect([status, headers.get('Content-Type'), body.status]).toEqual([404, 'application/problem+json', 404])
    expect(headers.get('Cache-Control')).toBe('no-store')
  })

  test('names the configured origin', async () => {
    const { call, path } = await ready({ PUBLIC_URL: 'https://c.shop.example' })
    const { body } = await call<SnippetBody>('GET', `${path}/versions/1/snippet?target=http`)
    expect(body.code).toContain('https://c.shop.example/v1/events')
  })

  test.each<[status: number, code: string, query: string]>([
    [400, 'query_invalid', ''],
    [400, 'query_invalid', '?target=Script'],
    [400, 'query_invalid', '?target=script&nonce='],
    [400, 'query_invalid', '?target=script&nonce=a%0Ab'],
    [400, 'query_invalid', `?target=script&nonce=${'x'.repeat(257)}`],
  ])('answers %i %s to %j', async (status, code, query) => {
    const { call, path } = await ready()
    const answer = await call('GET', `${path}/versions/1/snippet${query}`)
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })

  test('makes none while web tracking is off', async () => {
    const { call, path } = await ready()
    await call('PATCH', path, { body: { webTracking: false } })
    const { status, body } = await call('GET', `${path}/versions/1/snippet?target=script`)
    expect([status, body.code]).toEqual([409, 'web_tracking_disabled'])
  })

  test('asks for consent as the section is set, and for what the custom event is for, once the section has visitors', async () => {
    const { call, path, section } = await ready()
    const inline = async () => (await call<SnippetBody>('GET', `${path}/versions/1/snippet?target=inline`)).body.code
    const plain = await inline()
    await call('PATCH', path, { body: { purpose: 'analytics' } })
    expect(await inline()).toBe(plain)
    await call('PATCH', `/v1/sections/${section.id}`, { body: { visitors: true, consentStart: 'pending', honourGpc: false } })
    const asking = await inline()
    for (const part of ['"pending"', '"analytics"', "milepost('@consent', 'granted')"]) expect(asking).toContain(part)
    expect(asking).not.toContain('globalPrivacyControl')
    await call('PATCH', `/v1/sections/${section.id}`, { body: { honourGpc: true } })
    expect(await inline()).toContain('globalPrivacyControl')
  })

  test('lets names with markup and templates through unharmed', async () => {
    const { call, path } = await ready()
    await call('PATCH', path, { body: { name: '</script><script>alert(1)</script>' } })
    for (const { name } of targets) {
      const { status, body } = await call<SnippetBody>('GET', `${path}/versions/1/snippet?target=${name}`)
      expect(status).toBe(200)
      if (body.language === 'html') expect(body.code).not.toContain('<script>alert(1)')
    }
  })
})

describe('filled snippets', () => {
  const fill = {
    source: { from: 'constant', value: 'Checkout' },
    orderId: { from: 'selector', selector: '.order b' },
    total: { from: 'dataLayer', path: 'ecommerce.value' },
    items: { from: 'urlParameter', name: 'items' },
    gift: { from: 'expression', code: 'window.cart.isGift' },
  }

  test('take values from the page, and load a script that is there', async () => {
    expect(
      Object.values(fill)
        .map(({ from }) => from)
        .sort(),
    ).toEqual(fillSources.map(({ from }) => from).sort())
    const { call, path, send } = await ready()
    const { status, body } = await call<SnippetBody>('POST', `${path}/versions/1/snippet`, {
      body: { target: 'script', nonce: 'r4', fill },
    })
    expect([status, Object.keys(body)]).toEqual([200, ['version', 'target', 'language', 'code']])
    for (const line of [
      "source: 'Checkout',",
      "orderId: readElement('.order b'),",
      "total: readDataLayer('ecommerce.value'),",
      "items: textToNumber(readUrlParameter('items')),",
      'gift: window.cart.isGift,',
      "delivery: '2026-11-23',",
    ])
      expect(body.code).toContain(line)
    expect((await send(/\/s\/[0-9a-f]+\.js/.exec(body.code)?.[0] ?? '', {})).status).toBe(200)
  })

  test.each(targets.map(({ name }) => name))('are the same as unfilled ones without a fill: %s', async (target) => {
    const { call, path } = await ready()
    const filled = await call('POST', `${path}/versions/1/snippet`, { body: { target, nonce: 'a' } })
    expect(filled.body).toEqual((await call('GET', `${path}/versions/1/snippet?target=${target}&nonce=a`)).body)
  })

  test.each<[name: string, body: unknown, field: string, message: string]>([
    ['an unknown field', { fill: { price: fill.total } }, 'fill.price', 'must be a field of the version'],
    [
      'a constant of another type',
      { fill: { total: { from: 'constant', value: '5' } } },
      'fill.total',
      'must be a number with decimals, received text',
    ],
    ['an expression that is none', { fill: { total: { from: 'expression', code: 'a b' } } }, 'fill.total', 'at line 1, column 3'],
    [
      'an expression that ends the tag',
      { fill: { total: { from: 'expression', code: '"</script>"' } } },
      'fill.total',
      'that may stand in HTML',
    ],
    [
      'an expression nested without end',
      { fill: { total: { from: 'expression', code: '('.repeat(4096) } } },
      'fill.total',
      'must be one JavaScript expression',
    ],
    ['an endless path', { fill: { total: { from: 'dataLayer', path: 'x'.repeat(4097) } } }, 'fill.total', 'received 4097 characters'],
    ['what Tag Manager cannot do', { target: 'gtm', fill }, 'fill.orderId', 'make a DOM Element variable in Tag Manager'],
    ['an unknown source', { fill: { total: { from: 'cookie' } } }, 'fill.total.from', 'must be'],
    ['a missing member', { fill: { total: { from: 'dataLayer' } } }, 'fill.total.path', 'must be present'],
    ['a member too many', { fill: { total: { ...fill.total, name: 'a' } } }, 'fill.total.name', 'must be absent'],
    ['a constant that is no value', { fill: { total: { from: 'constant', value: null } } }, 'fill.total.value', 'must be'],
    ['a fill that is a text', { fill: { total: 'ecommerce.value' } }, 'fill.total', 'must be'],
    ['no fill', { fill: null }, 'fill', 'must be'],
    ['an unknown target', { target: 'php' }, 'target', 'must be'],
    ['a nonce on two lines', { nonce: 'a\nb' }, 'nonce', 'on one line'],
    ['an unknown key', { fills: {} }, 'fills', 'must be absent'],
  ])('are refused with %s, by its field', async (_, changes, field, message) => {
    const { call, path } = await ready()
    const { status, body } = await call('POST', `${path}/versions/1/snippet`, { body: { target: 'script', ...(changes as object) } })
    expect([status, body.code, body.errors?.[0]?.field]).toEqual([422, 'request_invalid', field])
    expect(body.errors?.[0]?.message).toContain(message)
  })

  test('follow the rules of unfilled ones', async () => {
    const { call, path, send } = await ready()
    const post = (number: string) => call('POST', `${path}/versions/${number}/snippet`, { body: { target: 'script', fill } })
    expect((await send(`${path}/versions/1/snippet`, { method: 'POST', body: '{}' })).status).toBe(401)
    expect((await post('2')).body.code).toBe('version_unknown')
    await call('PATCH', path, { body: { webTracking: false } })
    expect((await post('1')).body.code).toBe('web_tracking_disabled')
    await call('POST', `${path}/hide`, { body: { confirm: 'order-created' } })
    expect((await post('1')).body.code).toBe('event_hidden')
  })
})

describe('one version', () => {
  test('is told as JSON Schema', async () => {
    const { call, path } = await ready()
    const { status, body } = await call<Record<string, unknown>>('GET', `${path}/versions/1/schema`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ title: 'order-created@1', required: ['source', 'orderId'], additionalProperties: false })
    expect(Object.keys(body.properties as object)).toEqual(['source', 'orderId', 'total', 'items', 'gift', 'delivery', 'paidAt'])
  })

  test.each(['0', '2', '01', '-1', '1.0', 'x', '9999999999', "1' or '1'='1"])('is unknown as number %s', async (number) => {
    const { call, path } = await ready()
    for (const what of ['schema', 'snippet?target=script']) {
      const { status, body } = await call<ProblemBody>('GET', `${path}/versions/${encodeURIComponent(number)}/${what}`)
      expect([status, body.code]).toEqual([404, 'version_unknown'])
    }
  })
})
