import { expect, test } from 'vitest'
import { collector } from '../../test/collector.js'

test('tells the schema version while the storage answers', async () => {
  const { send } = collector()
  const { status, body } = await send('/healthz', {})
  expect(status).toBe(200)
  expect(body).toEqual({ status: 'ok', schema: expect.stringMatching(/^\d{4}_\w+$/) })
})
