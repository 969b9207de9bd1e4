import { beforeAll, describe, expect, inject, test } from 'vitest'
import { rowsIn } from './database.ts'
import { goodEvent, makeTarget, type Target } from './target.ts'
import { chunked, exchange, type Piece, raw } from './wire.ts'

let target: Target

beforeAll(async () => {
  target = await makeTarget(inject('collector'), inject('token'))
})

const LINE = 'POST /v1/events HTTP/1.1'
const HEADS = ['Host: collector.example', 'Content-Type: text/plain', 'Connection: close']
const MAX_BODY = 512 * 1024

/** A valid batch, with the ID of its event and so many blanks behind it. */
function batch(blanks = 0) {
  const event = goodEvent()
  return { id: event.id, body: JSON.stringify({ writeKey: target.writeKey, events: [event] }) + ' '.repeat(blanks) }
}

const isStored = async (id: string): Promise<boolean> => (await rowsIn(`select 1 from events where id = '${id}'`)).length > 0

interface Case {
  readonly name: string
  /** What is sent, made of a valid body. */
  readonly pieces: (body: string) => readonly Piece[]
  /** Of the first answer; 0 where the connection is closed without one. */
  readonly statuses: readonly number[]
  readonly stored?: boolean
  readonly blanks?: number
  readonly abort?: boolean
}

const length = (body: string, by = 0) => `Content-Length: ${Buffer.byteLength(body) + by}`
const post = (headers: readonly string[], body: string, line = LINE) => raw(line, [...HEADS, ...headers], body)
const withLength = (value: string, statuses: readonly number[] = [400]): Case => ({
  name: `Content-Length ${JSON.stringify(value)}`,
  pieces: (body) => [post([`Content-Length: ${value}`], body)],
  statuses,
})
const inChunks = (name: string, coded: (body: string) => string, statuses: readonly number[], stored = false): Case => ({
  name,
  pieces: (body) => [post(['Transfer-Encoding: chunked'], coded(body))],
  statuses,
  stored,
})
const hex = (body: string) => Buffer.byteLength(body).toString(16)

const lengths: readonly Case[] = [
  { name: 'the right Content-Length', pieces: (body) => [post([length(body)], body)], statuses: [200], stored: true },
  { name: 'a Content-Length one too small', pieces: (body) => [post([length(body, -1)], body)], statuses: [400] },
  { name: 'a Content-Length one too large', pieces: (body) => [post([length(body, 1)], body)], statuses: [400, 0] },
  { name: 'a Content-Length of a gigabyte', pieces: (body) => [post(['Content-Length: 1000000000'], body)], statuses: [400, 413, 0] },
  { name: 'no Content-Length', pieces: (body) => [post([], body)], statuses: [400] },
  { name: 'two that agree', pieces: (body) => [post([length(body), length(body)], body)], statuses: [200, 400] },
  { name: 'two that do not', pieces: (body) => [post([length(body), length(body, -5)], body)], statuses: [400] },
  ...[
    '0',
    '-1',
    '-0',
    '+5',
    'abc',
    '1e3',
    '0x10',
    '5, 5',
    '5, 6',
    '',
    ' ',
    '5.0',
    '99999999999999999999999',
    '18446744073709551617',
    '٣',
    '5 5',
    '5;',
  ].map((value) => withLength(value, [400, 413, 0])),
]

