import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { collector, newSection } from '../../test/collector.js'
import { member } from '../../test/people.js'
import type { AuditEntry } from '../schema/audit.js'
import type { IntegrationKey, MadeIntegrationKey } from '../schema/integration-key.js'
import type { Page } from '../schema/list.js'
import { makeKey } from '../store/integration-keys.js'

async function ready() {
  const mine = collector()
  const section = await newSection(mine)
  const owner = await member(mine, section, 'owner', 'Olga')
  const path = `/v1/sections/${section.id}/integration-keys`
  const make = async (body: object = { name: 'Shop', scopes: ['events:write'] }) => owner.call<MadeIntegrationKey>('POST', path, { body })
  const list = async (query = '') => (await owner.call<Page<IntegrationKey>>('GET', `${path}${query}`)).body
  return { ...mine, section, owner, path, make, list }
}

describe('integration keys', () => {
  test('are told once, and then by everything but what is secret', async () => {
    const { make, list, section } = await ready()
    const { status, body } = await make({ name: ' Back office ', scopes: ['events:write', 'profiles:read'] })
    expect(status).toBe(201)
    const { key, ...told } = body
    expect(told).toEqual({
      id: expect.stringMatching(/^[0-9a-z]{8}$/),
      name: 'Back office',
      scopes: ['events:write', 'profiles:read'],
      createdAt: '2026-11-23T10:00:00.000Z',
      createdBy: 'Olga',
      lastUsedAt: null,
      revokedAt: null,
    })
    // 256 bits in base64url.
    expect(key).toMatch(new RegExp(`^sk_${body.id}_[\\w-]{43}$`))
    expect(await list()).toEqual({ items: [told], nextCursor: null })
    const { results } = await env.DB.prepare('select * from integration_keys where section_id = ?1').bind(section.id).all()
    expect(results).toEqual([expect.objectContaining({ id: body.id, hash: expect.stringMatching(/^[0-9a-f]{64}$/) })])
    expect(JSON.stringify(results)).not.toContain(key.slice(12))
  })

  test('say when they were last used', async () => {
    const { make, list, send } = await ready()
    const { body } = await make()
    await send('/v1/integrations/none', { headers: { Authorization: `Bearer ${body.key}` } })
    expect((await list()).items[0]?.lastUsedAt).toBe('2026-11-23T10:00:00.000Z')
  })

  test('work until they are revoked, for ever', async () => {
    const { make, owner, path, send, time, list } = await ready()
    const { body: made } = await make({ name: 'Shop', scopes: ['definitions:read'] })
    const status = async () => (await send('/v1/integrations/custom-events', { headers: { Authorization: `Bearer ${made.key}` } })).status
    expect(await status()).toBe(200)
    const revoke = () => owner.call<IntegrationKey>('POST', `${path}/${made.id}/revoke`)
    const revoked = await revoke()
    expect([revoked.status, revoked.body.revokedAt]).toEqual([200, '2026-11-23T10:00:00.000Z'])
    expect(await status()).toBe(401)
    time.now += 5000
    expect((await revoke()).body).toEqual(revoked.body)
    expect((await list()).items).toEqual([revoked.body])
  })

  test.each<[name: string, field: string, body: object]>([
    ['no name', 'name', { scopes: ['events:write'] }],
    ['an empty name', 'name', { name: ' ', scopes: ['events:write'] }],
    ['no scope', 'scopes', { name: 'x', scopes: [] }],
    ['a scope that is none', 'scopes.0', { name: 'x', scopes: ['events:read'] }],
    ['a scope twice', 'scopes', { name: 'x', scopes: ['events:write', 'events:write'] }],
    ['a key of its own', 'key', { name: 'x', scopes: ['events:write'], key: 'sk_mine' }],
  ])('are refused with %s', async (_, field, body) => {
    const { owner, path } = await ready()
    const answer = await owner.call('POST', path, { body })
    expect([answer.status, answer.body.code, answer.body.errors?.map((error) => error.field)]).toEqual([422, 'request_invalid', [field]])
  })

  test('of another section are not known', async () => {
    const [mine, other] = [await ready(), await ready()]
    const { body: made } = await mine.make()
    const { status, body } = await other.owner.call('POST', `${other.path}/${made.id}/revoke`)
    expect([status, body.code]).toEqual([404, 'integration_key_unknown'])
    expect(await other.list()).toEqual({ items: [], nextCursor: null })
    expect((await mine.list()).items[0]?.revokedAt).toBeNull()
  })

  test('are at most a hundred that work', async () => {
    const { make, owner, path, section } = await ready()
    const { body: first } = await make()
    await env.DB.prepare(
      `insert into integration_keys (id, section_id, hash, name, scopes, created_by, created_at)
       select ?1 || value, ?2, '', 'x', '[]', 'token', '' from json_each(?3)`,
    )
      .bind(section.id.slice(0, 5), section.id, JSON.stringify(Array.from({ length: 99 }, (_, index) => 100 + index)))
      .run()
    const refused = await owner.call('POST', path, { body: { name: 'x', scopes: ['events:write'] } })
    expect([refused.status, refused.body.code]).toEqual([409, 'limit_reached'])
    await owner.call('POST', `${path}/${first.id}/revoke`)
    expect((await make()).status).toBe(201)
  })

  test('are not made by somebody who has just lost the section', async () => {
    const { section, owner } = await ready()
    await env.DB.prepare('delete from members where user_id = ?1').bind(owner.id).run()
    const making = { sectionId: section.id, createdBy: `person:${owner.id}`, ownerId: owner.id }
    expect(await makeKey(env.DB, making, { name: 'x', scopes: ['events:write'] }, '2026-11-23T10:00:00.000Z')).toBeUndefined()
  })

  test('are listed page by page', async () => {
    const { make, list, time } = await ready()
    const made: string[] = []
    for (const name of ['A', 'B', 'C']) {
      made.push((await make({ name, scopes: ['events:write'] })).body.id)
      time.now += 1
    }
    const first = await list('?limit=2')
    const rest = await list(`?limit=2&cursor=${first.nextCursor}`)
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(made)
    expect(rest.nextCursor).toBeNull()
  })

  test('are audited, once made and once revoked', async () => {
    const { make, owner, path, section } = await ready()
    const { body: made } = await make()
    for (const _ of [1, 2]) await owner.call('POST', `${path}/${made.id}/revoke`)
    const { body } = await owner.call<Page<AuditEntry>>('GET', `/v1/sections/${section.id}/audit?limit=3`)
    expect(body.items.map(({ action, object, detail }) => [action, object, detail])).toEqual([
      ['integration_key.revoked', made.id, null],
      ['integration_key.made', made.id, { scopes: ['events:write'] }],
      ['member.joined', owner.id, { role: 'owner' }],
    ])
  })
})
