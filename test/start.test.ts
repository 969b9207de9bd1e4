import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { adminToken } from '../scripts/dev-vars.ts'
import { type CustomEvent, currentVersion, management, type Section } from '../scripts/management.ts'
import { root } from '../scripts/settings.ts'
import { descendants, isRunning } from './support/descendants.ts'
import { freePorts } from './support/free-ports.ts'
import { type RunningCommand, runCommand } from './support/run-command.ts'

const state = mkdtempSync(join(tmpdir(), 'milepost-state-'))
const [port = 0, demoPort = 0, otherPort = 0, otherDemoPort = 0] = await freePorts(4)
const env = { MILEPOST_STATE: state, PORT: String(port), DEMO_PORT: String(demoPort), EDIT_LOCK_SECONDS: '120' }

const running = new Set<RunningCommand>()
afterEach(async () => {
  for (const command of running) command.child.kill('SIGTERM')
  await Promise.all([...running].map(({ ended }) => ended))
  running.clear()
})
afterAll(() => rmSync(state, { recursive: true }))

function run(command: string, change: NodeJS.ProcessEnv = {}): RunningCommand {
  const started = runCommand(command, { ...env, ...change })
  running.add(started)
  return started
}

const lastLines = (command: RunningCommand) => command.output().trimEnd().split('\n').slice(-5)
const sectionId = async (call: ReturnType<typeof management>) =>
  (await call<{ items: { id: string }[] }>('GET', '/v1/sections')).items.map(({ id }) => id)

test('a first start makes a demo, tells what a newcomer needs, and ends without leaving a process behind', {
  timeout: 120_000,
}, async () => {
  const start = run('start')
  await start.printed('First event')
  expect(start.output()).toContain('Applying the database migrations')
  const [setup, editor, demo, api, event] = lastLines(start)
  const [, joinPage = '', setupToken = ''] =
    /^Set-up link {5}(http\S+)#([\w-]{43}) {2}\(once: makes you the administrator\)$/.exec(setup ?? '') ?? []
  expect(joinPage).toBe(`http://127.0.0.1:${port}/editor/join`)
  expect(editor).toBe(`Editor          http://127.0.0.1:${port}/editor/`)
  expect(demo).toBe(`Demo page       http://127.0.0.1:${demoPort}/`)
  expect(api).toMatch(`Management API  http://127.0.0.1:${port}/docs`)
  expect(api).toContain('.dev.vars')
  expect(event).toMatch(/^First event {5}curl /)
  expect(start.output()).not.toContain(adminToken(join(root, '.dev.vars')))

  expect(await (await fetch(joinPage)).text()).toContain('<div id="root">')
  const origin = `http://127.0.0.1:${port}`
  const used = await fetch(`${origin}/api/links/use`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-milepost': 'editor', origin },
    body: JSON.stringify({ token: setupToken, name: 'Ada', email: 'ada@shop.example', password: 'correct horse battery' }),
  })
  expect(await used.json()).toMatchObject({ person: { name: 'Ada', administrator: true } })
  const cookie = used.headers.getSetCookie().map((each) => each.split(';')[0])
  expect(cookie).toEqual([expect.stringMatching(/^milepost=/)])
  const seen = await fetch(`${origin}/api/sections`, { headers: { cookie: cookie.join('; ') } })
  expect(await seen.json()).toMatchObject({ items: [{ name: 'Demo', role: 'owner' }] })

  const out = await fetch(`${origin}/api/auth/sign-out`, {
    method: 'POST',
    headers: { cookie: cookie.join('; '), 'x-milepost': 'editor', origin },
  })
  expect(out.status).toBe(200)
  const page = await fetch(`http://127.0.0.1:${demoPort}/`)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain(`<script async src="http://127.0.0.1:${port}/s/`)

  const [, body = ''] = / -d '([^']*)'$/.exec(event ?? '') ?? []
  const send = () => fetch(`http://127.0.0.1:${port}/v1/events`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  expect(await (await send()).json()).toMatchObject({ accepted: 1, rejected: 0 })
  expect(await (await send()).json()).toMatchObject({ accepted: 0, duplicates: 1 })

  const call = management(`http://127.0.0.1:${port}`, adminToken(join(root, '.dev.vars')))
  const [section] = await sectionId(call)
  const path = `/v1/sections/${section}/custom-events/order-created`
  const { fields } = currentVersion(await call<CustomEvent>('GET', path))
  const edited = await call<{ savedAt: string; usableAt: string }>('PUT', `${path}/fields`, { fields: fields.slice(0, -1) })
  expect(Date.parse(edited.usableAt) - Date.parse(edited.savedAt)).toBe(120_000)

  const reset = run('reset')
  expect(await reset.ended).toBe(1)
  expect(reset.output()).toContain(`Milepost is running (process `)

  const second = run('start', { PORT: String(otherPort), DEMO_PORT: String(otherDemoPort) })
  expect(await second.ended).toBe(1)
  expect(second.output()).toContain('Milepost is already running here')

  const children = descendants(start.child.pid ?? 0)
  expect(children.length).toBeGreaterThan(1)
  start.child.kill('SIGTERM')
  expect(await start.ended).toBe(0)
  expect(children.filter(isRunning)).toEqual([])
  expect(existsSync(join(state, 'start.lock'))).toBe(false)
})