const chunks: readonly Case[] = [
  inChunks('one chunk', (body) => chunked(body, 1_000_000), [200], true),
  inChunks('chunks of a byte', (body) => chunked(body, 1), [200], true),
  inChunks('a chunk with an extension', (body) => `${hex(body)};a=b\r\n${body}\r\n0\r\n\r\n`, [200], true),
  inChunks('no last chunk', (body) => `${hex(body)}\r\n${body}\r\n`, [400, 0]),
  inChunks('a chunk that is shorter than it says', (body) => `fff\r\n${body}\r\n0\r\n\r\n`, [400, 0]),
  inChunks('a chunk that is longer than it says', (body) => `5\r\n${body}\r\n0\r\n\r\n`, [400, 0]),
  inChunks('no size', (body) => `\r\n${body}\r\n0\r\n\r\n`, [400, 0]),
  inChunks('no chunks', (body) => body, [400, 0]),
  ...['-5', 'zz', '0x5', '5 5', 'ffffffffffffffff', '1ffffffffffffffff', '\u0000', `${'0'.repeat(5000)}5`].map((size) =>
    inChunks(`a chunk of size ${JSON.stringify(size.slice(0, 20))}`, (body) => `${size}\r\n${body}\r\n0\r\n\r\n`, [400, 0]),
  ),
  ...['chunked, chunked', 'gzip, chunked', 'chunked, gzip', 'identity', 'xchunked', 'chunked\u000b', '"chunked"'].map((coding) => ({
    name: `Transfer-Encoding ${JSON.stringify(coding)}`,
    pieces: (body: string) => [post([`Transfer-Encoding: ${coding}`], chunked(body, 100))],
    statuses: [200, 400, 501, 0],
  })),
  // Whoever counts one way must not be talked into the other.
  {
    name: 'chunks and a Content-Length',
    pieces: (body) => [post([length(chunked(body, 50)), 'Transfer-Encoding: chunked'], chunked(body, 50))],
    statuses: [400, 200, 0],
  },
  {
    name: 'chunks, and a Content-Length that ends before them',
    pieces: (body) => [post(['Content-Length: 4', 'Transfer-Encoding: chunked'], chunked(body, 50))],
    statuses: [400, 200, 0],
  },
]

const large: readonly Case[] = [
  {
    name: 'a body over 512 KiB with its Content-Length',
    blanks: MAX_BODY,
    pieces: (body) => [post([length(body)], body)],
    statuses: [413],
  },
  {
    name: 'the same in chunks',
    blanks: MAX_BODY,
    pieces: (body) => [post(['Transfer-Encoding: chunked'], chunked(body, 8192))],
    statuses: [413],
  },
  {
    name: 'the same behind a Content-Length of 10',
    blanks: MAX_BODY,
    pieces: (body) => [post(['Content-Length: 10'], body)],
    statuses: [400, 413, 0],
  },
  {
    name: 'the same without any length',
    blanks: MAX_BODY,
    pieces: (body) => [post([], body)],
    statuses: [400, 413, 0],
  },
  {
    name: 'twenty times as much, in chunks that never end',
    blanks: 20 * MAX_BODY,
    pieces: (body) => [post(['Transfer-Encoding: chunked'], chunked(body, 65_536).slice(0, -5))],
    statuses: [413, 0],
  },
]

const slow: readonly Case[] = [
  {
    name: 'a body that comes byte by byte',
    pieces: (body) => [post([length(body)], ''), ...[...body].flatMap((char) => [char, 1])],
    statuses: [200],
    stored: true,
  },
  {
    name: 'a head that comes byte by byte',
    pieces: (body) => [...[...post([length(body)], '')].flatMap((char) => [char, 1]), body],
    statuses: [200],
    stored: true,
  },
  { name: 'a body that breaks off', abort: true, pieces: (body) => [post([length(body)], body.slice(0, -20)), 50], statuses: [0, 400] },
  { name: 'a body that never begins', abort: true, pieces: (body) => [post([length(body)], ''), 50], statuses: [0, 400] },
  {
    name: 'chunks that break off',
    abort: true,
    pieces: (body) => [post(['Transfer-Encoding: chunked'], chunked(body, 10).slice(0, 300)), 50],
    statuses: [0, 400],
  },
  { name: 'a head that breaks off', abort: true, pieces: (body) => [post([length(body)], '').slice(0, 60), 50], statuses: [0, 400] },
]

const many = (count: number, size: number) => Array.from({ length: count }, (_, index) => `X-${index}: ${'x'.repeat(size)}`)

