import { type Schema, Validator } from '@cfworker/json-schema'
import openApiSchema from '@seriousme/openapi-schema-validator/schemas/v3.1/schema.json' with { type: 'json' }
import { beforeAll, expect, test } from 'vitest'
import { collector, orderCreated, post, ready } from '../test/collector.js'
import { openAccount, PASSWORD, postAs, tokenOf } from '../test/people.js'
import { newIntegration, storeEvent } from '../test/profiles.js'
import { problems } from './problem.js'

interface Operation {
  readonly operationId: string
  readonly summary?: string
  readonly security?: unknown
  readonly responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>
}
interface Document {
  readonly openapi: string
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly schemas: Record<string, Schema> }
}

let document: Document
beforeAll(async () => {
  const { status, body } = await collector().send<Document>('/openapi.json', {})
  expect(status).toBe(200)
  document = body
})

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

test('is valid OpenAPI 3.1', () => {
  expect(document.openapi).toBe('3.1.0')
  const validate = (value: unknown) => new Validator(openApiSchema as Schema, '2020-12', false).validate(value).errors
  expect(validate(document)).toEqual([])
  // The check is one that can fail.
  expect(validate({ ...document, info: {} })).not.toEqual([])
})

test('holds no reference to nowhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? '')
  expect(references.length).toBeGreaterThan(10)
  for (const name of references) expect(Object.keys(document.components.schemas)).toContain(name)
})

test('describes every route there is, and no other', () => {
  const mounted = collector()
    .app.routes.filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)(?:\{[^/]+\})?/g, '{$1}')}`)
  const described = operations().map(({ method, path }) => `${method} ${path}`)
  expect(described.sort()).toEqual([...new Set(mounted)].sort())
})

test('gives every operation its own ID, a summary, an answer and, where somebody has to be known, says so', () => {
  const ids = operations().map(({ operation }) => operation.operationId)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { path, operation } of operations()) {
    expect([operation.operationId, operation.summary]).toEqual([expect.stringMatching(/^[a-z]+[A-Za-z]*$/), expect.any(String)])
    expect(Object.keys(operation.responses).some((status) => status.startsWith('2'))).toBe(true)
    expect(operation.security !== undefined).toBe(/^\/v1\/(sections|me|setup-links|integrations|erasures)/.test(path))
  }
})

test('names every problem code somewhere', () => {
  const text = JSON.stringify(document)
  // What has no route of its own, and what is no client's business.
  const unnamed = Object.keys(problems).filter((code) => !text.includes(`\`${code}\``))
  expect(unnamed).toEqual(['not_found', 'internal_error'])
})

