import { describe, expect, test } from 'vitest'
import { orderCreated, post, ready } from '../../test/collector.js'
import { identify, storeEvent } from '../../test/profiles.js'
import type { Quarantined, Recent } from '../schema/event.js'
import type { Page } from '../schema/list.js'

type Ready = Awaited<ReturnType<typeof ready>>

/** Reads every page of a list. */
async function all<Item>({ call, section }: Ready, what: string, query = ''): Promise<Item[]> {
  const items: Item[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const address: string = `/v1/sections/${section.id}/${what}?limit=3${query}${cursor && `&cursor=${cursor}`}`
    const { body }: { body: Page<Item> } = await call<Page<Item>>('GET', address)
    expect(body.items.length).toBeLessThanOrEqual(3)
    items.push(...body.items)
    cursor = body.nextCursor
  }
  return items
}

/** Reads the first page of a list of rejected events. */
const list = async ({ call, section }: Ready, what: string) =>
  (await call<Page<Quarantined>>('GET', `/v1/sections/${section.id}/${what}`)).body.items

/** Sends accepted and rejected events, some at the same instant, and tells what is expected of the list. */
async function filled() {
  const mine = await ready()
  const other = await mine.call<{ discriminator: string }>('POST', `/v1/sections/${mine.section.id}/custom-events`, {
    body: { name: 'Page viewed', category: 'signal', fields: [] },
  })
  await mine.call('PATCH', `/v1/sections/${mine.section.id}/custom-events/${other.body.discriminator}`, { body: { webTracking: true } })
  const sent: string[] = []
  for (let round = 0; round < 3; round++) {
    const events = [
      orderCreated(),
      orderCreated({ fields: {} }),
      orderCreated({ version: 'page-viewed@1', fields: { source: 'Website' } }),
      orderCreated({ version: 'page-viewed@1', fields: {} }),
    ]
    await post(mine, { writeKey: mine.section.writeKey, events })
    // Newest first; at the same instant the accepted ones come before the rejected ones.
    sent.unshift(...[events[2], events[0], events[3], events[1]].map((event) => event!.id))
    mine.time.now += round
  }
  return { mine, sent }
}

describe('recent', () => {
  test('reaches back 30 days', async () => {
    const { mine, sent } = await filled()
    mine.time.now += 30 * 86_400_000 - 3
    expect((await all<Recent>(mine, 'recent')).length).toBe(sent.length)
    expect((await all<Recent>(mine, 'recent', '&source=Website')).length).toBeGreaterThan(0)
    mine.time.now += 3
    expect((await all<Recent>(mine, 'recent')).length).toBe(0)
    expect((await all<Recent>(mine, 'recent', '&source=Website')).length).toBe(0)
  })

  test('lists accepted and rejected events together, the newest first, each once across pages', async () => {
    const { mine, sent } = await filled()
    const items = await all<Recent>(mine, 'recent')
    expect(items.length).toBe(12)
    expect(new Set(items.map(({ id }) => id))).toEqual(new Set(sent))
    expect(items.map(({ receivedAt }) => receivedAt)).toEqual(
      items
        .map(({ receivedAt }) => receivedAt)
        .sort()
        .reverse(),
    )
    expect(items.slice(0, 4).map(({ status, id }) => [status, id])).toEqual([
      ['accepted', sent[0]],
      ['accepted', sent[1]],
      ['rejected', sent[2]],
      ['rejected', sent[3]],
    ])
  })

  test('lists those of one custom event', async () => {
    const { mine, sent } = await filled()
    const items = await all<Recent>(mine, 'recent', '&customEvent=page-viewed')
    expect(items.map(({ id }) => id).toSorted()).toEqual([0, 2, 4, 6, 8, 10].map((index) => sent[index]).toSorted())
    expect(
      items.filter((item) => item.status === 'accepted').every((item) => item.version === 'page-viewed@1' && item.source === 'Website'),
    ).toBe(true)
    const neutral = await mine.call<Page<Recent>>('GET', `/api/sections/${mine.section.id}/recent?definition=page-viewed`)
    expect(neutral.body.items).toEqual(items)
    expect(await all<Recent>(mine, 'recent', `&customEvent=${encodeURIComponent("' or 1=1 --")}`)).toEqual([])
  })
})

