import { illFormed, jsonTexts, noNumbers, numberTexts, structures, texts } from './corpora.ts'
import { amongGood, keyHeaders } from './entries.ts'
import { type EntryFate, type Expectation, type HostileRequest, type Kind, kindOf, pairsOf } from './request.ts'
import { goodEvent, type Target } from './target.ts'

const encoder = new TextEncoder()
const REFUSED: Expectation = { statuses: [400] }

const validBody = (target: Target): string => JSON.stringify({ writeKey: target.writeKey, events: [goodEvent()] })

const toEvents = (body: Uint8Array | string, expected: Expectation, type = 'text/plain;charset=UTF-8'): HostileRequest => ({
  method: 'POST',
  path: '/v1/events',
  headers: { 'content-type': type },
  body,
  expected,
})

const toIntegrations = (target: Target, body: Uint8Array | string, expected: Expectation): HostileRequest => ({
  ...toEvents(body, expected),
  path: '/v1/integrations/events',
  headers: keyHeaders(target),
})

/** What another parser of the same standards makes of bytes: `undefined` when they are no JSON in UTF-8. */
function read(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

/** How bytes have to be answered that were a valid body: when they still are one, as what they are by now. */
const afterwards = (bytes: Uint8Array): Expectation => (read(bytes) === undefined ? REFUSED : { statuses: [200, 400, 401] })

/** Bytes that are never part of UTF-8, or not like that. */
const noUtf8: readonly (readonly number[])[] = [
  ...[0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xef, 0xf0, 0xf4, 0xf5, 0xf8, 0xfc, 0xfe, 0xff].map((byte) => [byte]),
  ...[
    [0xc0, 0xaf],
    [0xc0, 0x80],
    [0xc1, 0xbf],
    [0xe0, 0x80, 0xaf],
    [0xf0, 0x80, 0x80, 0xaf],
    [0xf8, 0x88, 0x80, 0x80, 0x80],
  ],
  // The halves U+D800, U+DBFF, U+DC00 and U+DFFF as bytes, and a pair of them.
  ...[
    [0xed, 0xa0, 0x80],
    [0xed, 0xaf, 0xbf],
    [0xed, 0xb0, 0x80],
    [0xed, 0xbf, 0xbf],
    [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
  ],
  ...[
    [0xf4, 0x90, 0x80, 0x80],
    [0xe2, 0x82],
    [0xf0, 0x9f, 0x98],
    [0xc3, 0x28],
    [0xe2, 0x28, 0xa1],
    [0xf0, 0x28, 0x8c, 0xbc],
  ],
]

const insert = (bytes: Uint8Array, at: number, what: readonly number[], instead = 0): Uint8Array =>
  Uint8Array.from([...bytes.subarray(0, at), ...what, ...bytes.subarray(at + instead)])

function brokenUtf8(target: Target): Kind {
  const { length } = encoder.encode(validBody(target))
  const positions = Array.from({ length: length + 1 }, (_, index) => index)
  return pairsOf('UTF-8', noUtf8, positions, (what, at) => toEvents(insert(encoder.encode(validBody(target)), at, what), REFUSED))
}

/** A valid body that breaks off, at each byte. */
function truncated(target: Target): Kind {
  const { length } = encoder.encode(validBody(target))
  const ends = Array.from({ length }, (_, index) => index)
  return pairsOf('truncated', ends, ['web', 'integration'] as const, (end, channel) => {
    const body = encoder.encode(validBody(target)).subarray(0, end)
    return channel === 'web' ? toEvents(body, REFUSED) : toIntegrations(target, body, REFUSED)
  })
}

/** A valid body in which one byte is another. */
function mutated(target: Target): Kind {
  const { length } = encoder.encode(validBody(target))
  const bytes = [...'\0\t\n\r"\\{}[]:,/\'`#-+.0eEntf\u007f '].map((char) => char.charCodeAt(0))
  const positions = Array.from({ length }, (_, index) => index)
  return pairsOf('mutated', bytes, positions, (byte, at) => {
    const body = insert(encoder.encode(validBody(target)), at, [byte], 1)
    return toEvents(body, afterwards(body))
  })
}

/** The same text in an encoding that is none of ours. */
function encodings(target: Target): Kind {
  const utf16 = (text: string, big: boolean, mark: boolean) => {
    const bytes = Buffer.from(mark ? `\ufeff${text}` : text, 'utf16le')
    return big ? bytes.swap16() : bytes
  }
  const utf32 = (text: string) => Buffer.from([...text].flatMap((char) => [char.codePointAt(0) ?? 0, 0, 0, 0]))
  const ways: readonly ((text: string) => Uint8Array)[] = [
    ...[true, false].flatMap((big) => [true, false].map((mark) => (text: string) => utf16(text, big, mark))),
    utf32,
    (text) => Buffer.from(`${text}é`, 'latin1'),
    (text) => Buffer.from(`+/v8-${text}`),
    (text) => Buffer.from(Buffer.from(text).toString('base64')),
    (text) => Buffer.from(encodeURIComponent(text)),
    (text) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf]), Buffer.from(text)]),
    (text) => Buffer.from(`\u0000${text}`),
    (text) => Buffer.from(`)]}',\n${text}`),
    (text) => Buffer.from(`${text}\u0000`),
    (text) => Buffer.from(`${text}${text}`),
    (text) => Buffer.from(`callback(${text})`),
    (text) => Buffer.from(`${text}\n${text}`),
    (text) => Buffer.from(`// x\n${text}`),
    (text) => Buffer.from(`${text}/* x */`),
    (text) => Buffer.from(text.replace(/\}$/, ',}')),
    (text) => Buffer.from(text.replace(/"/g, "'")),
    (text) => Buffer.from(text.replace(/"(\w+)":/g, '$1:')),
    (text) => Buffer.from(text.replace(/:/g, '=')),
    (text) => Buffer.from(text.replaceAll(' ', '\u00a0').replace('{', '{\u00a0')),
    (text) => Buffer.from(text.replace('A-1', 'A\n1')),
    (text) => Buffer.from(text.replace('A-1', '\\x41')),
    (text) => Buffer.from(text.replace('A-1', '\\u12')),
    (text) => Buffer.from(text.replace('A-1', '\\uD83D\\u')),
  ]
  return pairsOf(
    'encodings',
    ways,
    ['application/json', 'text/plain', 'text/plain; charset="UTF-8"', 'application/json;charset=utf-8'],
    (way, type) => toEvents(way(validBody(target)), REFUSED, type),
  )
}

