import { env } from 'cloudflare:workers'
import { Hono } from 'hono'
import { describe, expect, test, vi } from 'vitest'
import { collector, newSection, START } from '../test/collector.js'
import { watchD1 } from '../test/watched-d1.js'
import type { AppEnv, Bindings } from './env.js'
import { identifyKey, integration } from './integration-auth.js'
import { onError } from './problem.js'
import type { Scope } from './schema/integration-key.js'
import { listKeys, makeKey, revokeKey } from './store/integration-keys.js'

/** A section with a key, and an address that asks for a scope. */
async function ready(scopes: Scope[] = ['profiles:read'], overrides: Partial<Bindings> = {}) {
  const section = await newSection(collector())
  const time = { now: START }
  const making = { sectionId: section.id, createdBy: 'token', ownerId: null }
  const made = await makeKey(env.DB, making, { name: 'Shop', scopes }, new Date(START).toISOString())
  if (!made) throw new Error('no key was made')
  const app = new Hono<AppEnv>()
    .use(async (c, next) => {
      c.set('clock', () => time.now)
      await next()
    })
    .use(identifyKey)
    .get('/', integration('profiles:read'), (c) => c.json(c.var.key))
  app.onError(onError)
  const get = async (authorization: string | undefined, context?: ExecutionContext, address?: string) => {
    const headers = {
      ...(authorization !== undefined && { Authorization: authorization }),
      ...(address !== undefined && { 'CF-Connecting-IP': address }),
    }
    const response = await app.request('/', { headers }, { ...env, ...overrides }, context)
    return { status: response.status, headers: response.headers, body: await response.json<Record<string, unknown>>() }
  }
  const lastUsedAt = async () => (await listKeys(env.DB, section.id, { limit: 1 })).items[0]?.lastUsedAt
  return { section, time, made, get, lastUsedAt }
}

