import { expect, test } from 'vitest'
import { countTicks, labelsWithRoom } from './chart-axes.js'

test.each([
  [0, [0, 1, 2, 3, 4]],
  [1, [0, 1, 2, 3, 4]],
  [4, [0, 1, 2, 3, 4]],
  [5, [0, 2, 4, 6, 8]],
  [40, [0, 10, 20, 30, 40]],
  [41, [0, 15, 30, 45, 60]],
  [330, [0, 85, 170, 255, 340]],
  [1_000_000, [0, 250_000, 500_000, 750_000, 1_000_000]],
])('a highest bar of %i is read from lines at %j', (most, ticks) => {
  expect(countTicks(most)).toEqual(ticks)
})

test.each([
  ['all of them where there is room', 20, 5, [10, 50, 90, 130, 160, 190]],
  ['the last one, and those from the first one on that fit', 50, 5, [25, 90, 175]],
  ['the last one alone where one fits', 150, 5, [125]],
])('shows %s', (_, width, gap, middles) => {
  const labels = [10, 50, 90, 130, 160, 195].map((middle) => ({ text: String(middle), middle, width }))
  expect(labelsWithRoom(labels, 0, 200, gap).map(({ middle }) => middle)).toEqual(middles)
})

test('shows no label where there is none', () => {
  expect(labelsWithRoom([], 0, 200, 5)).toEqual([])
})
