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

test('goes on behind a page of any address', async () => {
  const mine = await ready()
  // Earlier versions kept addresses as they were sent, in any writing.
  await mine.bindings.DB.prepare(
    `insert into installations (section_id, discriminator, version, host, path, count, first_seen_at, last_seen_at)
     values (?1, 'order-created', 1, ?2, ?3, 1, '2026-11-23T11:00:00.000Z', '2026-11-23T11:00:00.000Z')`,
  )
    .bind(mine.section.id, '例'.repeat(255), `/${'ö'.repeat(199)}`)
    .run()
  const events = [`https://${'a.'.repeat(120)}example/${'long-'.repeat(60)}`, 'https://shop.example/'].map((url) =>
    orderCreated({ page: { url } }),
  )
  await post(mine, { writeKey: mine.section.writeKey, events })
  const hosts: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const address: string = `${mine.path}/installations?limit=1${cursor && `&cursor=${cursor}`}`
    const { status, body }: { status: number; body: Page<Installation> } = await mine.call<Page<Installation>>('GET', address)
    expect(status).toBe(200)
    hosts.push(...body.items.map(({ host }) => host.slice(0, 4)))
    cursor = body.nextCursor
  }
  expect(hosts).toEqual(['例例例例', 'a.a.', 'shop'])
})
