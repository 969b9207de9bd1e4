import { expect, test } from 'vitest'
import { collector, newSection } from '../../test/collector.js'
import { invitation, member, openAccount, tokenOf } from '../../test/people.js'
import type { Page } from '../schema/list.js'
import type { Member } from '../schema/member.js'
import { makeInvitation } from '../store/links.js'

async function team() {
  const mine = collector()
  const section = await newSection(mine)
  const owner = await member(mine, section, 'owner', 'Olga')
  mine.time.now += 1
  const viewer = await member(mine, section, 'viewer', 'Vera')
  const path = `/v1/sections/${section.id}/members`
  return { ...mine, section, owner, viewer, path }
}

test('lists members with their roles, those of longest standing first, to every member', async () => {
  const { owner, viewer, path } = await team()
  const all = (await viewer.call<Page<Member>>('GET', path)).body
  expect(all).toEqual({
    items: [
      { id: owner.id, name: 'Olga', email: owner.email, role: 'owner', since: '2026-11-23T10:00:00.000Z' },
      { id: viewer.id, name: 'Vera', email: viewer.email, role: 'viewer', since: '2026-11-23T10:00:00.001Z' },
    ],
    nextCursor: null,
  })
  const first = (await viewer.call<Page<Member>>('GET', `${path}?limit=1`)).body
  const second = (await viewer.call<Page<Member>>('GET', `${path}?limit=1&cursor=${first.nextCursor}`)).body
  expect([...first.items, ...second.items]).toEqual(all.items)
  expect((await viewer.call('GET', `${path}?cursor=x`)).body.code).toBe('query_invalid')
})

test('gives another role, at once', async () => {
  const { owner, viewer, path, section } = await team()
  const { status, body } = await owner.call<Member>('PATCH', `${path}/${viewer.id}`, { body: { role: 'editor' } })
  expect([status, body.role]).toEqual([200, 'editor'])
  expect((await viewer.call<{ role: string }>('GET', `/v1/sections/${section.id}`)).body.role).toBe('editor')
  const wrong = await owner.call('PATCH', `${path}/${viewer.id}`, { body: { role: 'administrator' } })
  expect([wrong.status, wrong.body.errors?.[0]?.field]).toEqual([422, 'role'])
  expect((await owner.call('PATCH', `${path}/none`, { body: { role: 'editor' } })).body.code).toBe('member_unknown')
})

test('ends a membership, at once; everybody may leave, and only owners remove others', async () => {
  const mine = await team()
  const { owner, viewer, path, section } = mine
  const other = await member(mine, section, 'editor')
  const refused = await viewer.call('DELETE', `${path}/${other.id}`)
  expect([refused.status, refused.body.code]).toEqual([403, 'role_too_low'])
  expect((await viewer.call('DELETE', `${path}/${viewer.id}`)).status).toBe(204)
  expect((await viewer.call('GET', `/v1/sections/${section.id}`)).status).toBe(404)
  expect((await owner.call('DELETE', `${path}/${other.id}`)).status).toBe(204)
  expect((await owner.call('DELETE', `${path}/${other.id}`)).body.code).toBe('member_unknown')
  // They are still people, of no section.
  expect((await other.call<Page<unknown>>('GET', '/v1/sections')).body.items).toEqual([])
})

test('keeps the last owner, whoever asks', async () => {
  const { owner, call, path } = await team()
  for (const ask of [owner.call, call]) {
    for (const answer of [
      await ask('DELETE', `${path}/${owner.id}`),
      await ask('PATCH', `${path}/${owner.id}`, { body: { role: 'editor' } }),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([409, 'last_owner'])
    }
  }
  expect((await owner.call('PATCH', `${path}/${owner.id}`, { body: { role: 'owner' } })).status).toBe(200)
})

test('keeps one of two owners who leave at the same instant', async () => {
  const mine = await team()
  const second = await member(mine, mine.section, 'owner')
  const left = await Promise.all([mine.owner, second].map(({ call, id }) => call('DELETE', `${mine.path}/${id}`)))
  expect(left.map(({ status }) => status).toSorted()).toEqual([204, 409])
})

test('makes no invitation for an owner who has been removed while asking for it', async () => {
  const mine = await team()
  const second = await member(mine, mine.section, 'owner')
  const invitationBy = (createdBy: string | null) =>
    makeInvitation(
      mine.bindings.DB,
      { sectionId: mine.section.id, role: 'owner', createdBy },
      { now: '2026-11-23T10:00:00.000Z', expiresAt: '2026-11-30T10:00:00.000Z' },
    )
  expect(await invitationBy(second.id)).toHaveProperty('token')
  await mine.owner.call('DELETE', `${mine.path}/${second.id}`)
  expect(await invitationBy(second.id)).toBeUndefined()
  expect(await invitationBy(null)).toHaveProperty('token')
})

test('ends the invitations of an owner who is one no longer', async () => {
  const mine = await team()
  const second = await member(mine, mine.section, 'owner')
  const invite = async () =>
    (await second.call<{ url: string }>('POST', `/v1/sections/${mine.section.id}/invitations`, { body: { role: 'owner' } })).body.url
  const isGood = async (url: string) =>
    (
      await mine.send('/v1/links/read', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ token: tokenOf(url) }),
      })
    ).status
  const kept = await invitation(mine, mine.section, 'viewer')
  const url = await invite()
  await mine.owner.call('PATCH', `${mine.path}/${second.id}`, { body: { role: 'owner' } })
  expect(await isGood(url)).toBe(200)
  await mine.owner.call('DELETE', `${mine.path}/${second.id}`)
  expect([await isGood(url), await isGood(kept)]).toEqual([404, 200])
  await openAccount(mine, kept)
})
