import { describe, expect, test } from 'vitest'
import { collector, newSection } from '../../test/collector.js'
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
      writeKey: expect.stringMatching(/^wk_[\w-]{32}$/),
      allowedOrigins: ['https://shop.example', 'http://localhost:3000'],
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
