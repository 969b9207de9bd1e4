import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest'
import { type Answer, collector, orderCreated, post, ready, START, type Verdicts } from '../../test/collector.js'
import { asThrown, d1Errors, overloads, retrySeconds } from '../../test/d1-errors.js'
import { dump } from '../../test/dump.js'
import { identification, newIntegration, rowsOf, settle } from '../../test/identify.js'
import { type D1Call, watchD1 } from '../../test/watched-d1.js'

let log: MockInstance
beforeEach(() => {
  log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
})

/** The two endpoints that events are sent to, on a database that fails when it is told to. */
async function endpoints() {
  const fault: { before?: (call: D1Call) => Error | undefined; after?: (call: D1Call) => Error | undefined } = {}
  const { DB, calls } = watchD1(
    env.DB,
    (call) => fault.before?.(call),
    (call) => fault.after?.(call),
  )
  const made = await ready({ DB })
  await settle(made.section, { require_proof: 0 })
  /** An isolate of its own: it knows nothing yet. */
  const start = async () => {
    const mine = collector({ DB })
    const report = await newIntegration(mine, made.section)
    const web = <Body = Verdicts>(...events: unknown[]) => post<Body>(mine, { writeKey: made.section.writeKey, events })
    const integration = <Body = Verdicts>(...events: unknown[]) => report<Body>({ events })
    return { ...mine, web, integration }
  }
  return { fault, calls, section: made.section, start }
}

const eventOf = {
  web: () => orderCreated({ visitorId: 'v-1' }),
  integration: () => orderCreated({ profile: { crmId: 'C-1' } }),
}
const channels = ['web', 'integration'] as const

const counted = async (section: { id: string }, verdict: string) => {
  const sql = `select coalesce(sum(count), 0) as count from rollups where section_id = ? and grain = 'day' and dimension = 'all' and verdict = ?`
  const row = await env.DB.prepare(sql).bind(section.id, verdict).first<{ count: number }>()
  return row?.count
}

describe.each(channels)('at the endpoint of %s', (channel) => {
  test.each(d1Errors)('$message: 503 and nothing else, and what is sent again is stored once', async ({ message, trouble }) => {
    const { fault, section, start } = await endpoints()
    const [from, to] = retrySeconds[trouble]
    const taken: string[] = []
    for (const [index, when] of (['before', 'after'] as const).entries()) {
      const mine = await start()
      await mine[channel](eventOf[channel]())
      const event = eventOf[channel]()
      taken.push(event.id)
      fault[when] = ({ kind }) => (kind === 'batch' ? asThrown(message)[index] : undefined)
      const { status, headers, body } = await mine[channel]<{ code: string; detail: string }>(event)
      delete fault[when]
      expect([status, body.code, body.detail]).toEqual([503, 'storage_unavailable', 'The storage does not answer'])
      const seconds = Number(headers.get('Retry-After'))
      expect(seconds >= from && seconds <= to).toBe(true)
      mine.time.now += 5_000
      const again = await mine[channel](event)
      expect(again.body.verdicts.map((verdict) => verdict.status)).toEqual([when === 'before' ? 'accepted' : 'duplicate'])
    }
    const rows = await rowsOf<{ id: string }>(section, 'select id from events where section_id = ?')
    expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(taken))
    expect([rows.length, await counted(section, 'accepted'), await counted(section, 'duplicate')]).toEqual([4, 4, 1])
    expect(JSON.stringify(log.mock.calls)).not.toContain(section.writeKey)
  })

  test.each(overloads)(
    '$message: the database is asked no more than once per request, by an isolate that is new or not',
    async ({ message }) => {
      const { fault, calls, start } = await endpoints()
      for (const isWarm of [false, true]) {
        const mine = await start()
        if (isWarm) await mine[channel](eventOf[channel]())
        calls.length = 0
        fault.before = () => asThrown(message)[Number(isWarm)]
        for (let request = 0; request < 50; request++) {
          // As long after another that the database is asked every time.
          mine.time.now += 1_000
          expect((await mine[channel](eventOf[channel]())).status).toBe(503)
        }
        delete fault.before
        expect(calls).toHaveLength(50)
      }
    },
  )

  test('an isolate leaves an overloaded database alone for a second, also when only what writes fails', async () => {
    const { fault, calls, start } = await endpoints()
    const mine = await start()
    await mine[channel](eventOf[channel]())
    fault.before = ({ kind }) => (kind === 'batch' ? asThrown('D1 DB is overloaded. Too many requests queued.')[0] : undefined)
    calls.length = 0
    const seconds = new Set<string | null>()
    for (let request = 0; request < 100; request++) {
      mine.time.now += 50
      const { status, headers } = await mine[channel](eventOf[channel]())
      seconds.add(headers.get('Retry-After'))
      expect(status).toBe(503)
    }
    expect(calls.length).toBeLessThanOrEqual(10)
    // Not all at once again.
    expect(seconds.size).toBeGreaterThan(5)
    delete fault.before
    expect((await mine[channel](eventOf[channel]())).status).toBe(503)
    mine.time.now += 1_000
    expect((await mine[channel](eventOf[channel]())).status).toBe(200)
    // A clock that was put back does not make it longer.
    fault.before = () => asThrown('D1 DB is overloaded. Too many requests queued.')[0]
    await mine[channel](eventOf[channel]())
    delete fault.before
    mine.time.now -= 3_600_000
    expect((await mine[channel](eventOf[channel]())).status).toBe(200)
  })

  test('what passes is asked for once, and again with the next request', async () => {
    const { fault, calls, start } = await endpoints()
    const mine = await start()
    await mine[channel](eventOf[channel]())
    calls.length = 0
    fault.before = ({ kind }) => (kind === 'batch' ? new Error('Network connection lost.') : undefined)
    for (let request = 0; request < 5; request++) await mine[channel](eventOf[channel]())
    expect(calls.filter(({ kind }) => kind === 'batch')).toHaveLength(5)
  })
})