const heads: readonly Case[] = [
  { name: 'a thousand headers', pieces: (body) => [post([...many(1000, 5), length(body)], body)], statuses: [200, 400, 431] },
  { name: 'twenty thousand headers', pieces: (body) => [post([...many(20_000, 50), length(body)], body)], statuses: [400, 431, 413, 0] },
  { name: 'a header of a megabyte', pieces: (body) => [post([...many(1, 1_000_000), length(body)], body)], statuses: [400, 431, 413, 0] },
  {
    name: 'an address of a megabyte',
    pieces: (body) => [post([length(body)], body, `POST /v1/events?${'x'.repeat(1_000_000)} HTTP/1.1`)],
    statuses: [400, 414, 431, 413, 0],
  },
  ...[
    'No colon',
    ' Space: before',
    'Space : after',
    'Fold: a\r\n b',
    'Nul: \u0000',
    ': no name',
    'Bare: a\rX: b',
    'Ünïcode: é',
    `${'x'.repeat(9000)}: 1`,
  ].map((header) => ({
    name: `the header ${JSON.stringify(header.slice(0, 30))}`,
    pieces: (body: string) => [post([header, length(body)], body)],
    statuses: [200, 400, 431, 0],
  })),
  {
    name: 'lines that end with LF alone',
    pieces: (body) => [post([length(body)], '').replaceAll('\r\n', '\n') + body],
    statuses: [200, 400, 0],
  },
  {
    name: 'lines that end with CR alone',
    pieces: (body) => [post([length(body)], '').replaceAll('\r\n', '\r') + body],
    statuses: [400, 0],
  },
  { name: 'no host', pieces: (body) => [raw(LINE, [...HEADS.slice(1), length(body)], body)], statuses: [200, 400, 0] },
  ...['', ' ', 'a b', 'a/b', '[', '[::1', '%00', 'a:b:c', 'a@b', `${'a'.repeat(5000)}`, '\u00e9', 'evil.example:99999'].map((host) => ({
    name: `the host ${JSON.stringify(host.slice(0, 20))}`,
    pieces: (body: string) => [raw(LINE, [`Host: ${host}`, ...HEADS.slice(1), length(body)], body)],
    statuses: [200, 400, 404, 0],
  })),
  { name: 'two hosts', pieces: (body) => [post(['Host: evil.example', length(body)], body)], statuses: [200, 400, 404, 0] },
  { name: 'Expect: 100-continue', pieces: (body) => [post(['Expect: 100-continue', length(body)], ''), 100, body], statuses: [100, 200] },
  { name: 'an expectation that nobody has', pieces: (body) => [post(['Expect: 200-ok', length(body)], body)], statuses: [200, 400, 417] },
  ...['websocket', 'h2c', 'TLS/1.0'].map((protocol) => ({
    name: `an upgrade to ${protocol}`,
    pieces: (body: string) => [
      post(
        [
          `Upgrade: ${protocol}`,
          'Connection: Upgrade',
          'Sec-WebSocket-Version: 13',
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
          length(body),
        ],
        body,
      ),
    ],
    statuses: [200, 400, 404, 426, 0],
  })),
]

