import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { collector, newOrderEvent, newSection, orderCreated, post } from '../../test/collector.js'
import { dump } from '../../test/dump.js'
import { giveSecret, identification, newIntegration, proofOf, settle } from '../../test/identify.js'
import type { Section } from '../schema/section.js'
import { eraseProfile } from '../store/erase.js'

/** The same numbers every time: what fails once fails again. @see https://en.wikipedia.org/wiki/Linear_congruential_generator */
function seeded(seed: number) {
  let state = seed
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return { below, pick: <Item>(items: readonly Item[]): Item => items[below(items.length)]! }
}

const OPERATIONS = 2000
const SECRET = 'is_the-same-in-both'

test(`${OPERATIONS} operations on one section leave another one with equal IDs, visitors and identifiers as it was`, async () => {
  const mine = collector()
  const sections: Section[] = [await newSection(mine), await newSection(mine)]
  for (const section of sections) {
    await newOrderEvent(mine, section)
    await settle(section, { require_proof: 0 })
    await giveSecret(section, SECRET)
  }
  const isolates = await Promise.all(
    sections.map(async (section) => {
      const isolate = collector()
      return { section, isolate, report: await newIntegration(isolate, section) }
    }),
  )
  const { below, pick } = seeded(20_261_123)
  const uuid = () => `018f3c5e-7d2a-7b1c-8a3e-${below(400).toString(16).padStart(12, '0')}`
  const visitorId = () => `v-${below(40)}`
  const identify = () => pick([{ email: `p${below(25)}@shop.example` }, { mobile: `+4670123${below(10)}567` }, { crmId: `C-${below(25)}` }])
  // Chosen before anything is awaited: the order in which promises settle is not seeded.
  const proof = (who: Record<string, string>) => {
    const nonce = `nonce-${below(30)}`.padEnd(20, '-')
    return pick([async () => undefined, async () => 'x', () => proofOf(SECRET, who, { nonce })])()
  }
  const entry = (): unknown => {
    const [id, who] = [uuid(), identify()]
    const web = () => orderCreated({ id, visitorId: visitorId() })
    return pick<() => unknown>([
      web,
      () => ({ ...web(), fields: pick([{}, { source: 'API' }, { source: 'API', orderId: 5 }]) }),
      () => pick([null, 5, { id, identify: 1 }, { ...web(), version: 'order-created@7' }, { ...web(), consent: [] }]),
      () => orderCreated({ id, profile: who }),
      () => orderCreated({ id, profile: pick([who, {}, { crmId: 'null' }]), fields: {} }),
      () => identification({ id, visitorId: visitorId(), identify: who }),
      () => identification({ id, visitorId: visitorId(), identify: who }),
      () => identification({ id, visitorId: pick([visitorId(), '']), identify: pick([who, {}, { email: 'guest' }]) }),
    ])()
  }
  const erase = async (at: number) => {
    const { section, isolate } = isolates[at]!
    const [[kind, value] = []] = Object.entries(pick<Record<string, string>>([identify(), { visitor: visitorId() }]))
    const reference = { kind: kind as 'email', value: String(value) }
    const erasedAt = new Date(isolate.time.now).toISOString()
    await eraseProfile(env.DB, { sectionId: section.id, reference, erasedAt, erasedBy: 'token' })
  }
  const operate = async (at: number, times: number) => {
    const { section, isolate, report } = isolates[at]!
    for (let done = 0; done < times; ) {
      isolate.time.now += below(2000)
      if (!below(25)) {
        await erase(at)
        done += 1
        continue
      }
      const entries = Array.from({ length: Math.min(1 + below(15), times - done) }, entry)
      const events = await Promise.all(
        entries.map(async (one) => {
          const who = (one as { identify?: Record<string, string> } | null)?.identify
          return who && typeof who === 'object' && Object.keys(who).length ? { ...(one as object), proof: await proof(who) } : one
        }),
      )
      const dropped = below(5) ? {} : { expired: 1 }
      const { status } = below(2) ? await report({ events, dropped }) : await post(isolate, { writeKey: section.writeKey, events, dropped })
      expect(status).toBe(200)
      done += events.length
    }
  }
  const dumpOf = ({ id }: Section) => dump((row, table) => (table === 'sections' ? row.id : row.section_id) === id)

  await operate(1, 300)
  await erase(1)
  const [before, other] = [await dumpOf(sections[0]!), await dumpOf(sections[1]!)]
  for (const table of [
    'events',
    'quarantine',
    'profiles',
    'identifiers',
    'identifications',
    'rollups',
    'suppressions',
    'used_proofs',
    'dropped',
  ])
    expect([table, (other.get(table) ?? []).length > 0]).toEqual([table, true])
  await operate(0, OPERATIONS)
  expect(await dumpOf(sections[1]!)).toEqual(other)
  expect((await dumpOf(sections[0]!)).get('events')?.length).toBeGreaterThan(before.get('events')?.length ?? 0)

  // Whatever happened: nobody points outside of a section, and everything is as it is between requests.
  const { results: strays } = await env.DB.prepare(
    `with mine as (select value as id from json_each(?1))
     select 1 from identifiers i join profiles p on p.seq = i.profile_seq where i.section_id in mine and p.section_id <> i.section_id
     union all select 1 from events e join profiles p on p.seq = e.profile_seq where e.section_id in mine and p.section_id <> e.section_id
     union all select 1 from profiles c join profiles p on p.seq in (c.root, c.merged_into)
       where c.section_id in mine and (p.section_id <> c.section_id or p.root = p.seq)
     union all select 1 from identifications where section_id in mine and (visitor_root is not null or known_seq is not null)`,
  )
    .bind(JSON.stringify(sections.map(({ id }) => id)))
    .all()
  expect(strays).toEqual([])
}, 300_000)