test('a second start goes on where the first ended, and tells when its collector dies', { timeout: 120_000 }, async () => {
  const start = run('start', { DEMO_PORT: String(otherDemoPort) })
  await start.printed('First event')
  expect(start.output()).not.toContain('Applying the database migrations')
  expect(start.output()).not.toContain('Set-up link')
  const call = management(`http://127.0.0.1:${port}`, adminToken(join(root, '.dev.vars')))
  const [section, ...others] = await sectionId(call)
  expect(others).toEqual([])
  const origins = [demoPort, otherDemoPort].flatMap((own) => [`http://127.0.0.1:${own}`, `http://localhost:${own}`])
  expect(await call<Section>('GET', `/v1/sections/${section}`)).toMatchObject({ allowedOrigins: expect.arrayContaining(origins) })
  const recent = await call<{ items: unknown[] }>('GET', `/v1/sections/${section}/recent`)
  expect(recent.items).toHaveLength(1)

  const children = descendants(start.child.pid ?? 0)
  process.kill(children[0] ?? 0, 'SIGKILL')
  expect(await start.ended).toBe(1)
  expect(start.output()).toContain('The collector has ended unexpectedly')
  expect(children.filter(isRunning)).toEqual([])
})

test('a start whose npm is gone ends too', { timeout: 120_000 }, async () => {
  const shell = spawn('sh', ['-c', `"${process.execPath}" scripts/run.mjs start; true`], {
    cwd: root,
    env: { ...process.env, ...env, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((resolve) => shell.stdout.on('data', (chunk) => `${chunk}`.includes('First event') && resolve()))
  const children = descendants(shell.pid ?? 0)
  const ended = once(shell.stdout, 'close')
  shell.kill('SIGTERM')
  await ended
  expect(children.length).toBeGreaterThan(2)
  // Its own parent is gone: the system takes its time to take note of the end.
  await expect.poll(() => children.filter(isRunning), { timeout: 20_000 }).toEqual([])
})

test('a port that is taken is told with the way out, before anything is made', async () => {
  const fresh = join(state, 'not-made')
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  const start = run('start', { MILEPOST_STATE: fresh })
  expect(await start.ended).toBe(1)
  await once(server.close(), 'close')
  expect(start.output()).toContain(`Port ${port} is in use by another program.`)
  expect(start.output()).toMatch(/PORT=\d+ npm start/)
  expect(readdirSync(fresh)).toEqual(['logs'])
  rmSync(fresh, { recursive: true })
})

test('a reset empties the state folder', async () => {
  const reset = run('reset')
  expect(await reset.ended).toBe(0)
  expect(readdirSync(state)).toEqual([])
})
