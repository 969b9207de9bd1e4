import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { collector, orderCreated, post, ready, START } from '../../test/collector.js'
import { dump } from '../../test/dump.js'
import { newIntegration, rowsOf } from '../../test/identify.js'
import type { Subject } from '../profiles/identifier.js'
import { eraseProfile } from '../store/erase.js'
import { hideNames } from './hide-names.js'
import type { Channel } from './sender.js'

const ada: Subject = { kind: 'email', value: 'ada@shop.example' }
const browser: Subject = { kind: 'visitor', value: 'v-1' }

describe('hides by whom an event cannot be found', () => {
  test.each<[what: string, channel: Channel, subject: Subject | null, names: object, kept: object]>([
    ['a page’s visitor stays', 'web', browser, { visitorId: 'v-1' }, { visitorId: 'v-1' }],
    ['what is no visitor ID stays', 'web', null, { visitorId: 5 }, { visitorId: 5 }],
    ['a page’s profile', 'web', browser, { visitorId: 'v-1', profile: { email: 'ada' } }, { visitorId: 'v-1', profile: { email: '…' } }],
    ['an integration’s one identifier stays', 'integration', ada, { profile: { email: 'Ada@…' } }, { profile: { email: 'Ada@…' } }],
    ['one that cannot be read stays', 'integration', null, { profile: { mobile: '070' } }, { profile: { mobile: '070' } }],
    [
      'a visitor beside it',
      'integration',
      ada,
      { profile: { email: 'ada' }, visitorId: 'v' },
      { profile: { email: 'ada' }, visitorId: '…' },
    ],
    ['two identifiers', 'integration', null, { profile: { email: 'a', crmId: 'C' } }, { profile: { email: '…', crmId: '…' } }],
    ['one of no kind, and its name', 'integration', null, { profile: { 'ada@x': 1 } }, { profile: { '…': '…' } }],
    ['one that is no text', 'integration', null, { profile: { email: ['ada'] } }, { profile: { email: '…' } }],
    ['one that stands alone', 'integration', null, { profile: 'ada@shop.example' }, { profile: '…' }],
    ['a list', 'integration', null, { profile: ['ada'] }, { profile: { '…': '…' } }],
    ['nothing where nothing is', 'integration', null, { profile: null, visitorId: null }, { profile: null, visitorId: null }],
  ])('%s', (_, channel, subject, names, kept) => {
    const event = (changes: object) => JSON.stringify({ id: 'x', ...changes, fields: { email: 'ada' } })
    expect(JSON.stringify(hideNames(JSON.parse(event(names)), subject, channel))).toBe(event(kept))
  })

  test.each([[null], [5], ['ada'], [[{ profile: 'ada' }]]])('leaves what is no event alone: %j', (value) => {
    expect(hideNames(value, null, 'integration')).toEqual(value)
  })

  test('leaves keys that a prototype has alone', () => {
    const text = '{"__proto__":{"x":1},"constructor":2,"profile":{"__proto__":"ada"}}'
    expect(JSON.stringify(hideNames(JSON.parse(text), null, 'web'))).toBe('{"__proto__":{"x":1},"constructor":2,"profile":{"…":"…"}}')
  })
})

test('who is named beside another in a rejected event is nowhere once erased, by whichever name', async () => {
  const { section } = await ready()
  const fresh = collector()
  const report = await newIntegration(fresh, section)
  const both = { email: 'both-ada@shop.example', crmId: 'both-C-1' }
  const { body } = await report({
    events: [
      orderCreated({ profile: both }),
      orderCreated({ profile: { email: both.email }, visitorId: 'both-v-1' }),
      orderCreated({ profile: { userId: both.crmId } }),
    ],
  })
  await post(fresh, { writeKey: section.writeKey, events: [orderCreated({ visitorId: 'both-v-1', profile: both })] })
  expect(body.rejected).toBe(3)
  expect(await rowsOf(section, 'select subject from quarantine where section_id = ? order by seq')).toEqual([
    { subject: null },
    { subject: `email:${both.email}` },
    { subject: null },
    { subject: 'visitor:both-v-1' },
  ])
  const traces = async () => [...(await dump((row) => JSON.stringify(row).includes('both-')))].map(([table, rows]) => [table, rows.length])
  expect(await traces()).toEqual([['quarantine', 2]])
  for (const reference of [
    { kind: 'crmId', value: both.crmId },
    { kind: 'email', value: both.email },
    { kind: 'visitor', value: 'both-v-1' },
  ] as const)
    await eraseProfile(env.DB, { sectionId: section.id, reference, erasedAt: new Date(START).toISOString(), erasedBy: 'token' })
  expect(await traces()).toEqual([])
})
