import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { type Collector, collector, newSection, orderCreated, post, ready } from '../test/collector.js'
import { watchD1 } from '../test/watched-d1.js'
import { causeOf, type LogLine, logLines } from './log.js'
import { onSchedule } from './on-schedule.js'
import type { MadeIntegrationKey } from './schema/integration-key.js'

/** Whatever is written, by whatever way there is. */
let written: string[]
beforeEach(() => {
  written = []
  for (const level of ['debug', 'log', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((...parts: unknown[]) => void written.push([level, ...parts.map(String)].join(' ')))
  }
})

/** The lines, each checked against the table: by the right level, with no field that it does not name. */
const lines = () =>
  written.map((text) => {
    const [, way, json = ''] = /^(\w+) (.*)$/s.exec(text) ?? []
    const { level, event, ...fields } = JSON.parse(json) as { level: string; event: LogLine }
    expect([way, level]).toEqual([logLines[event].level, logLines[event].level])
    expect(logLines[event].fields).toEqual(expect.arrayContaining(Object.keys(fields)))
    return { level, event, ...fields } as Record<string, unknown>
  })

/** What somebody can be known by. It stands in everything that is sent, and in the messages of whatever fails. */
const PERSON = [
  'ada.lovelace@shop.example',
  '+46701234567',
  'C-4711-lovelace',
  'Ada Lovelace',
  '203.0.113.77',
  'wk_lovelace',
  'browser-lovelace',
]
const MARKS = /lovelace|4670123|4711|203\.0\.113/i

/** Errors as the platform and code throw them, each with a person in whatever it can hold. */
const failures: Readonly<Record<string, () => Error>> = {
  'an error of D1 that quotes': () => new Error(`D1_ERROR: near "${PERSON.join()}": syntax error at offset 7: SQLITE_ERROR`),
  'an error of D1 that quotes and is cut': () => new Error(`D1_ERROR: near '${'x'.repeat(150)}${PERSON.join()}${'x'.repeat(500)}'`),
  'a value that D1 does not take': () => new Error(`D1_TYPE_ERROR: Type 'object' not supported for value '${PERSON.join()}'`),
  'an error of code': () => new TypeError(`Cannot read properties of ${PERSON.join()} (reading 'x')`),
  'a message that looks like a stack': () => new Error(`x\n    at ${PERSON.join()} (index.js:1:1)\n    at ${PERSON[0]}`),
  'an error with a cause': () => new Error(PERSON.join(), { cause: new SyntaxError(`"${PERSON.join()}" is not valid JSON`) }),
  'a name that says it': () => Object.assign(new Error('x'), { name: PERSON.join() }),
}

const sentTo = (path: string): string => `${path}?q=${encodeURIComponent(PERSON.join())}&cursor=${PERSON[2]}&customEvent=${PERSON[2]}`
const identifier = { email: PERSON[0] }
const body = (writeKey: string) => ({
  writeKey,
  events: [
    orderCreated({ visitorId: PERSON[6], fields: { source: PERSON[3], orderId: PERSON[2], [`x ${PERSON[0]}`]: PERSON[1] } }),
    { id: crypto.randomUUID(), visitorId: PERSON[6], occurredAt: PERSON[3], identify: identifier },
    orderCreated({ profile: identifier }),
  ],
  sentAt: PERSON[3],
  dropped: { [PERSON[3] ?? '']: 1 },
  ...{ name: PERSON[3], description: PERSON[0], email: PERSON[0], password: PERSON.join(), profile: identifier, token: PERSON[2] },
  ...{ target: identifier, source: { crmId: PERSON[2] }, category: 'signal', fields: [{ name: PERSON[3], type: 'text' }], role: 'viewer' },
})

/** Calls a route as whoever may, with a person in path, query, headers and body. */
async function callWithPerson({ app, bindings }: Collector, [method = '', pattern = '']: string[], credentials: object, writeKey: string) {
  const path = pattern.replaceAll(/:\w+(\{.*\})?/g, encodeURIComponent(PERSON[0] ?? '')).replace('*', encodeURIComponent(PERSON[3] ?? ''))
  const headers = {
    'CF-Connecting-IP': PERSON[4],
    'User-Agent': PERSON[3],
    Referer: `https://shop.example/?who=${PERSON[0]}`,
    Cookie: `__Host-milepost=${PERSON[2]}`,
    'Content-Type': 'application/json',
    ...credentials,
  }
  const init = { method: method === 'ALL' ? 'GET' : method, headers: headers as Record<string, string> }
  const withBody = !['GET', 'ALL', 'DELETE'].includes(method)
  return app.request(
    `https://collector.example${sentTo(path)}`,
    withBody ? { ...init, body: JSON.stringify(body(writeKey)) } : init,
    bindings,
  )
}

describe('no line holds anything personal', () => {
  // Every route, and the first of them loads what signs people in.
  const SLOW_MS = 120_000
  const routes = [
    ...new Set(
      collector()
        .app.routes.filter(({ method, handler }) => method !== 'ALL' || handler.length < 2)
        .map(({ method, path }) => `${method} ${path}`),
    ),
  ].map((route) => route.split(' '))

  test.each(Object.entries(failures))(
    'when every call of the database ends with %s',
    async (_, failure) => {
      let failing = false
      const { DB } = watchD1(env.DB, () => (failing ? failure() : undefined))
      const mine = await ready({ DB })
      const keys = `/v1/sections/${mine.section.id}/integration-keys`
      const made = await mine.call<MadeIntegrationKey>('POST', keys, { body: { name: 'K', scopes: ['events:write', 'profiles:read'] } })
      failing = true
      const statuses = new Set<number>()
      for (const route of routes) {
        const isIntegration = route[1]?.startsWith('/v1/integrations')
        const credentials = { Authorization: `Bearer ${isIntegration ? made.body.key : env.ADMIN_TOKEN}` }
        for (const sent of [credentials, {}]) {
          // As long after another that every one has its line.
          mine.time.now += 1_000
          statuses.add((await callWithPerson(mine, route, sent, mine.section.writeKey)).status)
        }
      }
      await expect(onSchedule(mine.bindings, 0)).rejects.toThrow('expired_failed')
      expect(Math.max(...statuses)).toBeGreaterThanOrEqual(500)
      expect(lines().length).toBeGreaterThan(40)
      expect(written.find((line) => MARKS.test(line))).toBeUndefined()
    },
    SLOW_MS,
  )

  test(
    'when all goes well, or senders make mistakes: then there is none at all',
    async () => {
      const mine = await ready()
      await post(mine, body(mine.section.writeKey))
      for (const route of routes) {
        for (const credentials of [{ Authorization: `Bearer ${env.ADMIN_TOKEN}` }, {}, { Authorization: `Bearer ${PERSON[0]}` }]) {
          const { status } = await callWithPerson(mine, route, credentials, mine.section.writeKey)
          expect(status, route.join(' ')).toBeLessThan(500)
        }
      }
      await post(mine, `{"${PERSON.join()}`)
      expect(written).toEqual([])
    },
    SLOW_MS,
  )
})

test('a failure tells what failed, where, and whose events they were', async () => {
  let failing = false
  const { DB } = watchD1(env.DB, () => (failing ? new Error('D1_ERROR: D1 DB is overloaded. Requests queued for too long.') : undefined))
  const mine = await ready({ DB })
  await post(mine, { writeKey: mine.section.writeKey, events: [orderCreated()] })
  failing = true
  await post(mine, { writeKey: mine.section.writeKey, events: [orderCreated()] })
  await mine.call('GET', `/api/sections/${mine.section.id}/definitions/order-created`)
  expect(lines()).toEqual([
    {
      level: 'error',
      event: 'request_failed',
      code: 'storage_unavailable',
      status: 503,
      method: 'POST',
      route: '/v1/events',
      section: mine.section.id,
      durationMs: 0,
      cause: expect.stringMatching(/^Error D1_ERROR: D1 DB is overloaded\. Requests queued for too long\. at /),
    },
    expect.objectContaining({ method: 'GET', route: '/v1/sections/:section/custom-events/:discriminator' }),
  ])
})

test('of many failures within a second the first ten are told, of each code, and with the next how many more there were', async () => {
  let fails = false
  const { DB } = watchD1(env.DB, () => (fails ? new Error('Whatever') : undefined))
  const mine = await ready({ DB })
  const fail = async (times: number) => {
    written = []
    for (let request = 0; request < times; request++) await post(mine, { writeKey: mine.section.writeKey, events: [orderCreated()] })
    return lines().map(({ code, omitted }) => [code, omitted])
  }
  const told = (count: number, first?: number) =>
    Array.from({ length: count }, (_, index) => ['storage_unavailable', index ? undefined : first])
  fails = true
  expect(await fail(25)).toEqual(told(10))
  mine.time.now += 999
  expect(await fail(5)).toEqual([])
  await mine.call('GET', '/v1/sections')
  expect(lines()).toEqual([expect.objectContaining({ code: 'internal_error' })])
  mine.time.now += 1
  expect(await fail(12)).toEqual(told(10, 20))
  // A clock that was put back does not silence it.
  mine.time.now -= 3_600_000
  expect(await fail(3)).toEqual(told(3, 2))
  mine.time.now += 1_000
  expect(await fail(1)).toEqual(told(1))
})

test('a run of the cron trigger tells how much it removed', async () => {
  const mine = collector()
  const section = await newSection(mine)
  const add = "insert into retired_write_keys select 'old-' || value || ?1, ?1, '2026-01-01' from json_each('[1,2,3]')"
  await onSchedule(mine.bindings, mine.time.now)
  await env.DB.prepare(add).bind(section.id).run()
  await onSchedule(mine.bindings, mine.time.now)
  const run = { level: 'info', event: 'expired_removed', left: false, durationMs: expect.any(Number) }
  expect(lines()).toEqual([
    { ...run, removed: expect.any(Number) },
    { ...run, removed: 3 },
  ])
})

test('a cause that goes round in a circle is told all the same', () => {
  const error = new Error('x')
  error.cause = error
  expect(causeOf(error)).toMatch(/^Error at /)
  expect(causeOf('text')).toBe('string')
})

test('of an error of the runtime its reference is told, and no more', () => {
  expect(causeOf(new Error('internal error; reference = 8u08i5rki3vr9fgkrrl7t8s6 lovelace'))).toMatch(
    /^Error internal error; reference = 8u08i5rki3vr9fgkrrl7t8s6 at /,
  )
})