/** Every text of the parsers' test suite, as a body, as an entry and as a value. */
function parsers(target: Target): Kind {
  const places = ['body', 'entry', 'value', 'key'] as const
  return pairsOf('JSON texts', jsonTexts, places, (text, place) => {
    const event = JSON.stringify(goodEvent())
    const body =
      place === 'body'
        ? text
        : validBody(target).replace(/\{"id".*\}(?=\])/, () =>
            place === 'entry' ? text : place === 'value' ? event.replace('12.5', () => text) : event.replace('"total"', () => text),
          )
    const bytes = encoder.encode(body)
    return toEvents(bytes, place === 'body' ? REFUSED : afterwards(bytes))
  })
}

/** What nests: lists, objects and both. */
const nests: readonly (readonly [open: string, close: string])[] = [
  ['[', ']'],
  ['{"a":', '}'],
  ['[{"a":', '}]'],
  ['{"__proto__":', '}'],
  ['{"fields":', '}'],
]
const depths = [6, 7, 8, 9, 31, 32, 33, 100, 500, 999, 1000, 1001, 2000, 5000, 10_000, 50_000, 99_999, 100_000]

function nested(target: Target): Kind {
  const places = ['body', 'events', 'entry', 'fields', 'value', 'page', 'consent', 'identify', 'sentAt', 'dropped', 'profile'] as const
  const combinations = nests.flatMap((nest) => depths.map((depth) => ({ nest, depth })))
  return pairsOf('nesting', combinations, places, ({ nest: [open, close], depth }, place) => {
    const deep = `${open.repeat(depth)}1${close.repeat(depth)}`
    // More than a body may have is more than a body may have.
    const fits = Buffer.byteLength(deep) < 520_000
    const among = (entry: string, fate: EntryFate = { rejected: [''] }) => amongGood(target, 'web', entry, fate)
    const inEvent = (key: string) => {
      const { [key as 'page']: _, ...event } = goodEvent()
      return `${JSON.stringify(event).slice(0, -1)},"${key}":${deep}}`
    }
    const made: Record<(typeof places)[number], () => HostileRequest> = {
      body: () => toEvents(deep, REFUSED),
      events: () => toEvents(`{"writeKey":"${target.writeKey}","events":${deep}}`, { statuses: [200, 400] }),
      entry: () => among(deep),
      fields: () => among(inEvent('fields')),
      value: () => among(JSON.stringify(goodEvent()).replace('12.5', () => deep)),
      page: () => among(inEvent('page'), depth < 8 && open.startsWith('{') ? 'accepted' : { rejected: ['event_invalid'] }),
      consent: () => among(inEvent('consent')),
      profile: () => among(inEvent('profile')),
      identify: () => among(`{"id":"${goodEvent().id}","occurredAt":"2026-11-23T10:00:00Z","visitorId":"v","identify":${deep}}`),
      // What concerns no event is read leniently.
      sentAt: () =>
        toEvents(
          validBody(target).replace('{', () => `{"sentAt":${deep},`),
          { entries: ['accepted'] },
        ),
      dropped: () =>
        toEvents(
          validBody(target).replace('{', () => `{"dropped":${deep},`),
          { entries: ['accepted'] },
        ),
    }
    const request = made[place]()
    return fits ? request : { ...request, expected: { statuses: [413] } }
  })
}

