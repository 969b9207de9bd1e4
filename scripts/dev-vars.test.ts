import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { adminToken } from './dev-vars.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'milepost-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const file = () => join(folder, '.dev.vars')

test('a missing file is made with a random token that only its owner can read', () => {
  const token = adminToken(file())
  expect(token).toMatch(/^[\w-]{43}$/)
  expect(readFileSync(file(), 'utf8')).toContain(`ADMIN_TOKEN="${token}"`)
  expect(statSync(file()).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['.dev.vars'])
})

test('a second call gives the same token', () => {
  expect(adminToken(file())).toBe(adminToken(file()))
})

test.each([
  ['quoted', 'ADMIN_TOKEN="my token"', 'my token'],
  ['bare', 'OTHER=1\nADMIN_TOKEN=abc # mine\n', 'abc'],
  ['in single quotes', "ADMIN_TOKEN='abc'", 'abc'],
  ['exported', 'export ADMIN_TOKEN=abc', 'abc'],
])('an existing file is read and left as it is: %s', (_, text, token) => {
  writeFileSync(file(), text)
  expect(adminToken(file())).toBe(token)
  expect(readFileSync(file(), 'utf8')).toBe(text)
})

test.each(['', 'OTHER=1', 'ADMIN_TOKEN=', 'ADMIN_TOKEN=""', '# ADMIN_TOKEN=abc'])(
  'a file without a token is an error that names it: %j',
  (text) => {
    writeFileSync(file(), text)
    expect(() => adminToken(file())).toThrow(`${file()} holds no ADMIN_TOKEN`)
    expect(readFileSync(file(), 'utf8')).toBe(text)
  },
)