test('a page may read why it is told to come again', async () => {
  const { fault, section, start } = await endpoints()
  const mine = await start()
  fault.before = () => asThrown('D1 DB is overloaded. Too many requests queued.')[0]
  for (let request = 0; request < 2; request++) {
    const { status, headers } = await post(
      mine,
      { writeKey: section.writeKey, events: [orderCreated()] },
      { Origin: 'https://shop.example' },
    )
    expect([status, headers.get('Access-Control-Allow-Origin'), headers.get('Access-Control-Expose-Headers')]).toEqual([
      503,
      'https://shop.example',
      'Retry-After',
    ])
  }
})

/** A request with everything that a request can have, and that makes the largest batch there is. */
const everything = (stored: readonly { id: string }[]) => {
  const repeated = orderCreated({ visitorId: 'v-5' })
  return {
    sentAt: new Date(START).toISOString(),
    dropped: { queue_full: 3 },
    events: [
      orderCreated({ visitorId: 'v-1' }),
      orderCreated({ visitorId: 'v-2', consent: { purposes: ['analytics'], at: '2026-11-23T09:00:00Z' } }),
      orderCreated({ fields: {} }),
      orderCreated({ fields: {}, visitorId: 'v-3' }),
      orderCreated({ version: 'order-refunded@1' }),
      null,
      repeated,
      repeated,
      ...stored,
      { ...stored[0], fields: {} },
      identification({ visitorId: 'v-4' }),
      identification({ visitorId: 'v-4', identify: { email: 'eve@shop.example' } }),
      identification({ identify: { email: 5 } }),
    ],
  }
}

test('a statement that fails, wherever in the batch it stands, takes everything back', async () => {
  const mine = await ready()
  await settle(mine.section, { require_proof: 0 })
  await env.DB.prepare("update custom_events set purpose = 'necessary' where section_id = ?").bind(mine.section.id).run()
  let place = Number.POSITIVE_INFINITY
  let size = 0
  const breaks = env.DB.prepare('insert into events (section_id, id) values (null, null)')
  const DB = new Proxy(env.DB, {
    get: (target, property: keyof D1Database) =>
      property === 'batch'
        ? (list: D1PreparedStatement[]) => {
            size = list.length
            return target.batch(list.map((statement, index) => (index === place ? breaks : statement)))
          }
        : (target[property] as CallableFunction).bind(target),
  })
  const fresh = collector({ DB })
  const send = (body: object) => post(fresh, { writeKey: mine.section.writeKey, ...body })
  const stored = [orderCreated({ visitorId: 'v-1' }), orderCreated()]
  await send({ events: stored })
  const body = everything(stored)
  const dumped = () => dump((row) => row.section_id === mine.section.id)
  const before = await dumped()
  const statuses: number[] = []
  for (place = 0; place === 0 || place < size; place++) {
    const answer = await send(body)
    statuses.push(answer.status)
    expect([place, await dumped()]).toEqual([place, before])
  }
  expect(new Set(statuses)).toEqual(new Set([503]))
  // Guard, losses, verdicts, what is known, groups, quarantine, installations, proofs, profiles twice, events, and six of identifications.
  expect(size).toBe(17)
  place = Number.POSITIVE_INFINITY
  const verdicts = (answer: Answer<Verdicts>) => answer.body.verdicts.map(({ status }) => status).join(' ')
  expect(verdicts(await send(body))).toBe(
    'accepted accepted rejected rejected rejected rejected accepted duplicate duplicate duplicate duplicate accepted rejected rejected',
  )
})
