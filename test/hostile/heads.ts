import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { sqlPayloads, texts } from './corpora.ts'
import { keyHeaders } from './entries.ts'
import { type Expectation, type HostileRequest, type Kind, kindOf, pairsOf } from './request.ts'
import { goodEvent, type Target } from './target.ts'

const bodyOf = (target: Target): string => JSON.stringify({ writeKey: target.writeKey, events: [goodEvent()] })

/** Both collection endpoints, with what a valid request to them has. */
const endpoints = (target: Target) => [
  { path: '/v1/events', headers: { 'content-type': 'text/plain' } },
  { path: '/v1/integrations/events', headers: keyHeaders(target) },
]

/** Methods that an endpoint does not have. */
const methods = (target: Target): Kind =>
  pairsOf(
    'methods',
    ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'MKCOL', 'COPY', 'LOCK', 'SEARCH', 'PURGE', 'REPORT', 'NOTIFY'],
    [...endpoints(target).map(({ path }) => path), '/v1/sections', '/v1/links/use', '/s/00.js', '/docs', '/healthz', '/v1/erasures/replay'],
    (method, path) => ({
      method,
      path,
      headers: { ...keyHeaders(target), authorization: `Bearer ${path.includes('integrations') ? target.key : target.token}` },
      ...(!['GET', 'HEAD', 'TRACE'].includes(method) && { body: bodyOf(target) }),
      expected: { statuses: /^(GET|HEAD)$/.test(method) && !/events|use|replay/.test(path) ? [200, 404] : [404] },
    }),
  )

const types = [
  ...[
    '',
    'application/xml',
    'text/html',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'text/json',
  ],
  ...[
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    'application/json; charset=',
    'application/json;charset',
    '*/*',
  ],
  ...[
    'application/json, text/plain',
    'application/json; charset=utf-8; charset=utf-16',
    'text/plain; charset=utf-7',
    'json',
    'application/*',
  ],
  ...['application/vnd.api+json', 'application/json/x', 'text/plain;format=flowed', ' ', ';', 'application /json', 'application/json;;'],
  ...['application/octet-stream', 'application/cbor', 'application/x-ndjson', 'text/plain\t;charset=utf-16', 'image/svg+xml'],
]

const wrongTypes = (target: Target): Kind =>
  pairsOf('content types', [...types, ...texts.filter(isHeader).slice(0, 400)], endpoints(target), (type, { path, headers }) => ({
    method: 'POST',
    path,
    headers: { ...headers, 'content-type': type },
    body: bodyOf(target),
    expected: { statuses: [415] },
  }))

/** Well below a second to unpack, and a thousand times what a body may have. */
const BOMB = Buffer.alloc(64 * 1024 * 1024, 0x20)

const compressions: Readonly<Record<string, (body: Uint8Array) => Uint8Array>> = {
  gzip: (body) => gzipSync(body, { level: 1 }),
  'x-gzip': (body) => gzipSync(body, { level: 9 }),
  deflate: (body) => deflateSync(body, { level: 1 }),
  'deflate, gzip': (body) => gzipSync(deflateRawSync(body, { level: 1 })),
  br: (body) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  zstd: (body) => zstdCompressSync(body),
  compress: (body) => body,
  'gzip, gzip': (body) => gzipSync(gzipSync(body)),
  GZIP: (body) => gzipSync(body),
  'identity, gzip': (body) => gzipSync(body),
  aes128gcm: (body) => body,
  '': (body) => body,
  none: (body) => body,
}

function compressed(target: Target): Kind {
  const bombs = new Map<string, Uint8Array>()
  const bombOf = (name: string, pack: (body: Uint8Array) => Uint8Array) => {
    const made = bombs.get(name) ?? pack(BOMB)
    bombs.set(name, made)
    return made
  }
  // `compress` and its like pack nothing, so a bomb of theirs is one that is carried as it is.
  const bodies = ['packed', 'plain', 'bomb'] as const
  const pairs = Object.entries(compressions).flatMap(([name, pack]) => bodies.map((body) => ({ name, pack, body })))
  return pairsOf('compression', pairs, endpoints(target), ({ name, pack, body }, { path, headers }): HostileRequest => {
    const plain = Buffer.from(bodyOf(target))
    const bytes = body === 'plain' ? plain : body === 'packed' ? pack(plain) : pack(plain) === plain ? plain : bombOf(name, pack)
    // An empty header says nothing.
    const expected: Expectation = name ? { statuses: [415] } : { statuses: [200, 415] }
    return { method: 'POST', path, headers: { ...headers, 'content-encoding': name, 'x-body': body }, body: bytes, expected }
  })
}

