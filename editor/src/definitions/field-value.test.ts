import { fieldTypes } from '@milepost/sdk/contract'
import { expect, test } from 'vitest'
import { fieldValueText, fromLocalInput, readFieldValue, toLocalInput } from './field-value.js'

test.each(fieldTypes.map(({ type, example }) => [type, example] as const))('the example of %s is read as it was', (type, example) => {
  expect(readFieldValue(type, fieldValueText(example))).toEqual(example)
})

test.each([
  ['number', '', undefined],
  ['number', '12', 12],
  ['number', '1.5', '1.5'],
  ['number', 'many', 'many'],
  ['decimal', '12,5', '12,5'],
  ['boolean', 'false', false],
  ['boolean', 'no', 'no'],
  ['text', '12', '12'],
])('%s %j is read as %j', (type, text, value) => {
  expect(readFieldValue(type, text)).toBe(value)
})

test('an instant survives the control for local time', () => {
  expect(fromLocalInput(toLocalInput('2026-11-23T10:00:05Z'))).toBe('2026-11-23T10:00:05.000Z')
})

test.each(['', 'soon'])('%j is no instant', (text) => {
  expect([toLocalInput(text), fromLocalInput(text)]).toEqual(['', ''])
})
