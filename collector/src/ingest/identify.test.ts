import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { type Answer, collector, newOrderEvent, newSection, orderCreated, post, ready, START, type Verdicts } from '../../test/collector.js'
import { giveSecret, identification, newIntegration, profilesOf, proofOf, rowsOf, settle } from '../../test/identify.js'
import { watchD1 } from '../../test/watched-d1.js'
import type { Section } from '../schema/section.js'

type Settings = Parameters<typeof settle>[1]

/** A section whose pages may identify without a proof, unless it says otherwise. */
async function open(settings: Settings = { require_proof: 0 }) {
  const mine = await ready()
  await settle(mine.section, settings)
  const fresh = collector()
  const send = (...events: unknown[]) => post(fresh, { writeKey: mine.section.writeKey, events })
  return { ...mine, ...fresh, entries: send }
}

const outcomes = ({ body }: Answer<Verdicts>) => body.verdicts.map(({ status, issues }) => issues?.map(({ code }) => code).join() ?? status)

const counted = async (section: Section) =>
  Object.fromEntries(
    (
      await rowsOf<{ name: string; count: number }>(
        section,
        `select trim(key || ' ' || verdict) as name, count from rollups where section_id = ? and dimension = 'identification' and grain = 'hour' order by 1`,
      )
    ).map(({ name, count }) => [name, count]),
  )

describe('visitors', () => {
  test('are profiles from their first event on, and stay one, whatever comes', async () => {
    const { section, entries } = await open()
    await entries(
      orderCreated({ visitorId: 'v-1' }),
      orderCreated({ visitorId: 'v-1' }),
      orderCreated({ visitorId: 'v-2' }),
      orderCreated(),
    )
    const before = await profilesOf(section)
    expect(before).toEqual({ 'visitor:v-1': expect.any(Number), 'visitor:v-2': expect.any(Number) })
    expect(new Set(Object.values(before)).size).toBe(2)
    await entries(orderCreated({ visitorId: 'v-1' }))
    expect(await profilesOf(section)).toEqual(before)
    const stored = await rowsOf(
      section,
      `select e.visitor_id, e.via, i.value from events e left join identifiers i on i.profile_seq = e.profile_seq where e.section_id = ? order by e.seq`,
    )
    expect(stored).toEqual(['v-1', 'v-1', 'v-2', null, 'v-1'].map((id) => ({ visitor_id: id, via: id && 'visitor', value: id })))
    expect(await rowsOf(section, 'select count(*) as count from profiles where section_id = ?')).toEqual([{ count: 2 }])
  })

  test.each([
    'undefined',
    'null',
    '0',
    '[object Object]',
    'guest',
    ' Anonymous ',
    'none',
    'NaN',
    ' ',
    '00000000-0000-0000-0000-000000000000',
  ])('are none by the placeholder %j, whose events are stored with nobody', async (visitorId) => {
    const { section, entries } = await open()
    const [stranger, another, rejected] = [
      orderCreated({ visitorId }),
      orderCreated({ visitorId }),
      orderCreated({ visitorId, fields: {} }),
    ]
    expect(outcomes(await entries(stranger, another, rejected, stranger))).toEqual([
      'accepted',
      'accepted',
      'source_missing,field_required',
      'duplicate',
    ])
    expect(await rowsOf(section, 'select visitor_id, profile_seq, via from events where section_id = ?')).toEqual(
      Array(2).fill({ visitor_id: null, profile_seq: null, via: null }),
    )
    expect(await rowsOf(section, 'select subject from quarantine where section_id = ?')).toEqual([{ subject: null }])
    expect(await profilesOf(section)).toEqual({})
  })

  test('are some by what only looks like a placeholder', async () => {
    const { section, entries } = await open()
    await entries(...['guest-1', '00000000-0000-7000-8000-000000000001', 'v0', '10'].map((visitorId) => orderCreated({ visitorId })))
    expect(new Set(Object.values(await profilesOf(section))).size).toBe(4)
  })

  test('are none by what is rejected, repeated or a duplicate', async () => {
    const { section, entries } = await open()
    const event = orderCreated({ visitorId: 'v-1' })
    await entries(event, { ...event, visitorId: 'v-2' }, orderCreated({ visitorId: 'v-3', fields: {} }))
    await entries({ ...event, visitorId: 'v-4' })
    expect(await profilesOf(section)).toEqual({ 'visitor:v-1': 1 })
    expect(await rowsOf(section, 'select channel, subject from quarantine where section_id = ?')).toEqual([
      { channel: 'web', subject: 'visitor:v-3' },
    ])
  })
})

