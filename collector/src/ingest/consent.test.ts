import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { type Answer, collector, orderCreated, post, ready, type Verdicts } from '../../test/collector.js'
import { identification, newIntegration, rowsOf, settle } from '../../test/identify.js'

const AT = '2026-11-23T09:00:00Z'
const purposes = ['necessary', 'analytics', 'marketing'] as const
const sent = [undefined, [], ['analytics'], ['marketing'], ['analytics', 'marketing']] as const

/** A section with a custom event of each purpose. */
async function shop(settings: Parameters<typeof settle>[1] = {}) {
  const mine = await ready()
  for (const purpose of purposes) {
    const base = `/v1/sections/${mine.section.id}/custom-events`
    await mine.call('POST', base, { body: { name: purpose, category: 'signal', fields: [] } })
    await mine.call('PATCH', `${base}/${purpose}`, { body: { webTracking: true } })
  }
  await env.DB.prepare('update custom_events set purpose = discriminator where section_id = ?1 and discriminator in (?2, ?3, ?4)')
    .bind(mine.section.id, ...purposes)
    .run()
  await settle(mine.section, { require_proof: 0, ...settings })
  const fresh = collector()
  const report = await newIntegration(fresh, mine.section)
  return {
    ...mine,
    web: (event: unknown, headers = {}) => post(fresh, { writeKey: mine.section.writeKey, events: [event] }, headers),
    report: (event: unknown, headers = {}) => report({ events: [event] }, headers),
  }
}

const eventOf = (purpose: string, list: readonly string[] | undefined, more = {}) =>
  orderCreated({ version: `${purpose}@1`, fields: { source: 'Shop' }, ...(list && { consent: { purposes: list, at: AT } }), ...more })

const outcome = (answer: Answer<Verdicts>) => {
  const [verdict] = answer.body.verdicts
  return verdict?.issues?.map(({ code, field }) => `${code} ${field}`).join() ?? verdict?.status
}

describe.each([1, 0])('with honour_gpc %i', (honour_gpc) => {
  test('an event of a page needs the consent that its purpose needs, and Global Privacy Control takes it away', async () => {
    const { section, web } = await shop({ honour_gpc })
    let accepted = 0
    for (const purpose of purposes)
      for (const list of sent)
        for (const gpc of [undefined, '1', '0', 'true', '1, 1']) {
          const covered = purpose === 'necessary' || (list?.some((one) => one === purpose) && !(gpc === '1' && honour_gpc))
          const answer = await web(eventOf(purpose, list), gpc === undefined ? {} : { 'Sec-GPC': gpc })
          expect([purpose, list, gpc, outcome(answer)]).toEqual([purpose, list, gpc, covered ? 'accepted' : 'consent_missing consent'])
          accepted += covered ? 1 : 0
        }
    const count = (where: string) =>
      rowsOf(section, `select coalesce(sum(count), 0) as count from rollups where section_id = ? and ${where}`)
    const all = "grain = 'day' and dimension = 'all'"
    expect(await count(`${all} and verdict = 'accepted'`)).toEqual([{ count: accepted }])
    expect(await count(`${all} and verdict = 'rejected'`)).toEqual([{ count: purposes.length * sent.length * 5 - accepted }])
    expect(
      await rowsOf(
        section,
        'select 1 from quarantine where section_id = ?1 union all select 1 from quarantine_groups where section_id = ?1',
      ),
    ).toEqual([])
  }, 60_000)

  test('somebody may identify unless their browser says no', async () => {
    const { section, web } = await shop({ honour_gpc })
    expect(outcome(await web(identification(), { 'Sec-GPC': '1' }))).toBe(honour_gpc ? 'consent_missing consent' : 'accepted')
    expect(outcome(await web(identification({ visitorId: 'v-2' })))).toBe('accepted')
    expect(await rowsOf(section, 'select 1 from quarantine where section_id = ?')).toEqual([])
  })
})

test('an integration is no browser: none is asked for, and what it sends must cover the purpose', async () => {
  const { web, report } = await shop()
  for (const purpose of purposes)
    for (const list of sent) {
      const covered = purpose === 'necessary' || !list || list.some((one) => one === purpose)
      const event = eventOf(purpose, list, { profile: { crmId: 'C-1' } })
      const answer = await report(event, { 'Sec-GPC': '1' })
      expect([purpose, list, outcome(answer)]).toEqual([purpose, list, covered ? 'accepted' : 'consent_missing consent'])
    }
  const malformed = { profile: { crmId: 'C-1' }, consent: { purposes: ['analytics'] } }
  expect(outcome(await report(eventOf('analytics', undefined, malformed)))).toBe('event_invalid consent')
  expect(outcome(await web(eventOf('analytics', undefined, { consent: malformed.consent })))).toBe(
    'event_invalid consent,consent_missing consent',
  )
})

test('the proof of consent is stored with the event, each purpose once and nothing else', async () => {
  const { section, web } = await shop()
  const consent = { purposes: ['marketing', 'analytics', 'marketing'], at: AT, by: 'banner' }
  await web(eventOf('analytics', undefined, { consent }))
  await web(eventOf('necessary', []))
  await web(eventOf('necessary', undefined))
  expect(await rowsOf(section, 'select consent from events where section_id = ? order by seq')).toEqual([
    { consent: `{"purposes":["marketing","analytics"],"at":"${AT}"}` },
    { consent: `{"purposes":[],"at":"${AT}"}` },
    { consent: null },
  ])
})

test('what lacks consent is not kept, whatever else is wrong with it, and the same with consent is', async () => {
  const { section, web } = await shop()
  const wrong = (list: readonly string[]) => eventOf('analytics', list, { fields: {}, visitorId: 'v-1' })
  expect(outcome(await web(wrong([])))).toBe('consent_missing consent,source_missing source')
  expect(await rowsOf(section, 'select 1 from quarantine where section_id = ?')).toEqual([])
  expect(outcome(await web(wrong(['analytics'])))).toBe('source_missing source')
  expect(await rowsOf(section, 'select subject from quarantine where section_id = ?')).toEqual([{ subject: 'visitor:v-1' }])
})

test('an event that is refused for consent is a duplicate when it is stored already, and can be sent again with it', async () => {
  const { web } = await shop()
  const event = eventOf('analytics', [])
  const given = { ...event, consent: { purposes: ['analytics'], at: AT } }
  expect([outcome(await web(event)), outcome(await web(given)), outcome(await web(event))]).toEqual([
    'consent_missing consent',
    'accepted',
    'duplicate',
  ])
})

test('a try of an event is one with consent', async () => {
  const { section, call } = await shop()
  const path = `/v1/sections/${section.id}/custom-events/marketing/versions/1/test`
  const { body } = await call<{ verdict: { status: string } }>('POST', path, { body: { fields: { source: 'Editor' } } })
  expect(body.verdict.status).toBe('accepted')
  expect(await rowsOf(section, 'select consent ->> 0 as consent, profile_seq from events where section_id = ?')).toEqual([
    { consent: null, profile_seq: null },
  ])
})
