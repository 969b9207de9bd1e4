import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isOutdated } from './build-rooms.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'milepost-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Makes a file that was changed at a second. */
function file(name: string, second: number): string {
  const path = join(folder, name)
  writeFileSync(path, '')
  utimesSync(path, second, second)
  return path
}

test('a file is outdated when it is missing or one of its sources is younger', () => {
  const made = file('made.js', 10)
  expect(isOutdated(join(folder, 'missing.js'), [])).toBe(true)
  expect(isOutdated(made, [file('younger.js', 11)])).toBe(true)
  expect(isOutdated(made, [file('older.js', 9), join(folder, 'missing.js'), made])).toBe(false)
})
