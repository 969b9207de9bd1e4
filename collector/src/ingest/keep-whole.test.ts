import { MAX_BODY_BYTES } from '@milepost/sdk/contract'
import { expect, test } from 'vitest'
import { keepWhole } from './keep-whole.js'

test('keeps an event as it was sent', () => {
  const text = '{"id":5,"fields":{"a":[1,null,"</script>",{"__proto__":{"x":1},"constructor":2}]}}'
  expect(keepWhole(JSON.parse(text))).toBe(text)
})

test.each([
  ['null', null],
  ['a number', 5],
  ['a text', 'x'],
  ['a list', []],
])('keeps what is no event at all: %s', (_, value) => {
  expect(JSON.parse(keepWhole(value))).toEqual(value)
})

test('keeps 32 levels and marks what nests deeper', () => {
  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
  expect(keepWhole(JSON.parse(nested(32)))).toBe(nested(32))
  expect(keepWhole(JSON.parse(nested(100_000)))).toBe(`${'['.repeat(32)}"…"${']'.repeat(32)}`)
})

test('keeps the start of an event whose numbers outgrow a body', () => {
  const event = JSON.parse(`[${'1e20,'.repeat(100_000)}0]`)
  const kept: unknown = JSON.parse(keepWhole(event))
  const start = `[${'100000000000000000000,'.repeat(10_000)}`.slice(0, MAX_BODY_BYTES / 4)
  expect(kept).toBe(`${start}…`)
})
