import { applyD1Migrations } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { collector } from '../../test/collector.js'
import { watchD1 } from '../../test/watched-d1.js'
import type { Bindings } from '../env.js'
import { NEWEST_MIGRATION } from '../store/health.js'

const names = env.TEST_MIGRATIONS.map(({ name }) => name)
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
})

test('tells the schema version while the storage answers, and is never kept', async () => {
  const { send } = collector()
  const { status, headers, body } = await send('/healthz', {})
  expect([status, headers.get('Cache-Control')]).toEqual([200, 'no-store'])
  expect(body).toEqual({ status: 'ok', schema: NEWEST_MIGRATION })
})

test('the newest migration is the one that the code needs', () => {
  expect(`${NEWEST_MIGRATION}.sql`).toBe(names.at(-1))
})

test('can be asked by HEAD', async () => {
  const head = async (bindings: Partial<Bindings>) => {
    const made = collector(bindings)
    const response = await made.app.request('/healthz', { method: 'HEAD' }, made.bindings)
    return [response.status, await response.text()]
  }
  expect(await head({})).toEqual([200, ''])
  const { DB } = watchD1(env.DB, () => new Error('D1_ERROR: Network connection lost.'))
  expect((await head({ DB }))[0]).toBe(503)
})

test('says that the storage fails, and not how', async () => {
  const { DB } = watchD1(env.DB, () => new Error('D1_ERROR: Network connection lost.'))
  const { status, headers, body } = await collector({ DB }).send('/healthz', {})
  expect([status, headers.get('Retry-After'), headers.get('Cache-Control')]).toEqual([503, '5', 'no-store'])
  expect(body).toEqual({
    code: 'storage_unavailable',
    title: 'The storage does not answer',
    status: 503,
    detail: 'The storage does not answer',
  })
})

// Other tests fill this database from the first migration on.
afterEach(() => env.OLD_DB.exec('drop table if exists d1_migrations'))

test('says which migrations are missing, and takes more than it knows', async () => {
  const { send } = collector({ DB: env.OLD_DB })
  const detailOf = async () => {
    const { status, body } = await send('/healthz', {})
    return [status, body.code, body.detail]
  }
  expect(await detailOf()).toEqual([503, 'schema_outdated', `No migration has been applied; this version needs ${NEWEST_MIGRATION}`])
  const note = (name: string) => env.OLD_DB.prepare('insert into d1_migrations (name) values (?1)').bind(name).run()
  await applyD1Migrations(env.OLD_DB, [])
  expect((await detailOf())[1]).toBe('schema_outdated')
  await note('0000_first_tables.sql')
  expect(await detailOf()).toEqual([
    503,
    'schema_outdated',
    `The newest migration that was applied is 0000_first_tables; this version needs ${NEWEST_MIGRATION}`,
  ])
  for (const name of [...names.slice(1), '9999_later.sql']) await note(name)
  expect(await send('/healthz', {})).toMatchObject({ status: 200, body: { status: 'ok', schema: '9999_later' } })
})