describe('identifying', () => {
  test('gives the visitor the identifier when nobody has it, and puts the visitor into whoever has it', async () => {
    const { section, entries } = await open()
    await entries(orderCreated({ visitorId: 'v-1' }), orderCreated({ visitorId: 'v-2' }))
    expect(outcomes(await entries(identification()))).toEqual(['accepted'])
    expect(await profilesOf(section)).toEqual({ 'email:ada@shop.example': 1, 'visitor:v-1': 1, 'visitor:v-2': 2 })
    expect(outcomes(await entries(identification({ visitorId: 'v-2', identify: { email: ' ADA@Shop.Example' } })))).toEqual(['accepted'])
    expect(await profilesOf(section)).toEqual({ 'email:ada@shop.example': 1, 'visitor:v-1': 1, 'visitor:v-2': 1 })
    // A visitor that has sent no event, and further identifiers of one person.
    await entries(identification({ visitorId: 'v-3' }), identification({ visitorId: 'v-3', identify: { crmId: 'C-1' } }))
    expect(await profilesOf(section)).toMatchObject({ 'crmId:C-1': 1, 'visitor:v-3': 1 })
    expect(await counted(section)).toEqual({ accepted: 4 })
  })

  test('stores what was accepted, with its instants and consent, and leaves no trace of how it was decided', async () => {
    const { section, entries } = await open()
    const consent = { purposes: ['marketing', 'marketing'], at: '2026-11-23T09:00:00Z', more: 1 }
    await entries(identification({ id: '018F3C5E-7D2A-7B1C-8A3E-0123456789AB', consent }))
    expect(await rowsOf(section, 'select * from identifications where section_id = ?')).toEqual([
      {
        section_id: section.id,
        id: '018f3c5e-7d2a-7b1c-8a3e-0123456789ab',
        visitor_id: 'v-1',
        profile_seq: expect.any(Number),
        kind: 'email',
        value: 'ada@shop.example',
        occurred_at: '2026-11-23T09:59:59.000Z',
        received_at: '2026-11-23T10:00:00.000Z',
        consent: '{"purposes":["marketing"],"at":"2026-11-23T09:00:00Z"}',
        nonce: null,
        visitor_root: null,
        known_seq: null,
      },
    ])
  })

  test('never makes two people one: another identifier of the kind, or one of somebody else, is a conflict', async () => {
    const { section, entries } = await open()
    await entries(identification(), identification({ visitorId: 'v-2', identify: { email: 'bob@shop.example' } }))
    const before = await profilesOf(section)
    const verdicts = await entries(
      identification({ identify: { email: 'eve@shop.example' } }),
      identification({ identify: { email: 'bob@shop.example' } }),
      identification({ visitorId: 'v-2', identify: { crmId: 'C-2' } }),
      identification({ identify: { crmId: 'C-2' } }),
    )
    expect(outcomes(verdicts)).toEqual(['identity_conflict', 'identity_conflict', 'accepted', 'identity_conflict'])
    expect(await profilesOf(section)).toEqual({ ...before, 'crmId:C-2': before['visitor:v-2'] })
    expect(await counted(section)).toEqual({ accepted: 3, 'identity_conflict rejected': 3 })
    expect(await rowsOf(section, 'select count(*) as count from identifications where section_id = ?')).toEqual([{ count: 3 }])
    expect(verdicts.body.verdicts[1]?.issues?.[0]).toEqual({
      code: 'identity_conflict',
      field: 'identify',
      expected: expect.any(String),
      received: expect.any(String),
      message: expect.not.stringContaining('bob'),
    })
  })

  test('happens in the order of the request, between its events', async () => {
    const { section, entries } = await open()
    const verdicts = await entries(
      orderCreated({ visitorId: 'v-1' }),
      identification(),
      identification({ visitorId: 'v-2' }),
      identification({ visitorId: 'v-2', identify: { crmId: 'C-1' } }),
      identification({ identify: { crmId: 'C-2' } }),
      identification({ identify: { crmId: 'C-1' } }),
      orderCreated({ visitorId: 'v-2' }),
    )
    expect(outcomes(verdicts)).toEqual(['accepted', 'accepted', 'accepted', 'accepted', 'identity_conflict', 'accepted', 'accepted'])
    expect(verdicts.body).toMatchObject({ accepted: 6, duplicates: 0, rejected: 1 })
    expect(await profilesOf(section)).toEqual({ 'crmId:C-1': 1, 'email:ada@shop.example': 1, 'visitor:v-1': 1, 'visitor:v-2': 1 })
  })

  test('is done once for an ID, within and across requests, also of one that would be refused by now', async () => {
    const { section, entries } = await open()
    const first = identification()
    expect(outcomes(await entries(first, { ...first, id: first.id.toUpperCase() }, { ...first, identify: {} }))).toEqual([
      'accepted',
      'duplicate',
      'duplicate',
    ])
    const another = { ...first, visitorId: 'v-9', identify: { email: 'eve@shop.example' } }
    expect(outcomes(await entries(first, another, { ...first, visitorId: null }))).toEqual(['duplicate', 'duplicate', 'duplicate'])
    expect(await profilesOf(section)).toEqual({ 'email:ada@shop.example': 1, 'visitor:v-1': 1 })
    // What was refused may come again, put right.
    const wrong = identification({ identify: { crmId: 'null' } })
    expect(outcomes(await entries(wrong, { ...wrong, identify: { crmId: 'C-1' } }))).toEqual(['identifier_invalid', 'accepted'])
    expect(await counted(section)).toEqual({ accepted: 2, duplicate: 5, 'identifier_invalid rejected': 1 })
  })

  test.each<[code: string, change: Record<string, unknown>]>([
    ['visitor_missing', { visitorId: undefined }],
    ['event_invalid', { visitorId: '' }],
    ['visitor_missing', { visitorId: 'undefined' }],
    ['id_invalid', { id: 'A-1' }],
    ['occurred_at_invalid', { occurredAt: 'today' }],
    ['profile_invalid', { identify: {} }],
    ['profile_invalid', { identify: { email: 'ada@shop.example', crmId: 'C-1' } }],
    ['identifier_invalid', { identify: { email: 'guest' } }],
    ['identifier_invalid', { identify: { mobile: '0701234567' } }],
    ['proof_invalid', { proof: 'x' }],
    ['event_invalid', { consent: { purposes: ['all'] } }],
    ['event_invalid', { more: [[[[[[[[[1]]]]]]]]] }],
    ['event_too_large', { more: 'x'.repeat(33_000) }],
  ])('is refused with %s, counted and never kept: %j', async (code, change) => {
    const { section, entries } = await open()
    const answer = await entries(identification(change))
    expect(outcomes(answer)).toEqual([code])
    expect(JSON.stringify(answer.body.verdicts.map(({ issues }) => issues))).not.toMatch(/ada|C-1|0701234567/)
    expect(await counted(section)).toEqual({ [`${code} rejected`]: 1 })
    expect(
      await rowsOf(section, 'select 1 from quarantine where section_id = ?1 union all select 1 from profiles where section_id = ?1'),
    ).toEqual([])
  })

  test('reads mobile numbers by the country of the section', async () => {
    const { section, entries } = await open({ require_proof: 0, default_country: 'SE' })
    await entries(identification({ identify: { mobile: '070-123 45 67' } }))
    expect(await profilesOf(section)).toHaveProperty('mobile:+46701234567')
  })

  test('makes one profile of 200 visitors that identify as one person at the same moment', async () => {
    const { section } = await open()
    const isolates = Array.from({ length: 4 }, () => collector())
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        post(isolates[index % 4]!, { writeKey: section.writeKey, events: [identification({ visitorId: `v-${index}` })] }),
      ),
    )
    expect(new Set(answers.flatMap(outcomes))).toEqual(new Set(['accepted']))
    const profiles = await profilesOf(section)
    expect([Object.keys(profiles).length, new Set(Object.values(profiles)).size]).toEqual([201, 1])
    expect(await counted(section)).toEqual({ accepted: 200 })
  }, 60_000)

  test.each([1, 60])('costs the same statements whatever the number, here %i', async (size) => {
    const { section } = await open()
    const { DB, calls } = watchD1(env.DB)
    const watched = collector({ DB })
    const send = (...events: unknown[]) => post(watched, { writeKey: section.writeKey, events })
    await send(orderCreated())
    const costs = async (...events: unknown[]) => {
      calls.length = 0
      expect((await send(...events)).body.rejected).toBe(0)
      return calls
    }
    const many = <Entry>(make: (index: number) => Entry) => Array.from({ length: size }, (_, index) => make(index))
    // Those of one visitor need one less.
    const events = await costs(...many((index) => orderCreated({ visitorId: `v-${index}` })))
    expect(events).toEqual([{ kind: 'batch', statements: size === 1 ? 5 : 6 }])
    const identify = many((index) => identification({ visitorId: `v-${index}` }))
    expect(await costs(...identify)).toEqual([{ kind: 'batch', statements: 10 }])
    const both = many((index) => [orderCreated({ visitorId: `w-${index}` }), identification({ visitorId: `w-${index}` })]).flat()
    expect(await costs(...both)).toEqual([{ kind: 'batch', statements: 13 }])
  })
})

