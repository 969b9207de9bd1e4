import { expect, test } from 'vitest'
import { changedKeys } from './changed-keys.js'

test.each([
  [{ a: 1 }, { a: 1 }, [], []],
  [{ a: '1' }, { a: 1 }, ['a'], ['a']],
  [{ a: 1 }, { b: 1 }, ['a'], ['b']],
  [{ a: 1, b: [1] }, { b: [1] }, ['a'], []],
  [{}, { source: 'x' }, [], ['source']],
])('from %o to %o', (before, after, gone, made) => {
  const changed = changedKeys(before, after)
  expect([[...changed.gone], [...changed.made]]).toEqual([gone, made])
})
