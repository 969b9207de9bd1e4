import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newOrderEvent, newSection, ready } from '../../test/collector.js'
import { at, type Name, storeEvent } from '../../test/profiles.js'
import type { Page } from '../schema/list.js'
import type { ProfileEvent } from '../schema/profile.js'
import { mergeProfiles } from './merges.js'
import { listTimeline } from './timeline.js'

const name = (part: number): Name => ['crmId', `C-${part}`]
const reference = (part: number) => ({ kind: 'crmId', value: `C-${part}` }) as const

async function list(sectionId: string, options: Partial<Parameters<typeof listTimeline>[3]> = {}, part = 0): Promise<Page<ProfileEvent>> {
  const page = await listTimeline(env.DB, sectionId, reference(part), { limit: 200, ...options })
  if (!page) throw new Error('there is no such profile')
  return page
}

/** All pages, of sizes that take turns. */
async function paged(sectionId: string, limits: readonly number[], options: Partial<Parameters<typeof listTimeline>[3]> = {}) {
  const found: ProfileEvent[] = []
  let cursor: string | null | undefined
  for (let page = 0; cursor !== null; page++) {
    if (page > 100) throw new Error('the pages have no end')
    const { items, nextCursor } = await list(sectionId, { ...options, limit: limits[page % limits.length] ?? 1, ...(cursor && { cursor }) })
    found.push(...items)
    cursor = nextCursor
  }
  return found.map(({ id }) => id)
}

test('pages of any size over any tree are the whole list, in order, and nothing twice', async () => {
  const mine = await ready()
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        // Few instants and many events: what occurred at the same instant must not get lost between two pages.
        events: fc.array(fc.record({ part: fc.nat(4), ms: fc.nat(6), version: fc.integer({ min: 1, max: 3 }) }), {
          maxLength: 30,
          size: 'max',
        }),
        merges: fc.uniqueArray(fc.constantFrom([0, 1], [1, 2], [0, 3], [3, 4], [2, 4]), { maxLength: 5, size: 'max' }),
        limits: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 }),
        since: fc.option(fc.nat(6), { nil: undefined }),
        until: fc.option(fc.nat(7), { nil: undefined }),
        version: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      }),
      async ({ events, merges, limits, since, until, version }) => {
        const section = await newSection(mine)
        await newOrderEvent(mine, section)
        const stored: { id: string; part: number; ms: number; version: number }[] = []
        for (const { part, ms, version } of [{ part: 0, ms: 0, version: 1 }, ...events])
          stored.push({ id: await storeEvent(section, name(part), { occurredAt: at(ms), version }), part, ms, version })
        const trees = [0, 1, 2, 3, 4]
        for (const [target = 0, source = 0] of merges) {
          const merging = { id: `${target}-${source}`, at: at(0), by: 'token' }
          const found = await mergeProfiles(env.DB, section.id, { ...merging, target: reference(target), source: reference(source) })
          if (found.target === null || found.source === null) continue
          const [into = 0, from = 0] = [trees[target], trees[source]]
          for (const part of trees.keys()) if (trees[part] === from) trees[part] = into
        }
        const expected = stored
          .map((event, seq) => ({ ...event, seq }))
          .filter(({ part }) => trees[part] === trees[0])
          .filter((event) => version === undefined || event.version === version)
          .filter(({ ms }) => (since === undefined || ms >= since) && (until === undefined || ms < until))
          .sort((a, b) => b.ms - a.ms || b.seq - a.seq)
          .map(({ id }) => id)
        const options = {
          ...(since !== undefined && { since: at(since) }),
          ...(until !== undefined && { until: at(until) }),
          ...(version !== undefined && { version: `order-created@${version}` }),
        }
        expect(await paged(section.id, limits, options)).toEqual(expected)
      },
    ),
    { numRuns: 12 },
  )
}, 120_000)

describe('a timeline is narrowed down', () => {
  /** Somebody with an event every hour, of two custom events in turns. */
  async function hourly() {
    const mine = await ready()
    await newOrderEvent(mine, mine.section, 'Signed up')
    for (let hour = 0; hour < 6; hour++) {
      const discriminator = hour % 2 ? 'signed-up' : 'order-created'
      await storeEvent(mine.section, name(0), { occurredAt: at(hour * 3_600_000), discriminator, version: 1 + (hour >> 2) })
    }
    const hours = async (options: Parameters<typeof list>[1]) =>
      (await list(mine.section.id, options)).items.map(
        ({ occurredAt }) => Date.parse(occurredAt) / 3_600_000 - Date.parse(at(0)) / 3_600_000,
      )
    return { ...mine, hours }
  }

  test('by custom event, version and both', async () => {
    const { hours } = await hourly()
    expect(await hours({})).toEqual([5, 4, 3, 2, 1, 0])
    expect(await hours({ customEvent: 'signed-up' })).toEqual([5, 3, 1])
    expect(await hours({ version: 'signed-up@2' })).toEqual([5])
    expect(await hours({ customEvent: 'order-created', version: 'signed-up@2' })).toEqual([])
    expect(await hours({ customEvent: "' or 1=1 --" })).toEqual([])
  })

  test('by instants in any offset, from the first on and before the second', async () => {
    const { hours } = await hourly()
    expect(await hours({ since: at(3_600_000), until: at(3 * 3_600_000) })).toEqual([2, 1])
    // 12:00 +01:00 is 11:00 UTC; the tests start at 10:00.
    expect(await hours({ since: '2026-11-23T12:00:00+01:00', until: '2026-11-23t13:00:00.0001z' })).toEqual([2, 1])
    expect(await hours({ until: '9999-12-31T23:59:59-12:00' })).toEqual([5, 4, 3, 2, 1, 0])
    expect(await hours({ since: '0000-01-01T00:00:00+12:00', until: '2016-12-31T23:59:60Z' })).toEqual([])
  })

  test('never to what is hidden, whose instants are not told either', async () => {
    const mine = await hourly()
    const { call, path, section, hours } = mine
    await call('POST', path.replace('order-created', 'signed-up/hide'), { body: { confirm: 'signed-up' } })
    expect(await hours({})).toEqual([4, 2, 0])
    expect(await hours({ customEvent: 'signed-up' })).toEqual([])
    expect(await hours({ limit: 2 })).toEqual([4, 2])
    const base = `/v1/sections/${section.id}/profiles`
    const found = await call<{ profile: { lastSeenAt: string; firstSeenAt: string } }>('POST', `${base}/lookup`, {
      body: { profile: { crmId: 'C-0' } },
    })
    expect(found.body.profile).toMatchObject({ firstSeenAt: at(0), lastSeenAt: at(4 * 3_600_000) })
  })

  test('and a cursor of another list is refused', async () => {
    const { section } = await hourly()
    for (const cursor of ['x', btoa('[1]'), btoa('["a","b"]')])
      await expect(list(section.id, { cursor })).rejects.toMatchObject({ code: 'query_invalid' })
  })
})
