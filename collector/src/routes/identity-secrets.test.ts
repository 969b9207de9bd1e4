import { env } from 'cloudflare:workers'
import { expect, test, vi } from 'vitest'
import { collector, newSection } from '../../test/collector.js'
import type { IdentitySecret, MadeIdentitySecret } from '../schema/identity-secret.js'
import type { Page } from '../schema/list.js'
import { Definitions } from '../store/definitions.js'
import { makeIdentitySecret } from '../store/identity-secrets.js'

async function ready() {
  const mine = collector()
  const section = await newSection(mine)
  const path = `/v1/sections/${section.id}/identity-secrets`
  const make = async (body?: object) => mine.call<MadeIdentitySecret>('POST', path, { body: body ?? {} })
  const list = async () => (await mine.call<Page<IdentitySecret>>('GET', path)).body.items
  return { ...mine, section, path, make, list }
}

test('an identity secret is told once', async () => {
  const { make, list, section } = await ready()
  expect(await list()).toEqual([])
  const { status, body } = await make()
  expect(status).toBe(201)
  const { secret, ...told } = body
  expect(told).toEqual({ id: expect.stringMatching(/^[0-9a-z]{20}$/), createdAt: '2026-11-23T10:00:00.000Z', validUntil: null })
  expect(secret).toMatch(/^is_[\w-]{43}$/)
  expect(await list()).toEqual([told])
  const { results } = await env.DB.prepare('select secret from identity_secrets where section_id = ?1').bind(section.id).all()
  expect(results).toEqual([{ secret }])
})

test('those before it end after the grace, or sooner where they did already', async () => {
  const { make, list, time } = await ready()
  const ends = async () => (await list()).map(({ validUntil }) => validUntil)
  await make()
  time.now += 1000
  await make({ graceSeconds: 60 })
  expect(await ends()).toEqual(['2026-11-23T10:01:01.000Z', null])
  time.now += 1000
  await make()
  expect(await ends()).toEqual(['2026-11-23T10:01:01.000Z', '2026-11-30T10:00:02.000Z', null])
  time.now += 59_000
  expect(await ends()).toEqual(['2026-11-30T10:00:02.000Z', null])
})

test('without grace it is the only one at once, and those that ended are kept no longer', async () => {
  const { make, list, section } = await ready()
  await make()
  const { body } = await make({ graceSeconds: 0 })
  expect((await list()).map(({ id }) => id)).toEqual([body.id])
  const { results } = await env.DB.prepare('select id from identity_secrets where section_id = ?1').bind(section.id).all()
  expect(results).toEqual([{ id: body.id }])
})

test('one is revoked at once, and only in its own section', async () => {
  const [mine, other] = [await ready(), await ready()]
  const { body: made } = await mine.make()
  const foreign = await other.call('POST', `${other.path}/${made.id}/revoke`)
  expect([foreign.status, foreign.body.code]).toEqual([404, 'identity_secret_unknown'])
  expect(await mine.list()).toHaveLength(1)
  expect((await mine.call('POST', `${mine.path}/${made.id}/revoke`)).status).toBe(204)
  expect(await mine.list()).toEqual([])
  expect((await mine.call('POST', `${mine.path}/${made.id}/revoke`)).status).toBe(404)
})

test('at most five work', async () => {
  const { make, list, path, call, time } = await ready()
  for (const graceSeconds of [60, 60, 60, 60, 60]) expect((await make({ graceSeconds })).status).toBe(201)
  const { status, body } = await call('POST', path, { body: {} })
  expect([status, body.code]).toEqual([409, 'limit_reached'])
  // The one in use has not been retired by the attempt.
  expect((await list()).filter(({ validUntil }) => validUntil === null)).toHaveLength(1)
  time.now += 61_000
  expect((await make()).status).toBe(201)
})

test('none is made by somebody who has just lost the section, and those there are stay in use', async () => {
  const { make, list, section } = await ready()
  await make()
  const now = '2026-11-23T10:00:00.000Z'
  const making = { sectionId: section.id, ownerId: 'nobody', now, validUntil: now }
  expect(await makeIdentitySecret(env.DB, making)).toBeUndefined()
  expect(await list()).toEqual([expect.objectContaining({ validUntil: null })])
})

test.each([-1, 1.5, 7_776_001, '60'])('a grace of %j is refused', async (graceSeconds) => {
  const { call, path } = await ready()
  const { status, body } = await call('POST', path, { body: { graceSeconds } })
  expect([status, body.code, body.errors?.[0]?.field]).toEqual([422, 'request_invalid', 'graceSeconds'])
})

test('what ingest remembers is forgotten with every change', async () => {
  const { make, path, call } = await ready()
  const forget = vi.spyOn(Definitions.prototype, 'forget')
  const { body } = await make()
  expect(forget).toHaveBeenCalledTimes(1)
  await call('POST', `${path}/${body.id}/revoke`)
  expect(forget).toHaveBeenCalledTimes(2)
})
