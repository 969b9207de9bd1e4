import { describe, expect, test } from 'vitest'
import { collector, newOrderEvent, newSection, ready } from '../../test/collector.js'
import { member } from '../../test/people.js'
import type { IntegrationCustomEvent } from '../schema/integration-custom-event.js'
import { type MadeIntegrationKey, scopes } from '../schema/integration-key.js'
import type { Page } from '../schema/list.js'

type Mine = Awaited<ReturnType<typeof ready>>

async function listBy({ call, send, section }: Pick<Mine, 'call' | 'send' | 'section'>, held: readonly string[], query = '') {
  const { body } = await call<MadeIntegrationKey>('POST', `/v1/sections/${section.id}/integration-keys`, {
    body: { name: 'Shop', scopes: held },
  })
  return send<Page<IntegrationCustomEvent>>(`/v1/integrations/custom-events${query}`, { headers: { Authorization: `Bearer ${body.key}` } })
}

describe('custom events, to an integration', () => {
  test('are told with their versions, and not with who made them', async () => {
    const mine = await ready()
    const editor = await member(mine, mine.section, 'editor', 'Edgar Hidden')
    await editor.call('PUT', `${mine.path}/fields`, { body: { fields: [] } })
    const { status, body } = await listBy(mine, ['definitions:read'])
    expect(status).toBe(200)
    expect(body).toEqual({
      items: [
        {
          discriminator: 'order-created',
          name: 'Order created',
          description: '',
          category: 'transaction',
          webTracking: true,
          purpose: 'necessary',
          allowedOperations: { email: ['read', 'write'], mobile: ['read', 'write'], crmId: ['read', 'write'] },
          retentionYears: null,
          createdAt: '2026-11-23T10:00:00.000Z',
          current: 1,
          versions: [
            expect.objectContaining({ id: 'order-created@1', number: 1, fields: expect.any(Array), usableAt: '2026-11-23T10:00:00.000Z' }),
            {
              id: 'order-created@2',
              number: 2,
              fields: [],
              savedAt: '2026-11-23T10:00:00.000Z',
              usableAt: '2026-11-23T11:00:00.000Z',
            },
          ],
          allowed: { email: [], mobile: [], crmId: [] },
        },
      ],
      nextCursor: null,
    })
    expect(JSON.stringify(body)).not.toContain('Edgar')
  })

  const operations = { email: ['read', 'write'], mobile: ['write'], crmId: ['read'] }
  test.each([
    [['definitions:read'], { email: [], mobile: [], crmId: [] }],
    [['definitions:read', 'profiles:merge'], { email: [], mobile: [], crmId: [] }],
    [['definitions:read', 'profiles:read'], { email: ['read'], mobile: [], crmId: ['read'] }],
    [['definitions:read', 'events:write'], { email: ['write'], mobile: ['write'], crmId: [] }],
    [scopes, operations],
  ])('say with the scopes %j what the key may do', async (held, allowed) => {
    const mine = await ready()
    await mine.call('PATCH', mine.path, { body: { allowedOperations: operations } })
    const [item] = (await listBy(mine, held)).body.items
    expect([item?.allowed, item?.allowedOperations]).toEqual([allowed, operations])
  })

  test('are those of the key’s section, without hidden ones, by page and category', async () => {
    const mine = collector()
    const section = await newSection(mine)
    for (const name of ['A', 'B', 'C']) await newOrderEvent(mine, section, name)
    await newOrderEvent(mine, await newSection(mine), 'Foreign')
    await mine.call('POST', `/v1/sections/${section.id}/custom-events/b/hide`, { body: { confirm: 'b' } })
    const names = async (query: string) => {
      const { body } = await listBy({ ...mine, section }, ['definitions:read'], query)
      return { names: body.items.map(({ name }) => name), nextCursor: body.nextCursor }
    }
    const first = await names('?limit=1')
    expect(first.names).toEqual(['A'])
    expect(await names(`?limit=1&cursor=${first.nextCursor}`)).toEqual({ names: ['C'], nextCursor: null })
    expect((await names('?category=signal')).names).toEqual([])
  })

  test('take the scope', async () => {
    const { status, body } = await listBy(await ready(), ['events:write', 'profiles:read', 'profiles:merge'])
    expect([status, body]).toEqual([403, expect.objectContaining({ code: 'scope_missing', scope: 'definitions:read' })])
  })
})
