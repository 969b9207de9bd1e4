import type { DefinitionVersion } from '@milepost/sdk/contract'
import { expect, test } from 'vitest'
import { type Pasted, readPasted } from './read-pasted.js'

const version: Pick<DefinitionVersion, 'id' | 'fields'> = {
  id: 'order-created@4',
  fields: [{ key: 'total', name: 'Total', type: 'decimal', required: true }],
}
const fields = { source: 'Website', total: 1.5 }
const event = { id: '0190d5a0-0000-7000-8000-000000000001', version: 'order-created@4', occurredAt: '2026-11-23T10:00:00Z', fields }

/** What was found, shortly: how each event was taken and the codes of its issues. */
const told = (pasted: Pasted) =>
  pasted.kind === 'events' ? pasted.events.map(({ as, issues }) => [as, ...issues.map(({ code }) => code)].join(' ')) : pasted.kind

test.each([
  ['nothing at all', '  \n', 'nothing'],
  ['a call in code', "milepost('order-created', {})", 'unreadable'],
  ['a list of nothing', '[]', 'unreadable'],
  ['a whole event', JSON.stringify(event), ['event']],
  ['only its fields', JSON.stringify(fields), ['fields']],
  ['fields that are wrong', '{"total":"1"}', ['fields source_missing field_type']],
  ['several', JSON.stringify([event, { ...event, id: 'x' }]), ['event', 'event id_invalid']],
  ['a whole request', JSON.stringify({ writeKey: 'wk_1', events: [event] }), ['event']],
  ['a number', '7', ['event event_invalid']],
  ['a field called fields', '{"source":"API","total":1,"fields":"x"}', ['fields field_unknown']],
])('%s', (_, text, expected) => {
  expect(told(readPasted(text, version))).toEqual(expected)
})

test('an event of an earlier version is checked under this one, and says so', () => {
  const pasted = readPasted(JSON.stringify({ ...event, version: 'order-created@2' }), version)
  expect(pasted).toEqual({ kind: 'events', events: [{ as: 'event', issues: [], names: 'order-created@2' }] })
})

test('an event of another custom event is refused', () => {
  expect(told(readPasted(JSON.stringify({ ...event, version: 'order-paid@4' }), version))).toEqual(['event version_unknown'])
})
