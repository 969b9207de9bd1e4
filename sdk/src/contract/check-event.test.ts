import { expect, test } from 'vitest'
import { checkEnvelope, checkEvent } from './check-event.js'
import { byteLength, isEventId, isText, nestsDeeperThan } from './check-parts.js'
import { MAX_EVENT_BYTES } from './limits.js'

const version = {
  id: 'order-created@3',
  fields: [
    { key: 'orderId', name: 'Order ID', type: 'text' as const, required: true },
    { key: 'total', name: 'Total', type: 'decimal' as const, required: false },
    { key: 'items', name: 'Items', type: 'number' as const, required: false },
  ],
}
const event = {
  id: '018f3c5e-7d2a-7b1c-8a3e-0123456789ab',
  version: 'order-created@3',
  occurredAt: '2026-11-23T10:00:00.000Z',
  fields: { source: 'Checkout', orderId: 'A-1', total: 129.5 },
}

test('a whole valid event has no issues, with or without its optional parts', () => {
  expect(checkEvent(version, event)).toEqual([])
  const page = { url: 'https://shop.example/', referrer: '', title: 'Thank you' }
  expect(checkEvent(version, { ...event, visitorId: 'v1', page })).toEqual([])
  expect(checkEvent(version, { ...event, visitorId: null, page: null, consent: null })).toEqual([])
  for (const purposes of [[], ['analytics'], ['marketing', 'analytics', 'marketing']])
    expect(checkEvent(version, { ...event, consent: { purposes, at: event.occurredAt, more: 1 } })).toEqual([])
})

test.each(['2028-02-29T10:00:00Z', '2016-12-31T23:59:60Z', '2026-11-23t10:00:00.123456+05:30'])(
  'an event may have happened at %s',
  (occurredAt) => {
    expect(checkEnvelope({ ...event, occurredAt })).toEqual([])
  },
)

test('a wrong field is told in full words', () => {
  expect(checkEvent(version, { ...event, fields: { ...event.fields, total: '129.5' } })).toEqual([
    {
      code: 'field_type',
      field: 'total',
      expected: 'decimal',
      received: 'text',
      message: 'total must be a number with decimals, received text',
    },
  ])
  expect(checkEvent(version, { ...event, fields: { ...event.fields, items: 1.5 } })).toMatchObject([
    { expected: 'number', received: 'decimal', message: 'items must be a whole number, received decimal' },
  ])
  expect(checkEvent(version, { ...event, fields: { ...event.fields, orderId: 'x'.repeat(4097) } })).toMatchObject([
    { code: 'field_too_long', expected: 'at most 4096 characters', received: '4097 characters' },
  ])
  expect(checkEvent(version, { ...event, fields: { source: '', orderId: '\ud800' } })).toMatchObject([
    { code: 'source_invalid', expected: 'text of 1 to 255 characters', received: '0 characters' },
    { code: 'field_type', field: 'orderId', expected: 'text', received: 'ill-formed text' },
  ])
})