test('tells whose each event is, by the ID of the whole profile', async () => {
  const mine = await ready()
  await post(mine, { writeKey: mine.section.writeKey, events: [orderCreated(), orderCreated({ fields: {} })] })
  for (const name of [
    ['visitor', 'v-1'],
    ['email', 'ada@shop.example'],
    ['crmId', 'C 1'],
  ] as const)
    await storeEvent(mine.section, name, { fields: { source: name[1] } })
  // One browser is somebody: the part that its events are on is not the root any more.
  expect(await identify(mine.section, 'v-1', ['email', 'ada@shop.example'])).toBe(true)
  const found = async (profile: object) =>
    (await mine.call<{ profile: { id: string } }>('POST', `/v1/sections/${mine.section.id}/profiles/lookup`, { body: { profile } })).body
      .profile.id
  const [ada, other] = [await found({ email: 'ada@shop.example' }), await found({ crmId: 'C 1' })]
  expect(ada).not.toBe(other)
  const items = await all<Recent>(mine, 'recent')
  expect(items.map((item) => (item.status === 'accepted' ? [item.source, item.profileId] : item.status))).toEqual(
    expect.arrayContaining([['v-1', ada], ['ada@shop.example', ada], ['C 1', other], ['Checkout', null], 'rejected']),
  )
  // Read as well where the newest are searched.
  const [some] = await all<Recent>(mine, 'recent', '&source=v-1')
  expect(some).toMatchObject({ profileId: ada })
})

describe('filters', () => {
  test('list those with a verdict, of a version, with a source, from a host', async () => {
    const mine = await ready()
    await mine.call('PUT', `${mine.path}/fields`, { body: { fields: [] } })
    mine.time.now += 3_600_000
    const page = (url: unknown) => ({ page: { url } })
    const events = [
      orderCreated({ ...page('https://shop.example/a?b'), fields: { source: "O'Reilly %", orderId: 'A' } }),
      orderCreated({ version: 'order-created@2', ...page('https://Shop.example#x'), fields: { source: 'API' } }),
      orderCreated({ ...page('http://shop.example.evil.test/shop.example/'), fields: { source: 'API' } }),
      orderCreated({ version: 'order-created@2', ...page('https://shop.example'), fields: { source: 'طلب😀', x: 1 } }),
      { ...orderCreated({ version: 'order-created@9' }), page: [], fields: [] },
      null,
      'text',
      orderCreated({ ...page(5), fields: { source: 5 } }),
    ]
    await post(mine, { writeKey: mine.section.writeKey, events })
    const places = new Map(events.map((event, index) => [JSON.stringify(event), index]))
    const places2 = new Map(events.map((event, index) => [(event as { id?: string } | null)?.id, index]))
    const found = async (query: string) =>
      (await all<Recent>(mine, 'recent', query))
        .map((item) => (item.status === 'accepted' ? places2.get(item.id) : places.get(JSON.stringify(item.event))))
        .sort()
    for (const [query, indexes] of [
      ['', [0, 1, 2, 3, 4, 5, 6, 7]],
      ['&verdict=accepted', [0, 1]],
      ['&verdict=rejected', [2, 3, 4, 5, 6, 7]],
      ['&version=order-created@2', [1, 3]],
      ['&version=order-created@9', [4]],
      ['&version=other@1', []],
      ['&version=order-created@2&verdict=rejected', [3]],
      ['&customEvent=other&version=order-created@2', []],
      [`&source=${encodeURIComponent("O'Reilly %")}`, [0]],
      ['&source=API', [1, 2]],
      [`&source=${encodeURIComponent('طلب😀')}`, [3]],
      ['&source=5', []],
      ['&source=', []],
      ['&source=%25', []],
      ['&host=shop.example', [0, 1, 3]],
      ['&host=SHOP.example', [0, 1, 3]],
      ['&host=shop.example.evil.test', [2]],
      ['&host=shop', []],
      ['&host=%25', []],
      ['&host=shop.example&source=API', [1]],
    ] as const)
      expect([query, await found(query)]).toEqual([query, indexes])
    const rejected = (await all<Recent>(mine, 'recent', '&verdict=rejected')).filter((item) => item.status === 'rejected')
    expect(rejected.map(({ version, source, page }) => [version, source, page])).toEqual(
      expect.arrayContaining([
        ['order-created@2', 'طلب😀', { url: 'https://shop.example' }],
        ['order-created@9', null, null],
        [null, null, null],
      ]),
    )
  })

  test.each(['verdict=duplicate', 'version=order-created', 'version=5', "version=x'@1"])('refuse %s', async (query) => {
    const { call, section } = await ready()
    const { status, body } = await call('GET', `/v1/sections/${section.id}/recent?${query}`)
    expect([status, body.code]).toEqual([400, 'query_invalid'])
  })
})

