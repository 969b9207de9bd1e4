import { fillSources } from '@milepost/snippet-generator'
import { expect, test } from 'vitest'
import { type FillEntry, fillsOf } from './fill-form.js'

const fields = [
  { key: 'source', type: 'text' },
  { key: 'total', type: 'decimal' },
]

test.each<[string, Record<string, FillEntry>, object]>([
  ['nothing', {}, {}],
  ['a placeholder', { total: { from: '', members: {} } }, {}],
  ['a constant of the type', { total: { from: 'constant', members: { value: '12.5' } } }, { total: { from: 'constant', value: 12.5 } }],
  [
    'a constant that is no number, to be told so',
    { total: { from: 'constant', members: { value: 'x' } } },
    { total: { from: 'constant', value: 'x' } },
  ],
  ['the source field', { source: { from: 'constant', members: { value: 'Shop' } } }, { source: { from: 'constant', value: 'Shop' } }],
  ['what is not complete', { total: { from: 'dataLayer', members: { path: ' ' } } }, {}],
  [
    'an optional member left out',
    { total: { from: 'selector', members: { selector: '#total', attribute: '' } } },
    { total: { from: 'selector', selector: '#total' } },
  ],
  [
    'an optional member given',
    { total: { from: 'selector', members: { selector: '#total', attribute: 'data-total' } } },
    { total: { from: 'selector', selector: '#total', attribute: 'data-total' } },
  ],
  [
    'members of another source, still there from before',
    { total: { from: 'urlParameter', members: { name: 'sum', path: 'a.b' } } },
    { total: { from: 'urlParameter', name: 'sum' } },
  ],
  ['a field of another version', { gone: { from: 'constant', members: { value: 'x' } } }, {}],
  ['a source that there is not', { total: { from: 'stars', members: { value: 'x' } } }, {}],
])('%s', (_, entries, expected) => {
  expect(fillsOf(entries, fields, fillSources)).toEqual(expected)
})
