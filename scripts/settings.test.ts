import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root, settings, varNames } from './settings.ts'

const toml =
  'name = "x"\n\n[vars] # what may be changed\n# Seconds\nEDIT_LOCK_SECONDS = "3600"\nPUBLIC_URL = ""\n\n[[d1_databases]]\nbinding = "DB"\n'

test('nothing set gives the defaults', () => {
  expect(settings({}, toml)).toEqual({ state: join(root, '.milepost'), port: 8787, demoPort: 8788, vars: {} })
})

test('the environment chooses ports, state folder and the variables of the Worker, and nothing else', () => {
  const env = { PORT: '9000', MILEPOST_STATE: '/tmp/m', EDIT_LOCK_SECONDS: '5', PUBLIC_URL: '', binding: 'no', HOME: '/root' }
  expect(settings(env, toml)).toEqual({ state: '/tmp/m', port: 9000, demoPort: 9001, vars: { EDIT_LOCK_SECONDS: '5' } })
  expect(settings({ PORT: '65535' }, toml).demoPort).toBe(65534)
  expect(settings({ DEMO_PORT: '7000' }, toml)).toMatchObject({ port: 8787, demoPort: 7000 })
})

test.each([
  [{ PORT: '0' }, 'PORT must be a port number from 1 to 65535, received "0".'],
  [{ PORT: '65536' }, 'PORT must be'],
  [{ PORT: '80.5' }, 'PORT must be'],
  [{ DEMO_PORT: 'http' }, 'DEMO_PORT must be a port number from 1 to 65535, received "http".'],
  [{ PORT: '9000', DEMO_PORT: '9000' }, 'PORT and DEMO_PORT are both 9000'],
])('a wrong port is refused by name: %j', (env, message) => {
  expect(() => settings(env, toml)).toThrow(message)
})

test('the names of the vars table are read to its end', () => {
  expect(varNames(toml)).toEqual(['EDIT_LOCK_SECONDS', 'PUBLIC_URL'])
  expect(varNames('[vars]\nA = 1')).toEqual(['A'])
  expect(varNames('name = "x"')).toEqual([])
})

test('the variables of this project are among those that pass through', () => {
  expect(settings({ EDIT_LOCK_SECONDS: '7' }).vars).toEqual({ EDIT_LOCK_SECONDS: '7' })
})