test('what is hidden is in no list, and what hides with it in another section is', async () => {
  const mine = await ready()
  const other = await ready()
  for (const each of [mine, other])
    await post(each, { writeKey: each.section.writeKey, events: [orderCreated(), orderCreated({ fields: {} }), null] })
  await mine.call('POST', `${mine.path}/hide`, { body: { confirm: 'order-created' } })
  const counts = async (each: Ready) => [
    (await all<Recent>(each, 'recent')).length,
    (await all<Recent>(each, 'recent', '&customEvent=order-created')).length,
    (await all<Recent>(each, 'recent', '&source=Checkout')).length,
    (await all<Quarantined>(each, 'quarantine')).length,
    (await all<Quarantined>(each, 'quarantine', '&customEvent=order-created')).length,
    (await all<object>(each, 'quarantine/groups')).length,
  ]
  expect([await counts(mine), await counts(other)]).toEqual([
    [1, 0, 0, 1, 0, 1],
    [3, 2, 1, 2, 1, 2],
  ])
})

describe('quarantine', () => {
  test('lists rejected events whole, with their issues, the newest first, each once across pages', async () => {
    const { mine } = await filled()
    const items = await all<Quarantined>(mine, 'quarantine')
    expect(items).toHaveLength(6)
    expect(items.map(({ receivedAt }) => receivedAt)).toEqual(
      items
        .map(({ receivedAt }) => receivedAt)
        .sort()
        .reverse(),
    )
    expect(items[0]).toEqual({
      id: expect.any(String),
      issues: [expect.objectContaining({ code: 'source_missing', field: 'source' })],
      event: { ...orderCreated({ version: 'page-viewed@1', fields: {} }), id: items[0]?.id },
      count: 1,
      firstReceivedAt: '2026-11-23T10:00:00.001Z',
      receivedAt: '2026-11-23T10:00:00.001Z',
      repairedAt: null,
      version: 'page-viewed@1',
      source: null,
      page: null,
    })
    const some = await all<Quarantined>(mine, 'quarantine', '&customEvent=order-created')
    expect(some).toHaveLength(3)
    expect(some.every(({ event }) => (event as { version: string }).version === 'order-created@1')).toBe(true)
  })

  test('tells large events whole as long as an isolate holds them, and only the beginning of those after', async () => {
    const mine = await ready()
    // Sent by anybody: each is nearly a whole body.
    for (let index = 0; index < 12; index++) {
      const large = orderCreated({ fields: { source: `Large ${index}`, orderId: 'x'.repeat(500_000) } })
      await post(mine, { writeKey: mine.section.writeKey, events: [large] })
    }
    const groups = await mine.call<Page<{ id: string }>>('GET', `/v1/sections/${mine.section.id}/quarantine/groups`)
    const group = await mine.call<{ samples: Quarantined[] }>(
      'GET',
      `/v1/sections/${mine.section.id}/quarantine/groups/${groups.body.items[0]?.id}`,
    )
    for (const items of [await list(mine, 'quarantine'), await list(mine, 'recent'), group.body.samples]) {
      expect(items).toHaveLength(12)
      const whole = items.filter(({ event }) => typeof event === 'object')
      expect(whole.map(({ source }) => source)).toEqual([11, 10, 9, 8, 7, 6, 5].map((index) => `Large ${index}`))
      expect(items.slice(7).every(({ event }) => typeof event === 'string' && event.length === 1001)).toBe(true)
    }
    // One by one, nothing is cut.
    expect((await all<Quarantined>(mine, 'quarantine')).every(({ event }) => typeof event === 'object')).toBe(true)
  })

  test.each(['limit=0', 'cursor=x', `cursor=${btoa('[1,2]')}`])('refuses %s', async (query) => {
    const { call, section } = await ready()
    for (const list of ['recent', 'quarantine']) {
      const { status, body } = await call('GET', `/v1/sections/${section.id}/${list}?${query}`)
      expect([status, body.code]).toEqual([400, 'query_invalid'])
    }
  })
})
