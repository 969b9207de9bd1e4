import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { install, isInstalled } from './install.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'milepost-'))
  for (const path of Object.keys(wanted)) mkdirSync(join(folder, path), { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true }))

const wanted = {
  '': { version: '0.1.0' },
  'node_modules/hono': { version: '4.0.0' },
  'node_modules/@esbuild/other-machine': { version: '1.0.0', optional: true },
  'node_modules/@milepost/sdk': { link: true },
}
const present = { 'node_modules/hono': { version: '4.0.0' }, 'node_modules/@milepost/sdk': { link: true } }
const write = (name: string, packages: object) => writeFileSync(join(folder, name), JSON.stringify({ packages }))

const lockfile = 'package-lock.json'
const installed = 'node_modules/.package-lock.json'

test.each<[string, object, boolean]>([
  ['all that the lockfile asks for', present, true],
  ['an optional package too', { ...present, 'node_modules/@esbuild/other-machine': { version: '1.0.0' } }, true],
  ['an optional package of another version', { ...present, 'node_modules/@esbuild/other-machine': { version: '2.0.0' } }, false],
  ['a package of another version', { ...present, 'node_modules/hono': { version: '3.0.0' } }, false],
  ['one package too few', { 'node_modules/hono': { version: '4.0.0' } }, false],
  ['one package too many', { ...present, 'node_modules/left-over': { version: '1.0.0' } }, false],
])('a checkout that has %s installed is judged rightly', (_, packages, expected) => {
  write(lockfile, wanted)
  write(installed, packages)
  expect(isInstalled(folder)).toBe(expected)
})

test('a package whose folder is gone counts as missing', () => {
  write(lockfile, wanted)
  write(installed, present)
  rmSync(join(folder, 'node_modules/hono'), { recursive: true })
  expect(isInstalled(folder)).toBe(false)
})

test('without npm’s own mark nothing counts as installed', () => {
  write(lockfile, wanted)
  expect(isInstalled(folder)).toBe(false)
})

test('a missing lockfile is an error', () => {
  expect(() => isInstalled(folder)).toThrow('package-lock.json is missing')
})

test('of two installations at once only one runs', async () => {
  write(lockfile, wanted)
  let runs = 0
  const run = async () => {
    runs++
    await new Promise((resolve) => setImmediate(resolve))
    write(installed, present)
  }
  await Promise.all([install(folder, run), install(folder, run)])
  expect(runs).toBe(1)
})

test('a failed installation is told and the next one tries again', async () => {
  write(lockfile, wanted)
  await expect(install(folder, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network')
  await install(folder, async () => write(installed, present))
  expect(isInstalled(folder)).toBe(true)
})

test.each<[string, object | undefined, string[], string[]]>([
  ['nothing is installed', undefined, ['ci'], ['ci']],
  ['something else is installed', {}, ['install --no-save'], ['install --no-save']],
  ['adding what is missing did not suffice', {}, ['ci'], ['install --no-save', 'ci']],
])('when %s, npm is run as it should', async (_, before, succeeding, expected) => {
  write(lockfile, wanted)
  if (before) write(installed, before)
  const runs: string[] = []
  await install(folder, async (_root, args) => {
    runs.push(args.join(' '))
    if (succeeding.includes(args.join(' '))) write(installed, present)
  })
  expect(runs).toEqual(expected)
})

test('an installation that does not fit the lockfile is an error', async () => {
  write(lockfile, wanted)
  await expect(install(folder, async () => {})).rejects.toThrow('something else than package-lock.json asks for')
})