test('describes the answers as they are', async () => {
  const mine = await ready()
  const { call, section, path, send } = mine
  await post({ send }, { writeKey: section.writeKey, events: [orderCreated(), null] })
  const groups = await call<{ items: { id: string }[] }>('GET', `/v1/sections/${section.id}/quarantine/groups`)
  const group = `/v1/sections/${section.id}/quarantine/groups/${groups.body.items[0]?.id}`
  const base = '/v1/sections/{section}'
  const url = (await call<{ url: string }>('POST', `/v1/sections/${section.id}/invitations`, { body: { role: 'viewer' } })).body.url
  const member = await openAccount({ ...mine, send }, url)
  const memberPath = `/v1/sections/${section.id}/members/${member.id}`
  const password = await call<{ url: string }>('POST', `${memberPath}/password-link`)
  await storeEvent(section, ['email', 'ada@shop.example'])
  const profiles = `/v1/sections/${section.id}/profiles`
  const lookup = await call<{ profile: { id: string } }>('POST', `${profiles}/lookup`, { body: { profile: { email: 'ada@shop.example' } } })
  const profile = `${profiles}/${lookup.body.profile.id}`
  await storeEvent(section, ['crmId', 'B-2'])
  const integration = await newIntegration({ send }, section)
  const [target, source] = [{ email: 'ada@shop.example' }, { crmId: 'B-2' }]
  const merge = await integration.post<{ id: string }>('/profiles/merge', { target, source })
  const answers: [path: string, method: string, answer: { status: number; body: unknown }][] = [
    ['/v1/events', 'post', await post({ send }, { writeKey: section.writeKey, events: [orderCreated(), null] })],
    ['/v1/events', 'post', await post({ send }, '{')],
    ['/v1/sections', 'get', await call('GET', '/v1/sections?limit=1')],
    ['/v1/sections', 'post', await call('POST', '/v1/sections', { body: { name: 'x' } })],
    ['/v1/sections', 'post', await call('POST', '/v1/sections', { body: {} })],
    [base, 'get', await call('GET', `/v1/sections/${section.id}`)],
    [base, 'get', await call('GET', '/v1/sections/none')],
    ['/v1/me', 'get', await member.call('GET', '/v1/me')],
    ['/v1/me', 'get', await call('GET', '/v1/me')],
    ['/v1/links/read', 'post', await postAs(mine, '/v1/links/read', { token: tokenOf(password.body.url) })],
    ['/v1/links/use', 'post', await postAs(mine, '/v1/links/use', { token: tokenOf(password.body.url), password: PASSWORD })],
    ['/v1/links/use', 'post', await postAs(mine, '/v1/links/use', { token: 'x' })],
    [`${base}/rotate-write-key`, 'post', await call('POST', `/v1/sections/${section.id}/rotate-write-key`)],
    [`${base}/invitations`, 'post', await call('POST', `/v1/sections/${section.id}/invitations`, { body: { role: 'owner' } })],
    [`${base}/invitations`, 'get', await call('GET', `/v1/sections/${section.id}/invitations`)],
    [`${base}/members`, 'get', await call('GET', `/v1/sections/${section.id}/members`)],
    [`${base}/members/{member}`, 'patch', await call('PATCH', memberPath, { body: { role: 'editor' } })],
    [`${base}/members/{member}/password-link`, 'post', password],
    [base, 'patch', await call('PATCH', `/v1/sections/${section.id}`, { body: {} })],
    [`${base}/custom-events`, 'get', await call('GET', `/v1/sections/${section.id}/custom-events`)],
    [`${base}/custom-events/{discriminator}`, 'get', await call('GET', path)],
    [`${base}/custom-events/{discriminator}`, 'patch', await call('PATCH', path, { body: { name: 'y' } })],
    [`${base}/custom-events/{discriminator}/fields`, 'put', await call('PUT', `${path}/fields`, { body: { fields: [] } })],
    [
      `${base}/custom-events/{discriminator}/fields`,
      'put',
      await call('PUT', `${path}/fields`, { body: { fields: [{ name: 'x', type: 'date' }] } }),
    ],
    [`${base}/custom-events/{discriminator}/versions/{number}/snippet`, 'get', await call('GET', `${path}/versions/1/snippet?target=http`)],
    [
      `${base}/custom-events/{discriminator}/versions/{number}/snippet`,
      'post',
      await call('POST', `${path}/versions/1/snippet`, { body: { target: 'http', fill: { total: { from: 'dataLayer', path: 'a' } } } }),
    ],
    [`${base}/custom-events/{discriminator}/versions/{number}/schema`, 'get', await call('GET', `${path}/versions/1/schema`)],
    [`${base}/custom-events`, 'get', await call('GET', `/v1/sections/${section.id}/custom-events?stats=true&search=order`)],
    [`${base}/custom-events/{discriminator}`, 'get', await call('GET', `${path}?stats=true`)],
    [
      `${base}/custom-events/{discriminator}/fields`,
      'put',
      await call('PUT', `${path}/fields`, { body: { fields: [{ name: 'y', type: 'date' }], base: 1 } }),
    ],
    [
      `${base}/custom-events/{discriminator}/fields/preview`,
      'post',
      await call('POST', `${path}/fields/preview`, { body: { fields: [{ name: 'x', type: 'text', required: true }] } }),
    ],
    [
      `${base}/custom-events/{discriminator}/versions/{number}/test`,
      'post',
      await call('POST', `${path}/versions/1/test`, { body: { fields: { source: 'API' } } }),
    ],
    [`${base}/custom-events/{discriminator}/installations`, 'get', await call('GET', `${path}/installations`)],
    [`${base}/quarantine`, 'get', await call('GET', `/v1/sections/${section.id}/quarantine`)],
    [`${base}/quarantine/groups`, 'get', groups],
    [`${base}/quarantine/groups/{group}`, 'get', await call('GET', group)],
    [`${base}/quarantine/groups/{group}`, 'get', await call('GET', `${group}0`)],
    [
      `${base}/quarantine/groups/{group}/repair`,
      'post',
      await call('POST', `${group}/repair`, { body: { customEvent: 'order-created', repairs: [], dryRun: true } }),
    ],
    ['/v1/integrations/profiles/merge', 'post', merge],
    ['/v1/integrations/profiles/merge', 'post', await integration.post('/profiles/merge', { target, source })],
    ['/v1/integrations/profiles/lookup', 'post', await integration.post('/profiles/lookup', { profile: target })],
    ['/v1/integrations/profiles/lookup', 'post', await integration.post('/profiles/lookup', {})],
    [`${base}/profiles/lookup`, 'post', lookup],
    [`${base}/profiles/lookup`, 'post', await call('POST', `${profiles}/lookup`, { body: { profile: source } })],
    [`${base}/profiles/merges/{merge}/undo`, 'post', await call('POST', `${profiles}/merges/${merge.body.id}/undo`)],
    [
      '/v1/integrations/profiles/merges/{merge}/undo',
      'post',
      await integration.post(
        `/profiles/merges/${(await integration.post<{ id: string }>('/profiles/merge', { target, source })).body.id}/undo`,
      ),
    ],
    [`${base}/profiles/lookup`, 'post', await call('POST', `${profiles}/lookup`, { body: { profile: { email: 'null' } } })],
    [`${base}/profiles/{profile}`, 'get', await call('GET', profile)],
    [`${base}/profiles/{profile}/events`, 'get', await call('GET', `${profile}/events?limit=1`)],
    [`${base}/profiles/merges/{merge}/undo`, 'post', await call('POST', `${profiles}/merges/none/undo`)],
    [`${base}/overview`, 'get', await call('GET', `/v1/sections/${section.id}/overview`)],
    [`${base}/recent`, 'get', await call('GET', `/v1/sections/${section.id}/recent`)],
    [`${base}/custom-events/{discriminator}/hide`, 'post', await call('POST', `${path}/hide`, { body: { confirm: 'order-created' } })],
    ['/healthz', 'get', await send('/healthz', {})],
  ]
  for (const [at, method, { status, body }] of answers) {
    const content = document.paths[at]?.[method]?.responses[status]?.content ?? {}
    const [described] = Object.values(content)
    expect([at, method, status, described?.schema]).toEqual([at, method, status, expect.any(Object)])
    const schema = { ...described?.schema, components: document.components } as Schema
    expect([at, method, status, new Validator(schema, '2020-12').validate(body).errors]).toEqual([at, method, status, []])
  }
})

test('says of every call below the management API, and of integrations, that a body which cannot be read is refused', () => {
  const reading = operations().filter(
    ({ path, method }) => ['post', 'put', 'patch'].includes(method) && /^\/v1\/(sections|integrations|erasures)/.test(path),
  )
  expect(reading.length).toBeGreaterThan(20)
  for (const { operation } of reading)
    expect([operation.operationId, Object.keys(operation.responses)]).toEqual([
      operation.operationId,
      expect.arrayContaining(['400', '413', '415']),
    ])
})
