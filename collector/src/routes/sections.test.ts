import { describe, expect, test } from 'vitest'
import { type Collector, collector, newSection, orderCreated, post, ready } from '../../test/collector.js'
import { member } from '../../test/people.js'
import type { Page } from '../schema/list.js'
import type { Section } from '../schema/section.js'

describe('sections', () => {
  test('makes a section with an ID for addresses and a write key that cannot be guessed', async () => {
    const { call } = collector()
    const { status, body } = await call<Section>('POST', '/v1/sections', {
      body: { name: ' Shop ', allowedOrigins: ['https://shop.example', 'http://localhost:3000'] },
    })
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-z]{20}$/),
      name: 'Shop',
      role: 'owner',
      writeKey: expect.stringMatching(/^wk_[\w-]{32}$/),
      retiredWriteKeys: [],
      allowedOrigins: ['https://shop.example', 'http://localhost:3000'],
      visitors: false,
      consentStart: 'granted',
      honourGpc: true,
      requireProof: true,
      defaultCountry: null,
      createdAt: '2026-11-23T10:00:00.000Z',
      dropped: {},
    })
    expect((await call<Section>('GET', `/v1/sections/${body.id}`)).body).toEqual(body)
  })

  test('changes only what is given', async () => {
    const mine = collector()
    const section = await newSection(mine, ['https://shop.example'])
    const patch = async (body: unknown) => (await mine.call<Section>('PATCH', `/v1/sections/${section.id}`, { body })).body
    expect(await patch({})).toEqual(section)
    expect(await patch({ name: 'Other' })).toEqual({ ...section, name: 'Other' })
    expect(await patch({ allowedOrigins: [] })).toEqual({ ...section, name: 'Other', allowedOrigins: [] })
    const settings = { visitors: true, consentStart: 'pending', honourGpc: false, requireProof: false, defaultCountry: 'SE' }
    expect(await patch(settings)).toEqual({ ...section, name: 'Other', allowedOrigins: [], ...settings })
    expect(await patch({ defaultCountry: null })).toEqual({
      ...section,
      name: 'Other',
      allowedOrigins: [],
      ...settings,
      defaultCountry: null,
    })
  })

  test.each<[field: string, value: unknown]>([
    ['visitors', 'yes'],
    ['visitors', null],
    ['consentStart', 'asked'],
    ['honourGpc', 1],
    ['requireProof', 'false'],
    ['defaultCountry', 'se'],
    ['defaultCountry', 'SWE'],
    ['defaultCountry', ''],
    // Of the right shape, and no country.
    ['defaultCountry', 'XX'],
    ['suppressionKey', 'mine'],
  ])('refuses the setting %s of %j, and changes nothing', async (field, value) => {
    const mine = collector()
    const section = await newSection(mine)
    const { status, body } = await mine.call('PATCH', `/v1/sections/${section.id}`, { body: { name: 'Other', [field]: value } })
    expect([status, body.code, body.errors?.map((error) => error.field)]).toEqual([422, 'request_invalid', [field]])
    expect((await mine.call('GET', `/v1/sections/${section.id}`)).body).toEqual(section)
  })

  test.each<[field: string, code: string, body: unknown]>([
    ['name', 'value_missing', {}],
    ['name', 'type_invalid', { name: 5 }],
    ['name', 'value_invalid', { name: ' ' }],
    ['name', 'value_invalid', { name: 'x'.repeat(121) }],
    ['name', 'value_invalid', { name: 'a\nb' }],
    ['name', 'value_invalid', { name: '\ud800' }],
    ['allowedOrigins', 'type_invalid', { name: 'x', allowedOrigins: 'https://shop.example' }],
    ['allowedOrigins.1', 'type_invalid', { name: 'x', allowedOrigins: ['https://shop.example', 5] }],
    ...[
      '*',
      'shop.example',
      'https://shop.example/',
      'https://shop.example/a',
      'https://SHOP.example',
      'https://shop.example:443',
      'ftp://shop.example',
      'null',
      'https://*.shop.example/',
      'https://a@shop.example',
      'javascript:alert(1)',
      ' https://shop.example',
    ].map((origin): [string, string, unknown] => ['allowedOrigins.0', 'value_invalid', { name: 'x', allowedOrigins: [origin] }]),
    [
      'allowedOrigins',
      'value_invalid',
      { name: 'x', allowedOrigins: Array.from({ length: 101 }, (_, index) => `https://a${index}.example`) },
    ],
    ['writeKey', 'key_unknown', { name: 'x', writeKey: 'wk_mine' }],
    ['name', 'value_missing', []],
    ['body', 'type_invalid', 'x'],
    ['body', 'type_invalid', null],
  ])('refuses a section whose %s is wrong: %s', async (field, code, body) => {
    const answer = await collector().call('POST', '/v1/sections', { body })
    expect([answer.status, answer.body.code]).toEqual([422, 'request_invalid'])
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
    expect(answer.body.errors).toEqual([
      { code, field, expected: expect.any(String), received: expect.any(String), message: expect.stringContaining(field) },
    ])
  })

  test.each([
    ['{', 'application/json', 400, 'body_invalid'],
    ['', 'application/json', 400, 'body_invalid'],
    ['{"name":"x"}', 'text/plain', 415, 'encoding_unsupported'],
    [`{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'application/json', 422, 'request_invalid'],
    [`"${'x'.repeat(256 * 1024)}"`, 'application/json', 413, 'body_too_large'],
  ])('refuses a body it cannot read, %#', async (text, type, status, code) => {
    const { send, bindings } = collector()
    const headers = { Authorization: `Bearer ${bindings.ADMIN_TOKEN}`, 'Content-Type': type }
    const answer = await send('/v1/sections', { method: 'POST', body: text, headers })
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })

  test('takes no body where everything in it is optional, however its length is told', async () => {
    const mine = collector()
    const { id } = await newSection(mine)
    const headers = { Authorization: `Bearer ${mine.bindings.ADMIN_TOKEN}` }
    const empty = () => new ReadableStream({ start: (controller) => controller.close() })
    for (const body of [null, new Uint8Array(), empty()]) {
      expect((await mine.send(`/v1/sections/${id}/rotate-write-key`, { method: 'POST', headers, body })).status).toBe(200)
    }
    const { status, body } = await mine.send('/v1/sections', { method: 'POST', headers, body: new Uint8Array([123, 125]) })
    expect([status, body.code]).toEqual([415, 'encoding_unsupported'])
    expect((await mine.send('/v1/sections', { method: 'POST', headers })).status).toBe(422)
  })

  test.each([
    ['GET', ''],
    ['PATCH', ''],
    ['GET', '/custom-events'],
    ['POST', '/custom-events'],
    ['GET', '/custom-events/x'],
    ['PATCH', '/custom-events/x'],
    ['PUT', '/custom-events/x/fields'],
    ['POST', '/custom-events/x/hide'],
    ['GET', '/custom-events/x/versions/1/snippet?target=script'],
    ['GET', '/custom-events/x/versions/1/schema'],
    ['GET', '/quarantine'],
    ['GET', '/recent'],
  ])('answers 404 section_unknown to %s %s of a section that is none', async (method, path) => {
    const bodies: Record<string, unknown> = {
      '/custom-events': { name: 'x', category: 'signal', fields: [] },
      '/custom-events/x/fields': { fields: [] },
      '/custom-events/x/hide': { confirm: 'x' },
    }
    const body = method === 'GET' ? {} : { body: bodies[path] ?? {} }
    for (const id of ['none', "' or 1=1 --", '%3Cscript%3E', '..']) {
      const answer = await collector().call(method, `/v1/sections/${encodeURIComponent(id)}${path}`, body)
      expect([answer.status, id === '..' || answer.body.code]).toEqual([404, id === '..' || 'section_unknown'])
    }
  })

  test('pages through all of them, oldest first, each once', async () => {
    const mine = collector()
    const made = [await newSection(mine), await newSection(mine), await newSection(mine)]
    const seen: Section[] = []
    let query = '?limit=2'
    for (;;) {
      const { body } = await mine.call<Page<Section>>('GET', `/v1/sections${query}`)
      expect(body.items.length).toBeLessThanOrEqual(2)
      seen.push(...body.items)
      if (body.nextCursor === null) break
      query = `?limit=2&cursor=${body.nextCursor}`
    }
    expect(seen.slice(-3)).toEqual(made)
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
  })

  test.each([
    ['limit', 'limit=0'],
    ['limit', 'limit=201'],
    ['limit', 'limit=1.5'],
    ['limit', 'limit=x'],
    ['limit', 'limit=1&limit=2'],
    ['cursor', 'cursor=x'],
    ['cursor', `cursor=${btoa('["x"]')}`],
    ['cursor', `cursor=${btoa('[1,2]')}`],
    ['cursor', `cursor=${'x'.repeat(201)}`],
  ])('refuses a wrong %s in a list, %#', async (field, query) => {
    const { status, body } = await collector().call('GET', `/v1/sections?${query}`)
    expect([status, body.code, body.errors?.[0]?.field]).toEqual([400, 'query_invalid', field])
  })
})

test('tells the reasons with the most losses, however many senders make up', async () => {
  const mine = await ready()
  for (let round = 0; round < 4; round++) {
    const dropped = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`made_up_${round}_${index}`, 1]))
    await post(mine, { writeKey: mine.section.writeKey, dropped, events: [orderCreated()] })
  }
  await post(mine, { writeKey: mine.section.writeKey, dropped: { queue_full: 2 }, events: [orderCreated()] })
  const { body } = await mine.call<Section>('GET', `/v1/sections/${mine.section.id}`)
  expect(Object.keys(body.dropped)).toHaveLength(50)
  expect(body.dropped.queue_full).toBe(2)
})

describe('sections of a person', () => {
  test('are those they are a member of, each with their role', async () => {
    const mine = collector()
    const [one, two] = [await newSection(mine), await newSection(mine)]
    await newSection(mine)
    const ada = await member(mine, one, 'editor')
    const list = async () => (await ada.call<Page<Section>>('GET', '/v1/sections')).body.items
    expect(await list()).toEqual([{ ...one, role: 'editor' }])
    const { url } = (await mine.call<{ url: string }>('POST', `/v1/sections/${two.id}/invitations`, { body: { role: 'owner' } })).body
    await ada.call('POST', '/v1/links/use', { body: { token: new URL(url).hash.slice(1) } })
    expect(await list()).toEqual([{ ...one, role: 'editor' }, two])
    const first = (await ada.call<Page<Section>>('GET', '/v1/sections?limit=1')).body
    expect((await ada.call<Page<Section>>('GET', `/v1/sections?limit=1&cursor=${first.nextCursor}`)).body).toEqual({
      items: [two],
      nextCursor: null,
    })
  })

  test('are made by owners of another one, who own the new one too', async () => {
    const mine = collector()
    const section = await newSection(mine)
    const [owner, editor] = [await member(mine, section, 'owner'), await member(mine, section, 'editor')]
    const refused = await editor.call('POST', '/v1/sections', { body: { name: 'Mine' } })
    expect([refused.status, refused.body.code]).toEqual([403, 'role_too_low'])
    const { status, body } = await owner.call<Section>('POST', '/v1/sections', { body: { name: 'Mine' } })
    expect([status, body.role]).toEqual([201, 'owner'])
    const members = (await owner.call<Page<{ id: string; role: string }>>('GET', `/v1/sections/${body.id}/members`)).body.items
    expect(members).toMatchObject([{ id: owner.id, role: 'owner' }])
  })
})

describe('a write key', () => {
  const DAY_MS = 86_400_000
  const rotate = ({ call }: Pick<Collector, 'call'>, { id }: Section, body?: unknown) =>
    call<Section>('POST', `/v1/sections/${id}/rotate-write-key`, body === undefined ? {} : { body })
  const statusOf = async (mine: Pick<Collector, 'send'>, writeKey: string) =>
    (await post(mine, { writeKey, events: [orderCreated()] })).status

  test('is replaced at once, and keeps working for a week', async () => {
    const mine = await ready()
    const { section, time } = mine
    // Known to the memory of definitions before it is rotated.
    expect(await statusOf(mine, section.writeKey)).toBe(200)
    const { status, body } = await rotate(mine, section)
    expect(status).toBe(200)
    expect(body.writeKey).toMatch(/^wk_[\w-]{32}$/)
    expect(body.writeKey).not.toBe(section.writeKey)
    expect(body.retiredWriteKeys).toEqual([{ key: section.writeKey, validUntil: '2026-11-30T10:00:00.000Z' }])
    expect(await statusOf(mine, body.writeKey)).toBe(200)
    time.now += 7 * DAY_MS - 1
    expect(await statusOf(mine, section.writeKey)).toBe(200)
    expect((await mine.call<Section>('GET', `/v1/sections/${section.id}`)).body.retiredWriteKeys).toHaveLength(1)
    // Read a moment ago, it is in memory; it ends in time nevertheless.
    time.now += 1
    expect(await statusOf(mine, section.writeKey)).toBe(401)
    expect(await statusOf(mine, body.writeKey)).toBe(200)
    expect((await mine.call<Section>('GET', `/v1/sections/${section.id}`)).body.retiredWriteKeys).toEqual([])
  })

  test('that was rotated is the same section: an event is stored once, whichever key brings it', async () => {
    const mine = await ready()
    const event = orderCreated()
    await post(mine, { writeKey: mine.section.writeKey, events: [event] })
    const { body } = await rotate(mine, mine.section)
    const again = await post(mine, { writeKey: body.writeKey, events: [event] })
    expect(again.body).toMatchObject({ duplicates: 1 })
  })

  test('ends at once where no grace is wanted; a key rotated before keeps its time', async () => {
    const mine = await ready()
    const second = (await rotate(mine, mine.section, { graceSeconds: 60 })).body
    const third = (await rotate(mine, mine.section, { graceSeconds: 0 })).body
    expect(third.retiredWriteKeys).toEqual([{ key: mine.section.writeKey, validUntil: '2026-11-23T10:01:00.000Z' }])
    expect(await statusOf(mine, second.writeKey)).toBe(401)
    expect(await statusOf(mine, mine.section.writeKey)).toBe(200)
    mine.time.now += 60_000
    expect(await statusOf(mine, mine.section.writeKey)).toBe(401)
    expect(await statusOf(mine, third.writeKey)).toBe(200)
  })

  test('that was rotated elsewhere ends here within the time to live of settings', async () => {
    const [here, elsewhere] = [await ready(), collector()]
    expect(await statusOf(here, here.section.writeKey)).toBe(200)
    const { body } = await rotate(elsewhere, here.section, { graceSeconds: 0 })
    expect(await statusOf(here, body.writeKey)).toBe(200)
    here.time.now += 10_001
    expect(await statusOf(here, here.section.writeKey)).toBe(401)
  })

  test.each([-1, 0.5, 7_776_001, '60', null])('takes no grace of %j', async (graceSeconds) => {
    const mine = await ready()
    const { status, body } = await mine.call('POST', `/v1/sections/${mine.section.id}/rotate-write-key`, { body: { graceSeconds } })
    expect([status, body.errors?.[0]?.field]).toEqual([422, 'graceSeconds'])
  })
})