const lines: readonly Case[] = [
  ...['HTTP/1.0', 'HTTP/0.9', 'HTTP/1.2', 'HTTP/2.0', 'HTTP/9.9', 'http/1.1', 'HTTPS/1.1', 'HTTP/1.1 x', ''].map((version) => ({
    name: `the version ${JSON.stringify(version)}`,
    pieces: (body: string) => [post([length(body)], body, `POST /v1/events ${version}`.trimEnd())],
    statuses: [200, 400, 404, 505, 0],
  })),
  ...['post', 'P\u0000ST', 'FOO', 'GET POST', '', 'POST\t', 'X'.repeat(5000), 'PÖST', 'M-SEARCH', 'BREW', 'QUERY'].map((method) => ({
    name: `the method ${JSON.stringify(method.slice(0, 20))}`,
    pieces: (body: string) => [post([length(body)], body, `${method} /v1/events HTTP/1.1`)],
    // What is no method that the runtime knows it says itself.
    statuses: [400, 404, 405, 501, 0],
  })),
  ...[
    ...[
      '*',
      'collector.example:443',
      'http://evil.example/v1/events',
      '//evil.example/v1/events',
      'v1/events',
      '/v1/events#x',
      '/v1//events',
      '/v1/./events',
    ],
    ...[
      '/v1/events\u0000',
      '/v1/\u00e9vents',
      '/v1/events?\ud83d',
      '/\\v1\\events',
      '/v1/events%00',
      '/%2e%2e/v1/events',
      '/v1/events ',
      'javascript:alert(1)',
      'file:///etc/passwd',
      '/../../etc/passwd',
    ],
  ].map((path) => ({
    name: `the address ${JSON.stringify(path)}`,
    pieces: (body: string) => [post([length(body)], body, `POST ${path} HTTP/1.1`)],
    statuses: [200, 302, 400, 404, 0],
  })),
  // The runtime refuses a tunnel by itself, with 500: such a request never gets as far as the collector.
  {
    name: 'CONNECT',
    pieces: () => ['CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n'],
    statuses: [400, 404, 405, 500, 501, 0],
  },
  {
    name: 'TRACE',
    pieces: () => ['TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nCookie: secret=1\r\n\r\n'],
    statuses: [400, 404, 405, 501, 302, 0],
  },
  { name: 'the beginning of HTTP/2', pieces: () => ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'], statuses: [400, 404, 501, 505, 0] },
  {
    name: 'the beginning of TLS',
    pieces: () => [Uint8Array.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, ...Buffer.alloc(300, 7)])],
    statuses: [400, 501, 0],
  },
  { name: 'nothing', pieces: () => [], statuses: [0] },
  { name: 'empty lines', pieces: () => ['\r\n'.repeat(1000)], statuses: [400, 0] },
  { name: 'zeros', pieces: () => [Buffer.alloc(100_000)], statuses: [400, 501, 431, 0] },
  { name: 'an SSH greeting', pieces: () => ['SSH-2.0-OpenSSH_9.9\r\n'], statuses: [400, 501, 0] },
]

describe.each(Object.entries({ lengths, chunks, large, slow, heads, lines }))('%s', (_, cases) => {
  test.each(cases)('$name', async ({ pieces, statuses, stored, blanks, abort = false }) => {
    const { id, body } = batch(blanks)
    const { statuses: answered, text, hung } = await exchange(target.url, pieces(body), { abort })
    expect(hung).toBe(false)
    const [first = 0] = answered
    expect(statuses, text.slice(0, 500)).toContain(first)
    // What was told to be stored is, and what was not is not.
    expect(await isStored(id)).toBe(stored ?? text.includes('{"accepted":1,'))
    const { status } = await fetch(`${target.url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: batch().body,
    })
    expect(status).toBe(200)
  })
})

test('requests that come all at once are answered in order', async () => {
  const batches = Array.from({ length: 20 }, () => batch())
  const [first, ...others] = batches.map(({ body }) => raw(LINE, [...HEADS.slice(0, 2), length(body)], body)).reverse()
  const { statuses, text } = await exchange(target.url, [others.reverse().join('') + first])
  expect(statuses).toEqual(batches.map(() => 200))
  expect([...text.matchAll(/"id":"([\da-f-]+)"/g)].map(([, id]) => id)).toEqual(batches.map(({ id }) => id))
})

test('a request that hides in the body of another is not answered', async () => {
  const { id, body } = batch()
  const hidden = raw(LINE, [...HEADS, length(body)], body)
  const { statuses } = await exchange(target.url, [raw(LINE, [...HEADS.slice(0, 2), length(hidden)], hidden)])
  expect(statuses).toEqual([400])
  expect(await isStored(id)).toBe(false)
})
