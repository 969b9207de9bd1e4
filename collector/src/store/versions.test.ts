import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { ready, START } from '../../test/collector.js'
import { readCustomEvent } from './custom-events.js'
import { saveVersion } from './versions.js'

// What an edit meets that was still allowed when its route looked.
test('saves no version of a custom event that was hidden meanwhile, is not there, or has that version already', async () => {
  const { section, call, path } = await ready()
  const id = { sectionId: section.id, discriminator: 'order-created' }
  const save = (number: number, of = id) => saveVersion(env.DB, of, { number, fields: [], nowMs: START, lockMs: 0 })
  expect((await save(2))?.id).toBe('order-created@2')
  expect(await save(2)).toBeUndefined()
  expect(await save(1)).toBeUndefined()
  expect(await save(1, { ...id, discriminator: 'none' })).toBeUndefined()
  expect(await save(3, { ...id, sectionId: 'none' })).toBeUndefined()
  await call('POST', `${path}/hide`, { body: { confirm: 'order-created' } })
  expect(await save(3)).toBeUndefined()
  expect((await readCustomEvent(env.DB, id, ''))?.versions).toHaveLength(2)
})
