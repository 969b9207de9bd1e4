import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readJournal, replayJournal, saveJournal } from './erasure-journal.ts'
import type { Management } from './management.ts'

const folder = mkdtempSync(join(tmpdir(), 'milepost-journal-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'journal.jsonl')

const entry = (id: number, hashes = 1) => ({ id: String(id), hashes: Array.from({ length: hashes }, () => 'a'.repeat(64)) })

test('saves every page, for its owner only, and reads it again', async () => {
  const call = (async (_, path) => {
    const after = Number(/cursor=(\d+)/.exec(path)?.[1] ?? 0)
    return { items: [entry(after), entry(after + 1)], nextCursor: after < 4 ? String(after + 2) : null }
  }) as Management
  expect(await saveJournal(call, file)).toBe(6)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readJournal(file).map((line) => JSON.parse(line).id)).toEqual(['0', '1', '2', '3', '4', '5'])
})

test.each(['{}', 'null', '{"id":', '{"id":"a","hashes":1}'])('names the line that is no entry: %s', (line) => {
  writeFileSync(file, `${JSON.stringify(entry(1))}\n${line}\n`)
  expect(() => readJournal(file)).toThrow(`Line 2 of ${file} is no entry`)
})

test('replays in calls of a bounded size, each to its last step, and adds up what was removed', async () => {
  const calls: { entries: { id: string }[]; cursor?: string }[] = []
  const call = (async (_method, _path, body) => {
    const sent = body as (typeof calls)[number]
    calls.push(sent)
    return { checked: 10, removed: { events: 1, parts: 0 }, nextCursor: sent.cursor ? null : 'next' }
  }) as Management
  const lines = [...Array.from({ length: 600 }, (_, id) => entry(id)), entry(600, 10_000), entry(601, 10_000)].map((each) =>
    JSON.stringify(each),
  )
  const told: string[] = []
  expect(await replayJournal(call, lines, (line) => told.push(line))).toEqual({ events: 6, parts: 0 })
  expect(calls.map(({ entries, cursor }) => [entries.length, cursor])).toEqual([
    [500, undefined],
    [500, 'next'],
    [101, undefined],
    [101, 'next'],
    [1, undefined],
    [1, 'next'],
  ])
  expect(new Set(calls.flatMap(({ entries }) => entries.map(({ id }) => id))).size).toBe(602)
  expect(told.at(-1)).toBe('602 of 602 entries replayed')
})