test.each([
  ['event_invalid', undefined, null],
  ['event_invalid', undefined, 'an event'],
  ['event_invalid', undefined, [event]],
  ['id_invalid', 'id', { ...event, id: 'A-1' }],
  ['id_invalid', 'id', { ...event, id: undefined }],
  ['id_invalid', 'id', { ...event, id: '00000000-0000-0000-0000-000000000000' }],
  ['occurred_at_invalid', 'occurredAt', { ...event, occurredAt: '2026-11-23' }],
  ['occurred_at_invalid', 'occurredAt', { ...event, occurredAt: 1764000000000 }],
  ['occurred_at_invalid', 'occurredAt', { ...event, occurredAt: [event.occurredAt] }],
  ['occurred_at_invalid', 'occurredAt', { ...event, occurredAt: '2027-02-29T10:00:00Z' }],
  ['version_unknown', 'version', { ...event, version: 'order-created@4' }],
  ['event_invalid', 'visitorId', { ...event, visitorId: '' }],
  ['event_invalid', 'consent', { ...event, consent: 'all' }],
  ['event_invalid', 'consent', { ...event, consent: [] }],
  ['event_invalid', 'consent', { ...event, consent: { at: event.occurredAt } }],
  ['event_invalid', 'consent', { ...event, consent: { purposes: 'analytics', at: event.occurredAt } }],
  ['event_invalid', 'consent', { ...event, consent: { purposes: ['necessary'], at: event.occurredAt } }],
  ['event_invalid', 'consent', { ...event, consent: { purposes: ['analytics', null], at: event.occurredAt } }],
  ['event_invalid', 'consent', { ...event, consent: { purposes: ['analytics'] } }],
  ['event_invalid', 'consent', { ...event, consent: { purposes: ['analytics'], at: '2026-11-23' } }],
  ['event_invalid', 'visitorId', { ...event, visitorId: 'x'.repeat(65) }],
  ['event_invalid', 'page', { ...event, page: 'https://shop.example/' }],
  ['event_invalid', 'page.url', { ...event, page: { url: 5 } }],
  ['event_invalid', 'page.referrer', { ...event, page: { referrer: [] } }],
  ['event_invalid', 'page.title', { ...event, page: { title: 'x'.repeat(4097) } }],
  ['event_invalid', 'fields', { ...event, fields: [] }],
  ['event_invalid', 'fields', { ...event, fields: undefined }],
] as const)('%s (%s) for %j', (code, field, sent) => {
  const [issue, ...others] = checkEvent(version, sent)
  expect(others).toEqual([])
  expect(issue).toMatchObject({
    code,
    expected: expect.stringMatching(/./),
    received: expect.stringMatching(/./),
    message: expect.stringContaining(' must be '),
  })
  expect(issue?.field).toBe(field)
})

test('an ID is any UUID but the nil one, in either case', () => {
  for (const id of ['018f3c5e-7d2a-7b1c-8a3e-0123456789ab', '018F3C5E-7D2A-7B1C-8A3E-0123456789AB', '00000000-0000-0000-0000-000000000001'])
    expect(isEventId(id)).toBe(true)
  for (const id of [
    '',
    '018f3c5e7d2a7b1c8a3e0123456789ab',
    '{018f3c5e-7d2a-7b1c-8a3e-0123456789ab}',
    '018f3c5e-7d2a-7b1c-8a3e-0123456789ag',
    '018f3c5e-7d2a-7b1c-8a3e-0123456789ab0',
    '0018f3c5e-7d2a-7b1c-8a3e-0123456789ab',
    ['018f3c5e-7d2a-7b1c-8a3e-0123456789ab'],
    5,
    null,
  ])
    expect(isEventId(id)).toBe(false)
})

test('an event has at most 32 KiB as UTF-8, counted in bytes and not in characters', () => {
  const filled = (length: number, char = 'x') => ({ ...event, title: char.repeat(length) })
  const free = MAX_EVENT_BYTES - byteLength(filled(0))
  expect(checkEnvelope(filled(free))).toEqual([])
  expect(checkEnvelope(filled(free + 1))).toMatchObject([
    { code: 'event_too_large', expected: 'at most 32768 bytes', received: '32769 bytes' },
  ])
  expect(checkEnvelope(filled(Math.ceil(free / 2) + 1, 'é'))).toMatchObject([{ code: 'event_too_large' }])
})