/** What node, and HTTP, let stand in a header. */
function isHeader(text: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text) && text.length < 4000
}

const headerTexts = texts.filter(isHeader)

/** Whoever says so: a request that cannot be read is refused. */
const senders = (target: Target): Kind =>
  pairsOf(
    'senders',
    headerTexts,
    ['user-agent', 'referer', 'x-forwarded-for', 'cookie', 'accept', 'sec-gpc', 'cf-connecting-ip', 'x-milepost'],
    (text, name) => ({
      method: 'POST',
      path: '/v1/events',
      headers: { 'content-type': 'text/plain', [name]: text },
      body: `${bodyOf(target)}]`,
      expected: { statuses: [400] },
    }),
  )

/** Keys and tokens that are none. */
function credentials(target: Target): Kind {
  const paths = ['/v1/integrations/events', '/v1/integrations/custom-events', '/v1/sections', '/v1/me', '/v1/erasures'] as const
  const made = [
    target.key.slice(0, -1),
    `${target.key}x`,
    target.key.toUpperCase(),
    target.token.slice(1),
    `${target.token}x`,
    target.writeKey,
  ]
  const secrets = [...made.flatMap((secret) => [`Bearer ${secret}`, `Basic ${secret}`, secret]), `Bearer ${target.key} ${target.key}`]
  return pairsOf(
    'credentials',
    [...secrets, ...headerTexts.slice(0, 1200).flatMap((text) => [text, `Bearer ${text}`])],
    paths,
    (authorization, path) => ({
      method: path.endsWith('/events') ? 'POST' : 'GET',
      path,
      headers: { authorization, 'content-type': 'application/json' },
      ...(path.endsWith('/events') && { body: JSON.stringify({ events: [goodEvent()] }) }),
      expected: { statuses: [401] },
    }),
  )
}

/** What is not one's own to do. */
const scopes = (target: Target): Kind =>
  pairsOf(
    'scopes',
    ['/v1/integrations/events', '/v1/integrations/custom-events', '/v1/integrations/profiles/merge'],
    sqlPayloads,
    (path, text) => ({
      method: path.endsWith('custom-events') ? 'GET' : 'POST',
      path: path.endsWith('custom-events') ? `${path}?category=${encodeURIComponent(text)}` : path,
      headers: { authorization: `Bearer ${target.narrowKey}`, 'content-type': 'application/json' },
      ...(!path.endsWith('custom-events') && { body: JSON.stringify({ events: [text] }) }),
      expected: { statuses: [403] },
    }),
  )

/** Pages that may not send. */
const origins = (target: Target): Kind =>
  kindOf(
    'origins',
    [
      ...[
        'null',
        'https://shop.example.evil.example',
        'https://shop.example:444',
        'http://shop.example',
        'https://SHOP.example',
        'https://shop.example/',
      ],
      ...['https://shop.example, https://evil.example', 'https://evil.example#https://shop.example', ...headerTexts],
    ].filter((text) => text.trim() && text.trim() !== 'https://shop.example'),
    (origin) => ({
      method: 'POST',
      path: '/v1/events',
      headers: { 'content-type': 'text/plain', origin },
      body: JSON.stringify({ writeKey: target.guardedWriteKey, events: [goodEvent()] }),
      expected: { statuses: [403] },
    }),
  )

/** Kinds of heads that are not what a head is. */
export const headKinds = (target: Target): Kind[] => [
  methods(target),
  wrongTypes(target),
  compressed(target),
  senders(target),
  credentials(target),
  scopes(target),
  origins(target),
]
