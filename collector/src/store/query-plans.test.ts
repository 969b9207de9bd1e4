import { env } from 'cloudflare:workers'
import { expect, test, vi } from 'vitest'
import { collector, orderCreated, post, ready, START } from '../../test/collector.js'
import { namesOf, storeCustomers } from '../../test/customers.js'
import { identification, newIntegration as newSender, settle } from '../../test/identify.js'
import { newIntegration, storeEvent } from '../../test/profiles.js'
import { emptyLake, recordingStream } from '../../test/recording-lake.js'
import { catchUp } from '../lake/catch-up.js'
import type { MadeIntegrationKey } from '../schema/integration-key.js'
import type { Page } from '../schema/list.js'
import type { QuarantineGroup } from '../schema/quarantine-group.js'
import { forgetExpired } from './expired.js'

/** The real binding, which notes every statement with its values. */
function notedD1() {
  const statements: { sql: string; values: unknown[] }[] = []
  const originals = new WeakMap<object, D1PreparedStatement>()
  const noted = (statement: D1PreparedStatement, sql: string): D1PreparedStatement => {
    const proxy = new Proxy(statement, {
      get(target, property: keyof D1PreparedStatement) {
        if (property !== 'bind') return (target[property] as (...values: unknown[]) => unknown).bind(target)
        return (...values: unknown[]) => {
          statements.push({ sql, values })
          return noted(target.bind(...values), sql)
        }
      },
    })
    originals.set(proxy, statement)
    return proxy
  }
  const DB = new Proxy(env.DB, {
    get(target, property: keyof D1Database) {
      if (property === 'prepare') return (sql: string) => noted(target.prepare(sql), sql)
      return (list: D1PreparedStatement[]) => target.batch(list.map((one) => originals.get(one) ?? one))
    },
  })
  return { DB, statements }
}

/** What grows with the events. A scan of one of these is what makes a page slow a year later. */
const TABLES = [
  'events',
  'quarantine',
  'quarantine_groups',
  'rollups',
  'installations',
  'custom_events',
  'definition_versions',
  'users',
  'profiles',
  'identifiers',
  'identifications',
  'used_proofs',
  'merges',
  'suppressions',
  'erasures',
  'integration_keys',
  'identity_secrets',
  'audit_entries',
  'lake_sent',
  'lake_hours',
  'lake_erased',
]

