import { expect, test } from 'vitest'
import { orderCreated, post, ready } from '../../test/collector.js'
import type { Page } from '../schema/list.js'
import type { Installation } from '../schema/preview.js'

test('lists the pages that send a custom event, the most recently seen first, each once across pages', async () => {
  const mine = await ready()
  await mine.call('PUT', `${mine.path}/fields`, { body: { fields: [] } })
  mine.time.now += 3_600_000
  const from = (url: string, version = 1) =>
    orderCreated({ version: `order-created@${version}`, page: { url }, fields: { source: 'A', ...(version === 1 && { orderId: 'A' }) } })
  const send = async (...events: unknown[]) => {
    expect((await post(mine, { writeKey: mine.section.writeKey, events })).body.rejected).toBe(0)
    mine.time.now += 1000
  }
  const shop = 'https://shop.example'
  await send(from(`${shop}/a`), from(`${shop}/a`), from(`${shop}/b`), from('https://b.example/a'), orderCreated())
  await send(from(`${shop}/a`, 2), from(`${shop}/b`))
  const items: Installation[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body }: { body: Page<Installation> } = await mine.call<Page<Installation>>(
      'GET',
      `${mine.path}/installations?limit=2${cursor && `&cursor=${cursor}`}`,
    )
    items.push(...body.items)
    cursor = body.nextCursor
  }
  expect(items.map(({ host, path, version, count }) => [host, path, version, count])).toEqual([
    ['shop.example', '/a', 2, 1],
    ['shop.example', '/b', 1, 2],
    ['', '', 1, 1],
    ['b.example', '/a', 1, 1],
    ['shop.example', '/a', 1, 2],
  ])
  expect(items[1]).toMatchObject({ firstSeenAt: '2026-11-23T11:00:00.000Z', lastSeenAt: '2026-11-23T11:00:01.000Z' })
  const other = await ready()
  expect((await other.call<Page<Installation>>('GET', `${other.path}/installations`)).body).toEqual({ items: [], nextCursor: null })
  for (const query of ['cursor=x', 'limit=0'])
    expect((await mine.call('GET', `${mine.path}/installations?${query}`)).body.code).toBe('query_invalid')
})