describe('a secret key', () => {
  test('says which integration calls, and keeps the answer out of caches', async () => {
    const { section, made, get } = await ready()
    expect(made.key).toMatch(/^sk_[0-9a-z]{8}_[\w-]{43}$/)
    const { status, headers, body } = await get(`Bearer ${made.key}`)
    expect([status, headers.get('Cache-Control')]).toEqual([200, 'no-store'])
    expect(body).toEqual({ id: made.id, sectionId: section.id, name: 'Shop', scopes: ['profiles:read'] })
    expect((await get(`bearer  ${made.key}`)).status).toBe(200)
  })

  test.each<[name: string, of: (key: string, other: string) => string | undefined]>([
    ['nothing', () => undefined],
    ['an empty one', () => 'Bearer '],
    ['the token', () => `Bearer ${env.ADMIN_TOKEN}`],
    ['another scheme', (key) => `Basic ${key}`],
    ['a tail', (key) => `Bearer ${key}x`],
    ['a part', (key) => `Bearer ${key.slice(0, -1)}`],
    ['the public part alone', (key) => `Bearer ${key.slice(0, 11)}`],
    ['capitals', (key) => `Bearer ${key.toUpperCase()}`],
    ['one bit changed', (key) => `Bearer ${key.slice(0, -1)}${key.endsWith('A') ? 'E' : 'A'}`],
    ['the secret of another key', (key, other) => `Bearer ${key.slice(0, 12)}${other.slice(12)}`],
  ])('is refused with %s', async (_, of) => {
    const [mine, other] = [await ready(), await ready()]
    const { status, headers, body } = await mine.get(of(mine.made.key, other.made.key))
    expect([status, body.code, headers.get('WWW-Authenticate')]).toEqual([401, 'key_unknown', 'Bearer'])
    expect(headers.get('Cache-Control')).toBe('no-store')
    expect(await mine.lastUsedAt()).toBeNull()
  })

  test('stops at once when it is revoked', async () => {
    const { section, made, get } = await ready()
    expect((await get(`Bearer ${made.key}`)).status).toBe(200)
    await revokeKey(env.DB, section.id, made.id, '2026-11-23T10:00:00.000Z')
    expect((await get(`Bearer ${made.key}`)).status).toBe(401)
  })

  test('is compared by its hash, in constant time, and kept as one', async () => {
    const { made, get } = await ready()
    const compare = vi.spyOn(crypto.subtle, 'timingSafeEqual')
    await get(`Bearer ${made.key.slice(0, -2)}xx`)
    expect(compare.mock.calls.map((sides) => sides.map((side) => side.byteLength))).toEqual([[64, 64]])
    const stored = await env.DB.prepare('select * from integration_keys where id = ?1').bind(made.id).first()
    expect(JSON.stringify(stored)).not.toContain(made.key.slice(12))
  })

  test('may do what its scopes say, and is told which is missing', async () => {
    const { made, get } = await ready(['events:write', 'profiles:merge', 'definitions:read'])
    const { status, body } = await get(`Bearer ${made.key}`)
    expect([status, body.code, body.scope, body.detail]).toEqual([
      403,
      'scope_missing',
      'profiles:read',
      'This needs the scope profiles:read',
    ])
  })

  test('is limited by itself, wherever it comes from, and only when it is proven', async () => {
    const keys: string[] = []
    const limit = async ({ key }: { key: string }) => ({ success: !key.startsWith('sk_') || keys.push(key) < 2 })
    const { made, get } = await ready(['profiles:read'], { RATE_LIMIT: { limit } as RateLimit })
    await get(`Bearer ${made.key.slice(0, -2)}xx`, undefined, '192.0.2.1')
    expect((await get(`Bearer ${made.key}`, undefined, '192.0.2.1')).status).toBe(200)
    const { status, headers, body } = await get(`Bearer ${made.key}`, undefined, '192.0.2.2')
    expect([status, body.code, headers.get('Retry-After')]).toEqual([429, 'rate_limited', '10'])
    expect(keys).toEqual([`sk_${made.id}`, `sk_${made.id}`])
  })

  test('is looked up only so often for one client address, whichever keys it brings; others are not affected', async () => {
    const counts = new Map<string, number>()
    const limit = async ({ key }: { key: string }) => {
      counts.set(key, (counts.get(key) ?? 0) + 1)
      return { success: key.startsWith('sk_') || (counts.get(key) ?? 0) <= 3 }
    }
    const { DB, calls } = watchD1(env.DB)
    const { made, get } = await ready(['profiles:read'], { RATE_LIMIT: { limit } as RateLimit, DB })
    const guess = (number: number) => get(`Bearer sk_${String(number).padStart(8, '0')}_${'x'.repeat(43)}`, undefined, '192.0.2.1')
    const answers: unknown[] = []
    for (let number = 0; number < 6; number++) answers.push((await guess(number)).body.code)
    expect(answers).toEqual([...Array(3).fill('key_unknown'), ...Array(3).fill('rate_limited')])
    expect(calls).toHaveLength(3)
    // What cannot be a key costs the database nothing, and is not counted.
    expect((await get('Bearer sk_x', undefined, '192.0.2.1')).body.code).toBe('key_unknown')
    expect((await get(`Bearer ${made.key}`, undefined, '192.0.2.2')).status).toBe(200)
    expect([...counts]).toEqual([
      ['sk 192.0.2.1', 6],
      ['sk 192.0.2.2', 1],
      [`sk_${made.id}`, 1],
    ])
  })
})

describe('the last use of a key', () => {
  test('is kept once a minute', async () => {
    const { time, made, get, lastUsedAt } = await ready()
    const seen: unknown[] = []
    for (const seconds of [0, 59, 60, 61]) {
      time.now = START + seconds * 1000
      await get(`Bearer ${made.key}`)
      seen.push(await lastUsedAt())
    }
    expect(seen).toEqual(['2026-11-23T10:00:00.000Z', '2026-11-23T10:00:00.000Z', '2026-11-23T10:01:00.000Z', '2026-11-23T10:01:00.000Z'])
  })

  test('is kept after the answer where the runtime can', async () => {
    const { made, get, lastUsedAt } = await ready()
    const waiting: Promise<unknown>[] = []
    const context = { waitUntil: (work: Promise<unknown>) => void waiting.push(work), passThroughOnException: () => undefined }
    expect((await get(`Bearer ${made.key}`, context as unknown as ExecutionContext)).status).toBe(200)
    expect(waiting).toHaveLength(1)
    await Promise.all(waiting)
    expect(await lastUsedAt()).toBe('2026-11-23T10:00:00.000Z')
  })

  test('fails nobody’s request when it cannot be kept', async () => {
    const DB = new Proxy(env.DB, {
      get(db, name) {
        if (name !== 'prepare') return Reflect.get(db, name)
        return (sql: string) => db.prepare(sql.startsWith('update integration_keys') ? 'update nothing set x = ?1, y = ?2' : sql)
      },
    })
    const { made, get, lastUsedAt } = await ready(['profiles:read'], { DB })
    expect((await get(`Bearer ${made.key}`)).status).toBe(200)
    expect(await lastUsedAt()).toBeNull()
  })
})