test('no statement of ingest or of the editor reads a table from end to end', async () => {
  const { DB, statements } = notedD1()
  const mine = await ready({ DB })
  const { section, path, call } = mine
  const base = `/v1/sections/${section.id}`
  await settle(section, { require_proof: 0 })
  const report = await newSender(mine, section)
  statements.length = 0
  await post(mine, {
    writeKey: section.writeKey,
    dropped: { expired: 1 },
    events: [
      orderCreated({ page: { url: 'https://shop.example/' }, visitorId: 'v-1' }),
      orderCreated({ visitorId: 'v-1', fields: {} }),
      identification(),
      null,
    ],
  })
  await report({ events: [orderCreated({ profile: { crmId: 'C-1' } })] })
  for (const level of ['info', 'warn'] as const) vi.spyOn(console, level).mockImplementation(() => undefined)
  const { stream, state } = recordingStream()
  const sending = collector({ DB, EVENTS_STREAM: stream })
  for (const fails of [false, true, false]) {
    state.fails = () => fails
    await post(sending, { writeKey: section.writeKey, events: [orderCreated({ visitorId: 'v-1' })] })
    await sending.done()
  }
  const ingesting = statements.slice()
  for (let run = 0; run < 2; run++) await catchUp(sending.bindings, START)
  await emptyLake()
  const { body: groups } = await call<Page<QuarantineGroup>>('GET', `${base}/quarantine/groups?customEvent=order-created`)
  const group = `${base}/quarantine/groups/${groups.items[0]?.id}`
  await storeCustomers(section, 1)
  const calls: [method: string, path: string, body?: unknown][] = [
    ['GET', `${base}/custom-events?stats=true&search=order&category=transaction`],
    ['GET', `${base}/custom-events?hidden=true`],
    ['GET', `${path}?stats=true`],
    ['GET', `${path}/installations`],
    ['POST', `${path}/fields/preview`, { fields: [{ name: 'Total', type: 'text', required: true }] }],
    ['POST', `${path}/fields/preview`, { fields: [] }],
    ['POST', `${path}/versions/1/test`, { fields: {} }],
    ['GET', `${base}/recent`],
    ['GET', `${base}/recent?customEvent=order-created&verdict=rejected`],
    ['GET', `${base}/recent?version=order-created@1&source=A&host=shop.example`],
    ['GET', `${base}/quarantine`],
    ['GET', `${base}/quarantine?customEvent=order-created`],
    ['GET', `${base}/quarantine/groups`],
    ['GET', group],
    ['POST', `${group}/repair`, { repairs: [], dryRun: true }],
    ['POST', `${group}/repair`, { repairs: [], dryRun: false }],
    ...['24h', '7d', '30d'].map((range): [string, string] => ['GET', `${base}/overview?range=${range}`]),
    ['PUT', `${path}/fields`, { fields: [] }],
    ['POST', `${base}/integration-keys`, { name: 'x', scopes: ['events:write'] }],
    ['GET', `${base}/integration-keys`],
    ['POST', `${base}/identity-secrets`, {}],
    ['GET', `${base}/identity-secrets`],
    ['GET', `${base}/audit?action=version.saved`],
    ['POST', `${base}/profiles/export`, { profile: { visitorId: namesOf(0).visitor } }],
    ['POST', `${base}/profiles/erase`, { profile: { email: 'late@shop.example' } }],
    ['POST', `${base}/profiles/erase`, { profile: { email: namesOf(0).email } }],
  ]
  for (const [method, address, body] of calls)
    expect([address, (await call(method, address, { body })).status < 300]).toEqual([address, true])
  const { body: key } = await call<MadeIntegrationKey>('POST', `${base}/integration-keys`, {
    body: { name: 'x', scopes: ['definitions:read'] },
  })
  const answer = await mine.send('/v1/integrations/custom-events', { headers: { Authorization: `Bearer ${key.key}` } })
  expect(answer.status).toBe(200)
  const { post: integrate } = await newIntegration(mine, section)
  const [email, crmId] = [{ email: 'ada@shop.example' }, { crmId: 'C-1' }]
  for (const name of [
    ['email', 'ada@shop.example'],
    ['crmId', 'C-1'],
  ] as const)
    await storeEvent(section, name)
  const merged = await integrate<{ id: string; target: string }>('/profiles/merge', { target: email, source: crmId })
  const narrow = { customEvent: 'order-created', version: 'order-created@1', since: '2026-11-23T10:00:00Z', until: '2026-11-23T11:00:00Z' }
  const profile = `${base}/profiles/${merged.body.target}`
  const read = [
    await integrate('/profiles/lookup', { profile: email }),
    await integrate('/profiles/lookup', { profile: email, ...narrow }),
    ...(await Promise.all(
      [email, { visitorId: 'nobody' }, { id: merged.body.target }].map((named) =>
        call('POST', `${base}/profiles/lookup`, { body: { profile: named } }),
      ),
    )),
    await call('GET', `${profile}/events`),
    await call('GET', `${profile}/events?${new URLSearchParams(narrow)}`),
    await integrate(`/profiles/merges/${merged.body.id}/undo`),
  ]
  expect(read.map(({ status }) => status)).toEqual([200, 200, 200, 404, 200, 200, 200, 200])
  await forgetExpired(DB, START)
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body: journal }: { body: Page<unknown> } = await call<Page<unknown>>(
      'GET',
      `/v1/erasures?limit=200${cursor && `&cursor=${cursor}`}`,
    )
    const entries = journal.items
    const { body: step } = await call<{ nextCursor: string }>('POST', '/v1/erasures/replay', { body: { entries } })
    await call('POST', '/v1/erasures/replay', { body: { entries, cursor: step.nextCursor } })
    cursor = journal.nextCursor
  }
  expect(statements.length).toBeGreaterThan(40)

  const planOf = async (sql: string, values: unknown[] = []) => {
    const { results } = await env.DB.prepare(`explain query plan ${sql}`)
      .bind(...values)
      .all<{ detail: string }>()
    return results.map(({ detail }) => detail)
  }
  // A table may go by another name in a statement.
  const aliases = (sql: string) =>
    TABLES.flatMap((table) => [...sql.matchAll(new RegExp(`\\b${table}"? (?:as )?(\\w+)`, 'g'))].map(([, name = '']) => name))
  const scans = async (sql: string, values?: unknown[]) => {
    const names = new Set([...TABLES, ...aliases(sql)])
    const own = new Set([...sql.matchAll(/\)? ?newest\b|\bwith (?:recursive )?(\w+)/g)].map(([, name = 'newest']) => name))
    return (await planOf(sql, values)).filter((detail) => {
      const [, name = ''] = /^SCAN (\w+)(?! VIRTUAL)/.exec(detail) ?? []
      return names.has(name) && !own.has(name) && !/VIRTUAL TABLE|USING (?:COVERING )?INDEX .* \(/.test(detail)
    })
  }
  // The check is one that can fail.
  expect(await scans('select count(*) from events')).toHaveLength(1)
  expect(await scans('select * from quarantine q where q.count > 1')).toHaveLength(1)
  for (const { sql, values } of statements) expect([sql, await scans(sql, values)]).toEqual([sql, []])
  // What narrows a timeline down is in its index, so that an event that is left out is not read.
  const timelines = statements.filter(({ sql }) => /from parts cross join events/.test(sql))
  expect(timelines).toHaveLength(4)
  for (const { sql, values } of timelines)
    expect(await planOf(sql, values)).toContainEqual(expect.stringMatching(/^SEARCH e USING COVERING INDEX events_of_profile /))
  // Nor does one read all that a section has of what is looked up by its key.
  const whole = async (sql: string, values: unknown[]) =>
    (await planOf(sql, values)).filter((detail) => /INDEX (identif\w+|events_id|profiles_id|quarantine_\w+) \(section_id=\?\)/.test(detail))
  expect(await whole('select * from identifications where section_id = ?1 and visitor_id = 1', ['a'])).toHaveLength(1)
  for (const { sql, values } of statements.filter(({ sql }) => /json_each|^delete/.test(sql)))
    expect([sql, await whole(sql, values)]).toEqual([sql, []])

  // Nor does ingest go through all that a section has.
  const sweeps = async (sql: string, values?: unknown[]) =>
    (await planOf(sql, values)).filter((detail) => /^SEARCH .*\(section_id=\?\)/.test(detail) && !detail.includes('identity_secrets'))
  expect(await sweeps('select value from identifiers where section_id = ?1', [section.id])).toHaveLength(1)
  expect(ingesting.length).toBeGreaterThan(20)
  for (const { sql, values } of ingesting) expect([sql, await sweeps(sql, values)]).toEqual([sql, []])

  // What a trigger does is in no plan of the statement that fires it.
  const { results: triggers } = await env.DB.prepare("select sql from sqlite_schema where type = 'trigger'").all<{ sql: string }>()
  const steps = triggers.flatMap(
    ({ sql }) =>
      /BEGIN(.*)END/s
        .exec(sql)?.[1]
        ?.replaceAll(/\b(?:NEW|OLD)\.\w+/g, '?1')
        .split(/;\s*/) ?? [],
  )
  const done = steps.map((step) => step.trim()).filter(Boolean)
  expect(done.length).toBeGreaterThan(3)
  for (const step of done) expect([step, await scans(step, [1]), await sweeps(step, [1])]).toEqual([step, [], []])
})