/** Numbers in every place, among them what looks like one. */
function numbers(target: Target): Kind {
  const places = ['total', 'items', 'orderId', 'id', 'events', 'writeKey'] as const
  return pairsOf('numbers', [...numberTexts, ...noNumbers], places, (text, place) => {
    const isNumber = read(encoder.encode(text)) !== undefined
    const body = validBody(target).replace(
      place === 'events' ? /"events":\[.*\]/ : new RegExp(`"${place}":(?:"[^"]*"|[\\d.]+)`),
      () => `"${place}":${text}`,
    )
    if (!isNumber || place === 'events' || place === 'writeKey') return toEvents(body, REFUSED)
    const value = Number(text)
    const good = place === 'total' ? Number.isFinite(value) : place === 'items' && Number.isSafeInteger(value)
    return toEvents(body, { entries: [good ? 'accepted' : { rejected: [place === 'id' ? 'id_invalid' : 'field_type'] }] })
  })
}

/** Members that are there twice: the last one counts, wherever the first one stands. */
function doubled(target: Target): Kind {
  const keys = [
    'id',
    'version',
    'occurredAt',
    'visitorId',
    'page',
    'fields',
    'source',
    'orderId',
    'gift',
    'items',
    'total',
    'delivery',
    'paidAt',
  ] as const
  return pairsOf(
    'duplicate keys',
    [...texts.slice(0, 600), ...illFormed].map((text) => JSON.stringify(text)).concat(structures),
    keys,
    (value, key) => {
      const first = JSON.stringify(goodEvent()).replace(`"${key}":`, () => `"${key}":${value},"${key}":`)
      return amongGood(target, 'web', first, 'accepted')
    },
  )
}

/** Bodies that are JSON, and no batch. */
function shapes(target: Target): Kind {
  const event = JSON.stringify(goodEvent())
  const bad = [...numberTexts, ...structures, '"x"', '""', '"wk_"', '"1"']
  const wholes: readonly ((text: string) => readonly [string, Expectation])[] = [
    (text) => [text, REFUSED],
    (text) => [`{"events":[${event}],"x":${text}}`, REFUSED],
    (text) => [`{"writeKey":${text},"events":[${event}]}`, { statuses: text.startsWith('"') ? [401] : [400] }],
    (text) => [`{"writeKey":"${target.writeKey}","events":${text}}`, { statuses: text.startsWith('[') && text !== '[]' ? [200] : [400] }],
    (text) => [`{"writeKey":"${target.writeKey}","events":{"0":${text},"length":1}}`, REFUSED],
    (text) => [`{"writeKey":"${target.writeKey}","Events":[${event}],"x":${text}}`, REFUSED],
    (text) => [`[{"writeKey":"${target.writeKey}","events":[${event}]},${text}]`, REFUSED],
    (text) => [`{"__proto__":{"writeKey":"${target.writeKey}","events":[${event}]},"x":${text}}`, REFUSED],
    (text) => [`{"constructor":{"prototype":{"writeKey":"${target.writeKey}"}},"events":[${event}],"x":${text}}`, REFUSED],
  ]
  return pairsOf('shapes', bad, wholes, (text, whole) => toEvents(...whole(text)))
}

/** Keys of sections that there are not. */
const writeKeys = (target: Target): Kind =>
  kindOf('write keys', [...texts, ...illFormed, `${target.writeKey} `, target.writeKey.toUpperCase(), `${target.writeKey}\0`], (text) =>
    toEvents(JSON.stringify({ writeKey: text, events: [goodEvent()] }), { statuses: [401] }),
  )

/** Kinds of bodies that are not what a body is. */
export const bodyKinds = (target: Target): Kind[] => [
  brokenUtf8(target),
  truncated(target),
  mutated(target),
  encodings(target),
  parsers(target),
  nested(target),
  numbers(target),
  doubled(target),
  shapes(target),
  writeKeys(target),
]
