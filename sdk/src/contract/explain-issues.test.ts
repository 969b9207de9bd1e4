import { describe, expect, test } from 'vitest'
import { explainIssues } from './explain-issues.js'
import { type IssueCode, issue } from './issue.js'

const explained = (code: IssueCode, expected: string, fields?: unknown, field = 'total') =>
  explainIssues([issue(code, field, expected, 'short')], fields).map(({ message }) => message)

test.each<[what: string, code: IssueCode, expected: string, value: unknown, message: string]>([
  ['a kind', 'field_type', 'decimal', '1', 'must be a number with decimals, received text'],
  ['a number that no type takes', 'field_type', 'number', 2 ** 53, 'must be a whole number, received 9007199254740992'],
  ['a list', 'field_type', 'boolean', [], 'must be true or false, received list'],
  ['ill-formed text', 'field_type', 'text', '\udfff', 'must be text, received ill-formed text'],
  ['a text that is too long', 'field_too_long', 'text', '😀'.repeat(4097), 'must be at most 4096 characters, received 4097 characters'],
  ['a list that is too long for a text', 'field_too_long', 'text', [], 'must be at most 4096 characters, received list'],
  ['nothing', 'field_required', 'date', undefined, 'must be a date like 2026-11-23, received nothing'],
  ['what nobody asked for', 'field_unknown', 'absent', 5, 'must be absent, received number'],
  ['no source', 'source_missing', 'text', null, 'must be text of 1 to 255 characters, received nothing'],
  ['an empty source', 'source_invalid', 'text', '', 'must be text of 1 to 255 characters, received 0 characters'],
  ['an ill-formed source', 'source_invalid', 'text', 'a\ud800', 'must be text of 1 to 255 characters, received ill-formed text'],
  ['a source that is no text', 'source_invalid', 'text', 5, 'must be text of 1 to 255 characters, received number'],
])('%s is told in full', (_, code, expected, value, message) => {
  expect(explained(code, expected, { total: value })).toEqual([`total ${message}`])
})

test('code and field stay as they are, with what the message says', () => {
  expect(explainIssues([issue('field_type', 'total', 'decimal', 'text')], { total: [] })).toEqual([
    {
      code: 'field_type',
      field: 'total',
      expected: 'decimal',
      received: 'list',
      message: 'total must be a number with decimals, received list',
    },
  ])
})

test('an issue that says nothing of what was expected is told without', () => {
  expect(explainIssues([{ code: 'field_type', field: 'a', message: '' }], { a: 1 })).toMatchObject([{ expected: '', received: 'number' }])
})

test('what is not about a value of a field is left as it is', () => {
  for (const one of [
    issue('event_too_large', undefined, 'at most 32768 bytes', '40000 bytes'),
    issue('field_type', undefined, 'decimal', 'text'),
    issue('id_invalid', 'id', 'a UUID', 'text'),
    // Its code has the word, but does not begin with it.
    { ...issue('id_invalid', 'id', 'a UUID', 'text'), code: 'no_field_type' as IssueCode },
  ])
    expect(explainIssues([one], { id: 5 })).toEqual([one])
})

describe('values that are not there to be looked at', () => {
  test.each([[undefined], [null], ['text'], [Object.create({ total: 5 })]])('%j', (fields) => {
    expect(explained('field_type', 'decimal', fields)).toEqual(['total must be a number with decimals, received nothing'])
  })

  test('among them what every object inherits', () => {
    expect(explained('field_type', 'text', {}, 'toString')).toEqual(['toString must be text, received nothing'])
    expect(explained('field_type', 'text', 'text', 'length')).toEqual(['length must be text, received nothing'])
  })
})

test('a name of a field that is longer than a key may be is cut, between characters', () => {
  const named = (field: string) => explainIssues([issue('field_unknown', field, 'absent', 'text')], {}).map((one) => one.field)
  expect(named('k'.repeat(64))).toEqual(['k'.repeat(64)])
  expect(named('k'.repeat(65))).toEqual([`${'k'.repeat(64)}…`])
  expect(named('😀'.repeat(70))).toEqual([`${'😀'.repeat(64)}…`])
})

test('20 issues are told, and no more', () => {
  const many = Array.from({ length: 21 }, (_, index) => issue('field_unknown', `f${index}`, 'absent', 'text'))
  expect(explainIssues(many.slice(1), {})).toHaveLength(20)
  expect(explainIssues(many, {}).map(({ field }) => field)).toEqual(many.slice(0, 20).map(({ field }) => field))
})
