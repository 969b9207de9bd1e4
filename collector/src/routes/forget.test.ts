import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { collector, newSection, orderCreated, post, ready } from '../../test/collector.js'
import { HAS, markOf, namesOf, storeCustomers } from '../../test/customers.js'
import { dump } from '../../test/dump.js'
import type { AuditEntry } from '../schema/audit.js'
import type { Page } from '../schema/list.js'
import { belongings } from '../store/belongings.js'

async function shop(customers: number) {
  const mine = collector()
  const section = await newSection(mine)
  await storeCustomers(section, customers)
  const path = `/v1/sections/${section.id}/profiles`
  const first = (sql: string, ...values: unknown[]) =>
    env.DB.prepare(sql)
      .bind(section.id, ...values)
      .first<Record<string, unknown>>()
  const erase = <Body>(profile: object) => mine.call<Body>('POST', `${path}/erase`, { body: { profile } })
  const exported = <Body>(profile: object, format?: string) => mine.call<Body>('POST', `${path}/export`, { body: { profile, format } })
  return { ...mine, section, path, first, erase, exported }
}

interface Erasure {
  readonly id: string
  readonly erasedAt: string
  readonly removed: Record<string, number>
}

test.each(['email', 'crmId', 'visitorId', 'id'] as const)(
  'erases by %s, and says what was removed; a second time there is nobody',
  async (kind) => {
    const { call, section, erase, first } = await shop(2)
    const { visitor: visitorId, ...names } = namesOf(0)
    const profile = { [kind]: { ...names, visitorId }[kind] }
    const { status, body } = await erase<Erasure>(kind === 'email' ? { email: ` ${names.email.toUpperCase()}` } : profile)
    expect([status, body]).toEqual([200, { id: expect.any(String), erasedAt: '2026-11-23T10:00:00.000Z', removed: HAS }])
    expect(await erase(profile)).toMatchObject({ status: 404, body: { code: 'profile_unknown' } })
    expect(await first('select erased_by as actor from erasures where section_id = ?1')).toEqual({ actor: 'token' })
    // The audit tells that somebody was erased, and not who.
    const [entry, ...others] = (await call<Page<AuditEntry>>('GET', `/v1/sections/${section.id}/audit`)).body.items
    expect(entry).toMatchObject({ action: 'profile.erased', object: body.id, detail: { removed: HAS } })
    expect(JSON.stringify([entry, ...others])).not.toContain(markOf(0))
  },
)

test.each([
  ['nothing', {}, 'profile'],
  ['two', { email: 'a@shop.example', crmId: 'A' }, 'profile'],
  ['a placeholder', { crmId: 'guest' }, 'profile.crmId'],
  ['what is no email', { email: 'ada' }, 'profile.email'],
  ['a mobile number of no country', { mobile: '070 123 45 67' }, 'profile.mobile'],
])('refuses %s as a name, without telling it again', async (_, profile, field) => {
  const { erase, exported } = await shop(1)
  for (const { status, body } of [await erase<{ code: string; errors: { field: string }[] }>(profile), await exported<never>(profile)]) {
    expect([status, body]).toMatchObject([422, { code: 'request_invalid', errors: [{ field }] }])
    for (const value of Object.values(profile)) expect(JSON.stringify(body)).not.toContain(`"${value}"`)
  }
})

test('what a queue still holds does not bring anybody back; what they do afterwards makes a new profile', async () => {
  const mine = await ready()
  const { section, time, call } = mine
  const path = `/v1/sections/${section.id}/profiles`
  const profile = { visitorId: 'browser-1' }
  const track = (changes: object = {}) => orderCreated({ ...profile, occurredAt: new Date(time.now).toISOString(), ...changes })
  const send = async (...events: unknown[]) =>
    (await post(mine, { writeKey: section.writeKey, events })).body.verdicts.map(({ status, issues }) => issues?.at(-1)?.code ?? status)
  const [sent, late, rejected] = [track(), track(), track({ fields: {} })]
  expect(await send(sent, rejected)).toEqual(['accepted', 'field_required'])
  time.now += 1000
  const { body } = await call<Erasure>('POST', `${path}/erase`, { body: { profile } })
  expect(body.removed).toMatchObject({ events: 1, visitors: 1, quarantine: 1, parts: 1 })
  time.now += 1000
  expect(await send(sent, late, rejected)).toEqual(['profile_erased', 'profile_erased', 'profile_erased'])
  const left = await dump(
    (row, table) => row.section_id === section.id && table !== 'audit_entries' && JSON.stringify(row).includes('browser-1'),
  )
  expect([...left]).toEqual([])
  expect((await call('POST', `${path}/lookup`, { body: { profile } })).status).toBe(404)
  expect(await send(track())).toEqual(['accepted'])
  expect((await call('POST', `${path}/lookup`, { body: { profile } })).status).toBe(200)
})

