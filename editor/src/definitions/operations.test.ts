import { expect, test } from 'vitest'
import { choiceOf, choices, operationsOf } from './operations.js'

test.each(choices)('%s is read as it was stored, in either order', (choice) => {
  expect(choiceOf(operationsOf(choice))).toBe(choice)
  expect(choiceOf(operationsOf(choice).reverse())).toBe(choice)
})
