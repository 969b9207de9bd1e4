import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { ready, START } from '../../test/collector.js'
import { createCustomEvent, readCustomEvent } from './custom-events.js'
import { saveVersion } from './versions.js'

// What an edit meets that was still allowed when its route looked.
test('saves no version of a custom event that was hidden meanwhile, is not there, or has that version already', async () => {
  const { section, call, path } = await ready()
  const id = { sectionId: section.id, discriminator: 'order-created' }
  const save = (number: number, of = id) => saveVersion(env.DB, of, { number, fields: [], nowMs: START, lockMs: 0, savedBy: null })
  expect((await save(2))?.id).toBe('order-created@2')
  expect(await save(2)).toBeUndefined()
  expect(await save(1)).toBeUndefined()
  expect(await save(1, { ...id, discriminator: 'none' })).toBeUndefined()
  expect(await save(3, { ...id, sectionId: 'none' })).toBeUndefined()
  await call('POST', `${path}/hide`, { body: { confirm: 'order-created' } })
  expect(await save(3)).toBeUndefined()
  expect((await readCustomEvent(env.DB, id, ''))?.versions).toHaveLength(2)
})

test('remembers who saved a version, by the name that the person has now, and forgets a person who is gone', async () => {
  const { section } = await ready()
  const id = { sectionId: section.id, discriminator: 'order-created' }
  const person = crypto.randomUUID()
  const insert = 'insert into users (id, name, email, email_verified, created_at, updated_at) values (?, ?, ?, 1, 0, 0)'
  await env.DB.prepare(insert).bind(person, 'Ada', `${person}@example.com`).run()
  expect((await saveVersion(env.DB, id, { number: 2, fields: [], nowMs: START, lockMs: 0, savedBy: person }))?.savedBy).toBe('Ada')
  const made = await createCustomEvent(env.DB, section.id, { name: 'New', category: 'signal', description: '', fields: [] }, '', person)
  expect(made.versions[0]?.savedBy).toBe('Ada')
  const savedBy = async () => (await readCustomEvent(env.DB, id, ''))?.versions.map((version) => version.savedBy)
  await env.DB.prepare("update users set name = 'Ada L.' where id = ?").bind(person).run()
  expect(await savedBy()).toEqual([null, 'Ada L.'])
  await env.DB.prepare('delete from users where id = ?').bind(person).run()
  expect(await savedBy()).toEqual([null, null])
})