describe('an export', () => {
  type Lists = Record<string, Record<string, unknown>[]>

  test('is exactly what erasing removes, row by row, and of nobody else', async () => {
    const { section, erase, exported, first } = await shop(3)
    const names = namesOf(1)
    const rows = () => dump((row, table) => row.section_id === section.id && table !== 'audit_entries')
    const { status, headers, body } = await exported<Lists & { exportedAt: string }>({ email: names.email })
    expect([status, headers.get('Content-Type'), headers.get('Content-Disposition'), headers.get('Cache-Control')]).toEqual([
      ...[200, 'application/json', 'attachment; filename="milepost-profile-2026-11-23.json"', 'no-store'],
    ])
    const before = await rows()
    const { body: erasure } = await erase<Erasure>({ email: names.email })
    const after = await rows()

    const { exportedAt, ...lists } = body
    expect(exportedAt).toBe('2026-11-23T10:00:00.000Z')
    expect(Object.keys(lists).sort()).toEqual(Object.keys(belongings).sort())
    const idOf: Record<string, (row: Record<string, unknown>) => unknown> = {
      identifiers: ({ kind, value }) => `${kind}:${value}`,
      usedProofs: ({ nonce }) => nonce,
      quarantine: ({ subject }) => subject,
    }
    for (const [name, { table }] of Object.entries(belongings)) {
      const gone = (before.get(table) ?? []).filter((row) => !after.get(table)?.includes(row)).map((row) => JSON.parse(row))
      const id = idOf[name] ?? (({ id }) => id)
      expect([name, lists[name]?.map(id).sort()]).toEqual([name, gone.map(id).sort()])
      // Every value that goes is told, but for what only the database knows.
      const told = JSON.stringify(lists[name])
      const texts = gone.flatMap((row) => Object.values<unknown>(row)).filter((value) => typeof value === 'string')
      for (const value of texts.filter((text) => text.includes('#')))
        if (!/^\[\[/.test(value)) expect(told).toContain(value.startsWith('{') ? value : JSON.stringify(value).slice(1, -1))
    }
    expect(lists.parts?.map(({ mergedInto }) => mergedInto)).toEqual([null, names.id, names.id])
    expect(lists.identifiers?.find(({ kind }) => kind === 'visitor')).toMatchObject({ part: `${markOf(1)}-visitor` })
    expect(lists.merges).toMatchObject([{ target: names.id, source: `${markOf(1)}-crmId` }])
    const { identifiers = 0, visitors = 0, ...removed } = erasure.removed
    expect(Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.length]))).toEqual({
      ...removed,
      identifiers: identifiers + visitors,
    })
    expect(await first('select count(*) as count from events where section_id = ?1')).toEqual({ count: 2 * HAS.events })
    expect(JSON.stringify(body)).not.toContain(markOf(2))
  })

  test('is of whoever there is something of', async () => {
    const { section, exported } = await shop(1)
    expect(await exported({ email: 'somebody@shop.example' })).toMatchObject({ status: 404, body: { code: 'profile_unknown' } })
    await env.DB.prepare('update quarantine set subject = ?2 where section_id = ?1 and subject = ?3')
      .bind(section.id, 'email:somebody@shop.example', `email:${namesOf(0).email}`)
      .run()
    const { body } = await exported<Lists>({ email: 'somebody@shop.example' })
    expect(Object.fromEntries(Object.entries(body).map(([name, list]) => [name, list.length]))).toMatchObject({ quarantine: 1, events: 0 })
  })

  test('of many and large rows is read a few at a time', async () => {
    const { section, exported } = await shop(1)
    const large = 'x'.repeat(30_000)
    await env.DB.prepare(
      `insert into events (section_id, id, discriminator, version, occurred_at, sender_occurred_at, received_at, clamped, fields, profile_seq, via)
       select section_id, 'more-' || n.value, discriminator, 1, occurred_at, occurred_at, received_at, 0,
         json_object('source', 'A', 'text', iif(n.value % 50 = 0, ?2, '')), profile_seq, via
       from events join (with recursive n (value) as (select 1 union all select value + 1 from n where value < 2500) select value from n) n
       where section_id = ?1 and id = ?3`,
    )
      .bind(section.id, large, `${markOf(0)}-email`)
      .run()
    const { body } = await exported<Lists>({ id: namesOf(0).id })
    expect(body.events).toHaveLength(2503)
    expect(new Set(body.events?.map(({ id }) => id)).size).toBe(2503)
    expect(body.quarantine).toHaveLength(2)
  })

  test('as CSV holds the same values, a line each', async () => {
    const { exported, app, path } = await shop(1)
    const { body: json } = await exported<Lists>({ id: namesOf(0).id })
    const { body: csv, headers } = await exported<string>({ id: namesOf(0).id }, 'csv')
    expect([headers.get('Content-Type'), headers.get('Content-Disposition')]).toEqual([
      ...['text/csv; charset=utf-8; header=present', 'attachment; filename="milepost-profile-2026-11-23.csv"'],
    ])
    const request = { method: 'POST', headers: { Authorization: `Bearer ${env.ADMIN_TOKEN}`, 'Content-Type': 'application/json' } }
    const raw = await app.request(
      `${path}/export`,
      { ...request, body: JSON.stringify({ profile: { id: namesOf(0).id }, format: 'csv' }) },
      env,
    )
    expect([...new Uint8Array(await raw.arrayBuffer())].slice(0, 4)).toEqual([0xef, 0xbb, 0xbf, 0x22])
    const lines = csv.split('\r\n')
    expect(lines.slice(0, 2)).toEqual(['"list","row","member","value"', expect.stringMatching(/^"parts","1","id",/)])
    expect(lines).toContain(`"events","1","fields.orderId","A-${markOf(0)}"`)
    expect(lines).toContain('"events","1","fields.total","1.5"')
    expect(lines).toContain(`"identifiers","4","value","browser-${markOf(0)}"`)
    for (const [name, list] of Object.entries(json).filter(([, list]) => Array.isArray(list)))
      expect([name, new Set(lines.filter((line) => line.startsWith(`"${name}"`)).map((line) => line.split(',')[1])).size]).toEqual([
        name,
        list.length,
      ])
  })
})
