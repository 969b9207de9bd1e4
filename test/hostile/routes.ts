import { illFormed, naughty, numberTexts, sqlPayloads, structures, texts } from './corpora.ts'
import { type HostileRequest, type Kind, kindOf, pairsOf } from './request.ts'
import type { Target } from './target.ts'

/** What of an OpenAPI document is read here. */
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

interface Operation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
  readonly responses: Readonly<Record<string, unknown>>
}

interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
}

/** A call as it is described. */
export interface Route extends Operation {
  readonly method: string
  readonly path: string
  readonly schema: Schema | undefined
}

/** Every call that the collector describes. */
export async function readRoutes(url: string): Promise<{ routes: Route[]; resolve: (schema: Schema) => Schema }> {
  const { paths, components } = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApi
  const resolve = (schema: Schema): Schema => components.schemas[schema.$ref?.split('/').at(-1) ?? ''] ?? schema
  const routes = Object.entries(paths).flatMap(([path, calls]) =>
    Object.entries(calls).map(([method, call]) => ({
      ...call,
      method: method.toUpperCase(),
      path,
      schema: call.requestBody?.content['application/json']?.schema,
    })),
  )
  return { routes, resolve }
}

/** Statuses that the description of a call names, but those that say that something is wrong here. */
export function documented({ responses }: Route): number[] {
  const named = Object.keys(responses).flatMap((status) =>
    status === '4XX' ? Array.from({ length: 100 }, (_, index) => 400 + index) : [Number(status)],
  )
  return named.filter((status) => status < 500)
}

/** Parameters that mean something, of which one at a time is replaced. */
const known = ({ open }: Target): Readonly<Record<string, string>> => ({
  section: open.sectionId,
  discriminator: open.discriminator,
  number: '1',
})

const headersFor = (target: Target, { path }: Route): Record<string, string> => ({
  authorization: `Bearer ${path.startsWith('/v1/integrations') ? target.open.key : target.token}`,
  origin: target.url,
  'x-milepost': 'editor',
})

/** A call with everything in its place, but for what replaces it. */
function call(target: Target, route: Route, replaced: Readonly<Record<string, string>> = {}): HostileRequest {
  const values = { ...known(target), ...replaced }
  const path = route.path.replace(/\{(\w+)\}/g, (_, name) => values[name as string] ?? 'none')
  return { method: route.method, path, headers: headersFor(target, route), expected: { statuses: documented(route) } }
}

const json = (request: HostileRequest, body: string | Uint8Array): HostileRequest => ({
  ...request,
  headers: { ...request.headers, 'content-type': 'application/json' },
  body,
})

const isStored = ({ path }: Route): boolean => !/^\/v1\/(integrations\/)?events$/.test(path)

/** Written as they stand in a path, for what no encoding makes of a text. */
const rawSegments = [
  '%',
  '%zz',
  '%00',
  '%ff',
  '%c0%af',
  '%ed%a0%80',
  '..%2f..%2f',
  '%2e%2e',
  '.',
  '%252e',
  '%0d%0aX-A:1',
  'a%2fb',
  ';a=1',
  '*',
  '~',
  '%u0041',
]

function paths(target: Target, routes: readonly Route[]): Kind {
  const places = routes.flatMap((route) => (route.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => ({ route, name })))
  const segments = [
    ...rawSegments,
    ...[...naughty.filter((text) => text.isWellFormed()), ...sqlPayloads].map(encodeURIComponent),
    '9'.repeat(400),
    'a'.repeat(3000),
  ]
  return pairsOf('path parameters', places, segments, ({ route, name }, segment) => {
    const request = call(target, route, { [name]: segment })
    // What has no segment at all, or several, is another address.
    return { ...request, expected: { statuses: [...documented(route), 404] } }
  })
}

function queries(target: Target, routes: readonly Route[]): Kind {
  const places = routes.flatMap((route) =>
    (route.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => ({ route, name })),
  )
  const values = [
    ...rawSegments,
    ...[...naughty.filter((text) => text.isWellFormed()), ...sqlPayloads].map(encodeURIComponent),
    '',
    '9'.repeat(400),
    'a'.repeat(5000),
    '-1',
    '0',
    '201',
    '1e2',
  ]
  return pairsOf('query parameters', places, values, ({ route, name }, value) => {
    const request = call(target, route)
    return { ...request, path: `${request.path}?${name}=${value}` }
  })
}

