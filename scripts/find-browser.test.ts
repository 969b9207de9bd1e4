import { expect, test } from 'vitest'
import { findBrowser, installCommand } from './find-browser.ts'

const search = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv, ...present: string[]) =>
  findBrowser({ platform, env, isExecutable: (file) => present.includes(file) })

test.each<[string, NodeJS.Platform, NodeJS.ProcessEnv, string]>([
  [
    'where MILEPOST_CHROMIUM points',
    'linux',
    { MILEPOST_CHROMIUM: '/my/chromium', CHROME_PATH: '/other', PATH: '/usr/bin' },
    '/my/chromium',
  ],
  ['where CHROME_PATH points', 'linux', { CHROME_PATH: '/other' }, '/other'],
  ['on the PATH', 'linux', { PATH: '/a:/b' }, '/b/google-chrome'],
  ['in the usual place on Linux', 'linux', { PATH: '/a' }, '/usr/bin/chromium'],
  ['in the usual place on macOS', 'darwin', { HOME: '/Users/ada' }, '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
  ['in the home folder on macOS', 'darwin', { HOME: '/Users/ada' }, '/Users/ada/Applications/Chromium.app/Contents/MacOS/Chromium'],
  ['on the PATH on Windows', 'win32', { PATH: 'C:\\a;C:\\b' }, 'C:\\b\\chrome.exe'],
  [
    'in the usual place on Windows',
    'win32',
    { PROGRAMFILES: 'C:\\Program Files' },
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ],
])('a browser is found %s', (_, platform, env, path) => {
  expect(search(platform, env, path)).toEqual({ path })
})

test('a variable that points nowhere ends the search', () => {
  expect(search('linux', { MILEPOST_CHROMIUM: '/gone', PATH: '/usr/bin' }, '/usr/bin/chromium')).toEqual({
    lookedAt: ['MILEPOST_CHROMIUM=/gone'],
  })
})

test('a search without success tells where it looked', () => {
  const { lookedAt } = search('linux', { PATH: '/usr/bin' }) as { lookedAt: string[] }
  expect(lookedAt[0]).toBe('MILEPOST_CHROMIUM and CHROME_PATH (not set)')
  expect(lookedAt[1]).toContain('the PATH, for chromium, ')
  expect(lookedAt).toContain('/snap/bin/chromium')
})

test.each<[NodeJS.Platform, string]>([
  ['linux', 'sudo apt-get install chromium'],
  ['darwin', 'brew install --cask chromium'],
  ['win32', 'winget install Google.Chrome'],
])('there is one command that helps on %s', (platform, command) => {
  expect(installCommand(platform)).toBe(command)
})