test.each<[what: string, made: (count: number) => object]>([
  ['characters that JSON escapes', (count) => ({ more: '\u001f'.repeat(count) })],
  ['characters of three bytes', (count) => ({ more: '注'.repeat(count) })],
  ['a long key', (count) => ({ ['k'.repeat(count)]: 1 })],
  ['many keys', (count) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}k`, '']))],
  ['numbers', (count) => ({ more: Array(count).fill(-2.2250738585072014e-308) })],
  ['lists', (count) => ({ more: Array(count).fill([]) })],
  ['what turns into text by itself', (count) => ({ more: { toJSON: () => 'x'.repeat(count) } })],
])('32 KiB are counted in %s as well', (_, made) => {
  const filled = (count: number) => ({ ...event, fields: made(count) })
  let [fits, tooMany] = [0, MAX_EVENT_BYTES]
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1
    if (byteLength(filled(middle)) > MAX_EVENT_BYTES) tooMany = middle
    else fits = middle
  }
  expect(fits).toBeGreaterThan(0)
  expect(checkEnvelope(filled(fits))).toEqual([])
  expect(checkEnvelope(filled(tooMany))).toMatchObject([{ code: 'event_too_large', received: `${byteLength(filled(tooMany))} bytes` }])
})

test('nesting is counted level by level, however deep it goes', () => {
  const nested = (levels: number): unknown => {
    let value: unknown = 1
    for (let level = 0; level < levels; level++) value = level % 2 ? [value] : { value }
    return value
  }
  expect(nestsDeeperThan(8, nested(8))).toBe(false)
  expect(nestsDeeperThan(8, nested(9))).toBe(true)
  expect(nestsDeeperThan(1, { nothing: null, text: 'x', number: 1 })).toBe(false)
  expect(nestsDeeperThan(8, nested(100_000))).toBe(true)
  expect(checkEvent(version, { ...event, fields: nested(100_000) })).toMatchObject([{ code: 'event_invalid', received: 'more' }])
})

test('an event with hundreds of faults gets 20 issues, and no field name longer than a key may be', () => {
  const fields = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${'k'.repeat(70)}${index}`, 1]))
  const issues = checkEvent(version, { ...event, fields })
  expect(issues).toHaveLength(20)
  for (const { field } of issues) expect([...(field ?? '')].length).toBeLessThanOrEqual(65)
})

test.each([
  [null, 'event must be an object, received nothing'],
  [[event], 'event must be an object, received list'],
  [{ ...event, more: [[[[[[[[1]]]]]]]] }, 'event must be at most 8 levels of nesting, received more'],
  [{ ...event, id: undefined }, 'id must be a UUID, received nothing'],
  [{ ...event, occurredAt: 5 }, 'occurredAt must be a time stamp like 2026-11-23T10:00:00Z, received number'],
  [{ ...event, version: 'order-created' }, 'version must be <discriminator>@<number>, received text of 13 characters'],
  [{ ...event, version: 3 }, 'version must be <discriminator>@<number>, received number'],
  [{ ...event, visitorId: '' }, 'visitorId must be text of 1 to 64 characters, received text of 0 characters'],
  [{ ...event, visitorId: {} }, 'visitorId must be text of 1 to 64 characters, received object'],
  [{ ...event, page: [] }, 'page must be an object, received list'],
  [{ ...event, page: { url: 'x'.repeat(4097) } }, 'page.url must be text of at most 4096 characters, received text of 4097 characters'],
  [{ ...event, consent: 'all' }, 'consent must be an object with purposes (analytics, marketing) and at, a time stamp, received text'],
  [
    { ...event, consent: { purposes: [5] } },
    'consent must be an object with purposes (analytics, marketing) and at, a time stamp, received other purposes',
  ],
  [
    { ...event, consent: { purposes: [] } },
    'consent must be an object with purposes (analytics, marketing) and at, a time stamp, received at as nothing',
  ],
  [{ ...event, fields: 'none' }, 'fields must be an object, received text'],
])('what every event has is refused in full words: %j', (sent, message) => {
  expect(checkEnvelope(sent).map((issue) => issue.message)).toEqual([message])
})

test('a version ID of another form is an unknown version', () => {
  for (const version of ['order-created', 'order-created@0', 3, undefined])
    expect(checkEnvelope({ ...event, version })).toMatchObject([{ code: 'version_unknown', field: 'version' }])
})

test('of an event that is too large the rest is told too, of one that is no object nothing else', () => {
  const large = { ...event, id: 'A-1', title: 'x'.repeat(MAX_EVENT_BYTES) }
  expect(checkEnvelope(large).map(({ code }) => code)).toEqual(['event_too_large', 'id_invalid'])
  expect(checkEnvelope({ ...large, title: [[[[[[[[1]]]]]]]] }).map(({ code }) => code)).toEqual(['event_invalid'])
})

test('text is well-formed, and its length is counted in UTF-16 code units, both ends included', () => {
  for (const text of ['a', 'abc', '😀a']) expect(isText(text, 1, 3)).toBe(true)
  for (const other of ['', 'abcd', '😀😀', '\ud800', 5, null, ['a']]) expect(isText(other, 1, 3)).toBe(false)
})