/** A body of the shape that is described. */
function sample(schema: Schema, resolve: (schema: Schema) => Schema, depth = 0): unknown {
  const { type, properties, items, enum: choices, anyOf } = resolve(schema)
  if (choices) return choices[0]
  if (anyOf?.[0]) return sample(anyOf[0], resolve, depth + 1)
  if (properties && depth < 6)
    return Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, sample(one, resolve, depth + 1)]))
  if (type === 'array') return items && depth < 6 ? [sample(items, resolve, depth + 1)] : []
  return { string: 'text', number: 1, integer: 1, boolean: true, object: {} }[type ?? ''] ?? 'text'
}

/** Every place of a value, the whole itself first. */
function placesIn(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  const inner =
    typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, one]) => placesIn(one, [...path, key])) : []
  return [path, ...inner]
}

/** JSON of a value in which something else stands in one place, exactly as it is written. */
function replacedIn(value: unknown, [head, ...rest]: readonly (string | number)[], text: string): string {
  if (head === undefined) return text
  if (Array.isArray(value))
    return `[${value.map((one, index) => (String(index) === String(head) ? replacedIn(one, rest, text) : JSON.stringify(one))).join()}]`
  const members = Object.entries(value as object).map(
    ([key, one]) => `${JSON.stringify(key)}:${key === head ? replacedIn(one, rest, text) : JSON.stringify(one)}`,
  )
  return `{${members.join()}}`
}

function bodies(target: Target, routes: readonly Route[], resolve: (schema: Schema) => Schema): Kind {
  const places = routes.filter(isStored).flatMap((route) => {
    if (!route.schema) return []
    const value = sample(route.schema, resolve)
    return placesIn(value).map((path) => ({ route, value, path }))
  })
  const values = [
    ...structures,
    ...numberTexts,
    ...[...naughty, ...sqlPayloads.slice(0, 150), ...illFormed, 'x'.repeat(5000), ''].map((text) => JSON.stringify(text)),
  ]
  return pairsOf('bodies', places, values, ({ route, value, path }, text) => json(call(target, route), replacedIn(value, path, text)))
}

/** Bodies that cannot be read, for every call that might read one. */
function unreadable(target: Target, routes: readonly Route[]): Kind {
  const changing = routes.filter((route) => ['POST', 'PUT', 'PATCH', 'DELETE'].includes(route.method) && isStored(route))
  const broken: readonly (readonly [type: string, body: Uint8Array | string])[] = [
    ...['{', '[', '"', '{"a":}', '{"a":1,}', "{'a':1}", 'undefined', 'NaN', '\u0000', '{}{}', '{} x', 'tru', '\ufeff\ufeff{}'].map(
      (body) => ['application/json', body] as const,
    ),
    ...[[0xff], [0xc0, 0x80], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x7b, 0x80, 0x7d]].map(
      (bytes) => ['application/json', Uint8Array.from(bytes)] as const,
    ),
    ...['text/plain', 'text/html', 'application/json; charset=utf-16', 'multipart/form-data', 'application/x-www-form-urlencoded', '*'].map(
      (type) => [type, '{}'] as const,
    ),
    ['application/json', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['application/json', `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`],
    ['application/json', ' '.repeat(300_000)],
    ['application/json', '{"__proto__":{"name":"x"}}'],
    ['application/json', '{"constructor":{"prototype":{"name":"x"}}}'],
  ]
  return pairsOf('unreadable bodies', changing, broken, (route, [type, body]) => {
    const request = json(call(target, route), body)
    return { ...request, headers: { ...request.headers, 'content-type': type } }
  })
}

/** Addresses at which there is nothing. */
const nowhere = (target: Target): Kind =>
  kindOf(
    'addresses',
    [...rawSegments, ...texts.slice(0, 2500).map(encodeURIComponent)].filter((text) => text && !/^\.{1,2}$|%2e/i.test(text)),
    (segment, index) => ({
      method: index % 2 ? 'POST' : 'GET',
      path: ['/', '/v1/', '/s/', '/v1/events/', '/v1/integrations/', '/api/', '/v1/auth/', '/docs/', '/v1/links/'][index % 9] + segment,
      headers: { authorization: `Bearer ${target.token}`, ...(index % 2 && { 'content-type': 'application/json' }) },
      ...(index % 2 && { body: '{}' }),
      // Whoever has no key does not learn what integrations could ask for.
      expected: { statuses: index % 9 === 4 ? [401] : [404] },
    }),
  )

/** Kinds of requests to every call that is described. */
export async function routeKinds(target: Target): Promise<Kind[]> {
  const { routes, resolve } = await readRoutes(target.url)
  return [paths(target, routes), queries(target, routes), bodies(target, routes, resolve), unreadable(target, routes), nowhere(target)]
}