describe('proofs', () => {
  const SECRET = 'is_secret-of-the-shop'

  async function proving(settings: Settings = {}) {
    const mine = await open(settings)
    await giveSecret(mine.section, SECRET)
    const proof = (options: Parameters<typeof proofOf>[2] = {}) => proofOf(SECRET, { email: 'ada@shop.example' }, options)
    return { ...mine, proof }
  }

  test('are needed by everybody, known or not, while the section requires them', async () => {
    const { section, entries, proof } = await proving()
    expect(outcomes(await entries(identification()))).toEqual(['proof_missing'])
    expect(outcomes(await entries(identification({ proof: await proof() })))).toEqual(['accepted'])
    expect(
      outcomes(await entries(identification({ visitorId: 'v-2' }), identification({ visitorId: 'v-2', identify: { crmId: 'C-9' } }))),
    ).toEqual(['proof_missing', 'proof_missing'])
    expect(await profilesOf(section)).toEqual({ 'email:ada@shop.example': 1, 'visitor:v-1': 1 })
  })

  test('are over the identifier as it was sent', async () => {
    const { section, entries } = await proving()
    const identify = { email: ' Ada@Shop.Example ' }
    expect(outcomes(await entries(identification({ identify, proof: await proofOf(SECRET, identify) })))).toEqual(['accepted'])
    expect(await profilesOf(section)).toHaveProperty('email:ada@shop.example')
    const normalised = await proofOf(SECRET, { email: 'bob@shop.example' })
    expect(
      outcomes(await entries(identification({ visitorId: 'v-2', identify: { email: 'Bob@shop.example' }, proof: normalised }))),
    ).toEqual(['proof_invalid'])
  })

  test.each<[name: string, make: (proof: string) => string | Promise<string>]>([
    ['forged', (proof) => proof.slice(0, -1) + (proof.endsWith('0') ? '1' : '0')],
    ['made with another secret', () => proofOf('is_secret-of-nobody', { email: 'ada@shop.example' })],
    ['of another identifier', () => proofOf(SECRET, { email: 'bob@shop.example' })],
    ['of another kind', () => proofOf(SECRET, { crmId: 'ada@shop.example' })],
    ['truncated', (proof) => proof.slice(0, -2)],
    ['with a later expiry', (proof) => proof.replace(/^v1\.(\d+)/, (_, expires) => `v1.${Number(expires) + 1}`)],
    ['with another nonce', (proof) => proof.replace(/\.[\w-]{36}\./, `.${crypto.randomUUID()}.`)],
    ['of another version', (proof) => proof.replace('v1', 'v2')],
    ['expired', () => proofOf(SECRET, { email: 'ada@shop.example' }, { expiresIn: 0 })],
    ['valid for too long', () => proofOf(SECRET, { email: 'ada@shop.example' }, { expiresIn: 7 * 86_400 + 301 })],
    ['with a short nonce', () => proofOf(SECRET, { email: 'ada@shop.example' }, { nonce: 'n'.repeat(15) })],
    ['with a long nonce', () => proofOf(SECRET, { email: 'ada@shop.example' }, { nonce: 'n'.repeat(65) })],
    ['empty', () => ''],
  ])('that are %s prove nothing, whether they are required or not', async (_, make) => {
    for (const require_proof of [1, 0]) {
      const { section, entries, proof } = await proving({ require_proof })
      expect(outcomes(await entries(identification({ proof: await make(await proof()) })))).toEqual(['proof_invalid'])
      expect(await profilesOf(section)).toEqual({})
    }
  })

  test('are good to the last second, and for the longest time', async () => {
    const { entries, proof } = await proving()
    for (const options of [{ expiresIn: 1 }, { expiresIn: 7 * 86_400 + 300 }, { nonce: 'n'.repeat(16) }, { nonce: '-_'.repeat(32) }])
      expect(outcomes(await entries(identification({ proof: await proof(options) })))).toEqual(['accepted'])
  })

  test('of another section prove nothing', async () => {
    const [mine, other] = [await proving(), await open({})]
    await giveSecret(other.section, 'is_secret-of-another-shop')
    expect(outcomes(await other.entries(identification({ proof: await mine.proof() })))).toEqual(['proof_invalid'])
  })

  test('are made with every secret that is still valid', async () => {
    const { section, entries, time } = await open({})
    await giveSecret(section, 'is_new')
    await giveSecret(section, 'is_old', new Date(START + 60_000).toISOString())
    const by = async (secret: string) => identification({ proof: await proofOf(secret, { email: 'ada@shop.example' }) })
    expect(outcomes(await entries(await by('is_new'), await by('is_old'), await by('is_older')))).toEqual([
      'accepted',
      'accepted',
      'proof_invalid',
    ])
    // Also while what is in memory does not know yet.
    time.now = START + 55_000
    await entries(orderCreated())
    time.now = START + 60_000
    expect(outcomes(await entries(await by('is_new'), await by('is_old')))).toEqual(['accepted', 'proof_invalid'])
  })

  test('belong to the visitor that used them first, who may use them again', async () => {
    const { section, entries, proof } = await proving()
    const used = await proof()
    expect(outcomes(await entries(identification({ proof: used }), identification({ visitorId: 'v-2', proof: used })))).toEqual([
      'accepted',
      'proof_invalid',
    ])
    expect(outcomes(await entries(identification({ visitorId: 'v-3', proof: used }), identification({ proof: used })))).toEqual([
      'proof_invalid',
      'accepted',
    ])
    expect(await profilesOf(section)).toEqual({ 'email:ada@shop.example': 1, 'visitor:v-1': 1 })
    expect(await counted(section)).toEqual({ accepted: 2, 'proof_invalid rejected': 2 })
  })

  test('are free again after a conflict, for the new visitor of the same person, unless they have served before', async () => {
    const { section, entries, proof } = await proving()
    const bob = { email: 'bob@shop.example' }
    await entries(identification({ identify: bob, proof: await proofOf(SECRET, bob) }))
    const ada = await proof()
    expect(outcomes(await entries(identification({ proof: ada })))).toEqual(['identity_conflict'])
    expect(outcomes(await entries(identification({ visitorId: 'v-2', proof: ada })))).toEqual(['accepted'])
    expect(outcomes(await entries(identification({ proof: ada })))).toEqual(['proof_invalid'])
    expect(await rowsOf(section, 'select visitor_id from used_proofs where section_id = ? order by 1')).toEqual([
      { visitor_id: 'v-1' },
      { visitor_id: 'v-2' },
    ])
  })

  test('of 200 visitors at the same moment make one profile', async () => {
    const { section, proof } = await proving()
    const isolates = Array.from({ length: 4 }, () => collector())
    const events = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => identification({ visitorId: `v-${index}`, proof: await proof() })),
    )
    const stolen = { ...events[0], id: crypto.randomUUID(), visitorId: 'thief' }
    const answers = await Promise.all(
      [...events, stolen].map((event, index) => post(isolates[index % 4]!, { writeKey: section.writeKey, events: [event] })),
    )
    // Whoever comes first with a proof has it.
    expect(answers.flatMap(outcomes).sort()).toEqual([...Array.from({ length: 200 }, () => 'accepted'), 'proof_invalid'])
    const profiles = await profilesOf(section)
    expect(Object.values(profiles)).toHaveLength(201)
    expect(new Set(Object.values(profiles)).size).toBe(1)
  }, 60_000)
})

test('an integration cannot identify visitors', async () => {
  const { section, send } = await open()
  const report = await newIntegration({ send }, section)
  const answer = await report({ events: [identification()] })
  expect(outcomes(answer)).toEqual(['event_invalid'])
  expect(await counted(section)).toEqual({ 'event_invalid rejected': 1 })
  expect(await rowsOf(section, 'select 1 from quarantine where section_id = ?')).toEqual([])
})

test('sections with equal visitors and identifiers are apart', async () => {
  const mine = collector()
  const [one, two] = [await newSection(mine), await newSection(mine)]
  for (const section of [one, two]) {
    await newOrderEvent(mine, section)
    await settle(section, { require_proof: 0 })
  }
  const fresh = collector()
  const entry = identification()
  const send = ({ writeKey }: Section, ...events: unknown[]) => post(fresh, { writeKey, events })
  expect(outcomes(await send(one, entry, orderCreated({ visitorId: 'v-1' })))).toEqual(['accepted', 'accepted'])
  expect(outcomes(await send(two, entry))).toEqual(['accepted'])
  expect(await profilesOf(one)).toEqual(await profilesOf(two))
  expect(await rowsOf(two, 'select count(*) as count from events where section_id = ?')).toEqual([{ count: 0 }])
})
