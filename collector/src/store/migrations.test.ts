import { applyD1Migrations } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { orderCreated, post, ready } from '../../test/collector.js'

// A database of an earlier version must not start with empty pictures: what it has stored is counted as if it had just arrived.
test('counts what was stored before there were counts, as it is counted on arrival', async () => {
  const mine = await ready()
  const { section, time } = mine
  const urls = [
    'https://Shop.Example/Checkout?x=1#y',
    'https://shop.example',
    'https://shop.example/orders/10042/',
    'https://shop.example/orders/019aa0c0-7e1f-7a3b-9c4d-5e6f70819200/x',
    'https://shop.example:8443/s/dQw4w9WgXcQZ#a?b',
    'https://shop.example/red-shoes-42',
    'about:blank',
    '',
  ]
  const send = (...events: unknown[]) => post(mine, { writeKey: section.writeKey, events })
  const odd = [null, 'order-created@1', { version: 'x@1', fields: { source: '' } }, orderCreated({ id: 5, version: 'order-created@7' })]
  await send(
    ...urls.map((url) => orderCreated({ page: { url } })),
    orderCreated({ visitorId: 'browser-1' }),
    orderCreated({ visitorId: 'browser-1' }),
    orderCreated({ visitorId: 'browser-2' }),
    orderCreated({ fields: { source: 'ä€😀"', orderId: 'A' } }),
    ...odd,
  )
  time.now += 86_400_000
  await send(
    orderCreated({ fields: { source: 5, total: 'x', orderId: 'A' } }),
    orderCreated({ fields: {}, visitorId: 'browser-3' }),
    ...odd,
  )

  const old = env.OLD_DB
  const [first, ...others] = env.TEST_MIGRATIONS
  await applyD1Migrations(old, first ? [first] : [])
  for (const table of ['sections', 'custom_events', 'definition_versions', 'events', 'quarantine']) {
    const { results: columns } = await old.prepare(`pragma table_info(${table})`).all<{ name: string }>()
    const list = columns.map(({ name }) => name).join(', ')
    const where = table === 'sections' ? 'id' : 'section_id'
    const { results } = await env.DB.prepare(`select ${list} from ${table} where ${where} = ?`).bind(section.id).all()
    expect(results.length).toBeGreaterThan(0)
    for (const row of results) {
      const values = Object.values(row)
      const sql = `insert into ${table} (${Object.keys(row).join(', ')}) values (${values.map(() => '?').join(', ')})`
      await old
        .prepare(sql)
        .bind(...values)
        .run()
    }
  }
  await applyD1Migrations(old, others)

  const read = async (d1: D1Database, sql: string) => (await d1.prepare(sql).bind(section.id).all()).results
  for (const sql of [
    "select * from rollups where section_id = ? and verdict <> 'duplicate' order by 1, 2, 3, 4, 5, 6",
    'select * from installations where section_id = ? order by 1, 2, 3, 4, 5',
    'select discriminator, version, signature, count, held, first_received_at, received_at from quarantine_groups where section_id = ? order by 1, 2, 3',
    `select q.hash, g.discriminator, g.version, g.signature from quarantine q join quarantine_groups g on g.seq = q.group_id
     where q.section_id = ? order by 1`,
  ]) {
    const counted = await read(env.DB, sql)
    expect(counted.length).toBeGreaterThan(4)
    expect(await read(old, sql)).toEqual(counted)
  }
  // Visitors of old events have a profile each.
  const whose = `select i.kind || ':' || i.value as who, count(*) as events from events e join identifiers i on i.profile_seq = e.profile_seq
    where e.section_id = ? and e.via = 'visitor' group by 1 order by 1`
  expect(await read(old, whose)).toEqual([
    { who: 'visitor:browser-1', events: 2 },
    { who: 'visitor:browser-2', events: 1 },
  ])
  // Rejected events are found by theirs, too.
  expect(await read(old, 'select subject from quarantine where section_id = ? and subject is not null')).toEqual([
    { subject: 'visitor:browser-3' },
  ])
})
