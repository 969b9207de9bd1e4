import { expect, test } from 'vitest'
import { expectConserved, imbalanceOf } from '../support/conservation.ts'

const balanced = { lost: [], twice: [], unexplained: [], overtold: 0 }

test('what is stored, rejected, dropped or queued makes up what was taken', () => {
  expectConserved({ taken: ['a', 'b', 'c', 'd'], stored: ['a'], rejected: ['b'], queued: ['c', 'a'], dropped: { queue_full: 1 } })
})

test.for([
  { name: 'an event that is nowhere', ledger: { taken: ['a', 'b'], stored: ['a'] }, found: { lost: ['b'] } },
  {
    name: 'fewer told to be dropped than are missing',
    ledger: { taken: ['a', 'b'], stored: [], dropped: { expired: 1 } },
    found: { lost: ['a', 'b'] },
  },
  { name: 'an event with two rows', ledger: { taken: ['a'], stored: ['a', 'a'] }, found: { twice: ['a'] } },
  { name: 'an event that is stored and in quarantine', ledger: { taken: ['a'], stored: ['a'], rejected: ['a'] }, found: { twice: ['a'] } },
  { name: 'a row that nobody sent', ledger: { taken: [], stored: ['a'] }, found: { unexplained: ['a'] } },
  {
    name: 'a loss that is told and has not happened',
    ledger: { taken: ['a'], stored: ['a'], dropped: { expired: 2 } },
    found: { overtold: 2 },
  },
])('$name breaks the law', ({ ledger, found }) => {
  expect(imbalanceOf(ledger)).toEqual({ ...balanced, ...found })
})
