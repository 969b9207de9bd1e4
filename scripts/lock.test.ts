import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { holder, takeLock } from './lock.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'milepost-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const file = () => join(folder, 'state', 'start.lock')

test('a lock is held until it is given back', () => {
  const lock = takeLock(file())
  expect(holder(file())).toBe(process.pid)
  expect(takeLock(file())).toEqual({ owner: process.pid })
  lock.release?.()
  expect(readdirSync(join(folder, 'state'))).toEqual([])
  expect(takeLock(file()).release).toBeTypeOf('function')
})

test.each([
  ['of a process that is gone', () => JSON.stringify({ pid: 2 ** 22 + 1 })],
  ['of an earlier process with the same ID', () => readFileSync(file(), 'utf8').replace(/"born":"\d+"/, '"born":"1"')],
  ['cut short', () => '{"pid":'],
])('a lock %s is taken over', (_, stale) => {
  takeLock(file())
  writeFileSync(file(), stale())
  expect(holder(file())).toBeUndefined()
  expect(takeLock(file()).release).toBeTypeOf('function')
  expect(holder(file())).toBe(process.pid)
})
