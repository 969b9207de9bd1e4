import { expect, test } from 'vitest'
import type { Recent, RecentPage } from '../api/recent.js'
import { arrivalsOf, MAX_KEPT, reaches, withNewest, withOlder } from './arrivals.js'

const accepted = (id: number, receivedAt = id): Recent =>
  ({ status: 'accepted', id: String(id), receivedAt: String(receivedAt) }) as unknown as Recent
const rejected = (event: string, firstReceivedAt: number, receivedAt = firstReceivedAt): Recent =>
  ({ status: 'rejected', id: null, event, firstReceivedAt: String(firstReceivedAt), receivedAt: String(receivedAt) }) as unknown as Recent
const page = (items: Recent[], nextCursor: string | null = 'more'): RecentPage => ({ items, nextCursor }) as RecentPage
const ids = ({ list }: { list: readonly { row: Recent; gapAfter?: boolean }[] }) =>
  list.map(({ row, gapAfter }) => `${row.status === 'accepted' ? row.id : row.event}${gapAfter ? '…' : ''}`)

test('new rows come first, known ones stay once', () => {
  const known = arrivalsOf(page([accepted(3), accepted(2)], 'older'))
  const next = withNewest(known, [page([accepted(5), accepted(4), accepted(3)])])
  expect(ids(next)).toEqual(['5', '4', '3', '2'])
  expect(next.olderCursor).toBe('older')
})

test('a page that does not reach what is known marks the gap', () => {
  const known = arrivalsOf(page([accepted(2), accepted(1)]))
  expect(ids(withNewest(known, [page([accepted(9), accepted(8)])]))).toEqual(['9', '8…', '2', '1'])
})

test('a second page closes the gap', () => {
  const known = arrivalsOf(page([accepted(2), accepted(1)]))
  const pages = [page([accepted(5), accepted(4)]), page([accepted(3), accepted(2)])]
  expect(pages.map((entry) => reaches(known, entry))).toEqual([false, true])
  expect(ids(withNewest(known, pages))).toEqual(['5', '4', '3', '2', '1'])
})

test('the last page of all has no gap behind it', () => {
  expect(ids(withNewest(arrivalsOf(page([accepted(1)])), [page([accepted(2)], null)]))).toEqual(['2', '1'])
})

test('a rejected row that was sent again moves to the front and closes no gap', () => {
  const known = arrivalsOf(page([accepted(2), rejected('a', 1)]))
  const again = page([rejected('a', 1, 9), accepted(8)])
  expect(reaches(known, again)).toBe(false)
  expect(ids(withNewest(known, [again]))).toEqual(['a', '8…', '2'])
})

test('rejected rows without an ID are told apart by their text', () => {
  expect(ids(withNewest(arrivalsOf(page([rejected('a', 1)])), [page([rejected('b', 1), rejected('a', 1)])]))).toEqual(['b', 'a'])
})

test('an empty list takes what comes', () => {
  const next = withNewest(arrivalsOf(page([], null)), [page([accepted(1)], 'older')])
  expect([ids(next), next.olderCursor]).toEqual([['1'], 'older'])
})

test('older rows are appended, once', () => {
  const next = withOlder(arrivalsOf(page([accepted(3), accepted(2)])), page([accepted(2), accepted(1)], null))
  expect([ids(next), next.olderCursor]).toEqual([['3', '2', '1'], null])
})

test('the list keeps the newest rows only', () => {
  const many = Array.from({ length: MAX_KEPT }, (_, index) => accepted(MAX_KEPT - index))
  const next = withNewest(arrivalsOf(page(many, 'older')), [page([accepted(MAX_KEPT + 1), accepted(MAX_KEPT)])])
  expect([next.list.length, ids(next)[0], next.olderCursor]).toEqual([MAX_KEPT, String(MAX_KEPT + 1), null])
})
