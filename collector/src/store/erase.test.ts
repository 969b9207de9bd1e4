import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { collector, newSection } from '../../test/collector.js'
import { HAS, markOf, namesOf, storeCustomers } from '../../test/customers.js'
import { dump } from '../../test/dump.js'
import type { Reference } from '../profiles/reference.js'
import { suppressionHash } from '../profiles/suppression.js'
import { eraseProfile } from './erase.js'

const ERASED_AT = '2026-11-23T10:00:00.000Z'

async function shop(customers: number) {
  const section = await newSection(collector())
  await storeCustomers(section, customers)
  const erase = (reference: Reference, d1 = env.DB) =>
    eraseProfile(d1, { sectionId: section.id, reference, erasedAt: ERASED_AT, erasedBy: 'token' })
  const key = await env.DB.prepare('select suppression_key as key from sections where id = ?1').bind(section.id).first<string>('key')
  const first = <Value>(sql: string, ...values: unknown[]) =>
    env.DB.prepare(sql)
      .bind(section.id, ...values)
      .first<Value>()
  return { section, erase, key: key ?? '', first, mine: () => dump((row) => row.section_id === section.id) }
}

/** The rows of a dump that do not hold a text, without counts of what is erased. */
const without = (rows: ReadonlyMap<string, readonly string[]>, ...texts: readonly string[]) =>
  [...rows]
    .filter(([table]) => !['quarantine_groups', 'erasures', 'suppressions'].includes(table))
    .map(([table, list]) => [table, list.filter((row) => !texts.some((text) => row.includes(text)))])

describe('one of a thousand', () => {
  test('is gone from every table by whichever name, and nobody else is touched', async () => {
    const { section, erase, key, first, mine } = await shop(1000)
    const other = await shop(20)
    const untouched = await other.mine()
    const before = await mine()
    const kinds = ['email', 'mobile', 'crmId', 'visitor', 'id'] as const
    for (const [number, kind] of kinds.entries()) {
      const erasure = await erase({ kind, value: namesOf(number)[kind] })
      expect([kind, erasure]).toEqual([kind, { id: expect.any(String), erasedAt: ERASED_AT, removed: HAS }])
      const left = await dump((row) => (row.section_id ?? section.id) === section.id && JSON.stringify(row).includes(markOf(number)))
      expect([kind, [...left]]).toEqual([kind, []])
      // What it is found by is suppressed, and nothing else is.
      const { email, mobile, crmId, visitor } = namesOf(number)
      const hashes = await Promise.all(
        Object.entries({ email, mobile, crmId, visitor }).map(([kind, value]) =>
          suppressionHash(key, { kind: kind as 'email', value: value as string }),
        ),
      )
      const entry = await first<{ hashes: string; receipt: string }>(
        'select hashes, receipt from erasures where section_id = ?1 and id = ?2',
        erasure?.id,
      )
      expect(JSON.parse(entry?.hashes ?? '').sort()).toEqual(hashes.sort())
      expect(JSON.parse(entry?.receipt ?? '')).toEqual(HAS)
      expect(
        await first(
          'select count(*) as count, min(erased_at) as at from suppressions where section_id = ?1 and hash in (select value from json_each(?2))',
          entry?.hashes,
        ),
      ).toEqual({ count: 4, at: ERASED_AT })
    }
    const marks = kinds.map((_, number) => markOf(number))
    expect(without(await mine(), ...marks)).toEqual(without(before, ...marks))
    expect(await first('select sum(count) as count, sum(held) as held from quarantine_groups where section_id = ?1')).toEqual({
      count: 2 * (1000 - kinds.length),
      held: 1000 - kinds.length,
    })
    expect(await first('select count(*) as count from suppressions where section_id = ?1')).toEqual({ count: 4 * kinds.length })
    expect(await other.mine()).toEqual(untouched)
    expect(await first('select count(*) as count from profiles where section_id = ?1 and id not like ?2', '%#%')).toEqual({ count: 0 })
    expect(section.id).not.toBe(other.section.id)
  })
})

test('a second time there is nothing to erase, and the last one takes its group along', async () => {
  const { erase, first } = await shop(1)
  const { email, crmId, id } = namesOf(0)
  expect(await erase({ kind: 'email', value: email })).toBeDefined()
  expect(await first('select count(*) as count from quarantine_groups where section_id = ?1')).toEqual({ count: 0 })
  expect(await erase({ kind: 'email', value: email })).toBeUndefined()
  expect(await erase({ kind: 'crmId', value: crmId })).toBeUndefined()
  expect(await erase({ kind: 'id', value: id })).toBeUndefined()
  expect(await first('select count(*) as count from erasures where section_id = ?1')).toEqual({ count: 1 })
})

test('whoever has no profile yet is suppressed, with rejected events that name them', async () => {
  const { section, erase, first } = await shop(1)
  const nobody = { kind: 'email', value: 'late@shop.example' } as const
  const keep = () =>
    env.DB.prepare(
      `insert into quarantine (section_id, hash, issues, event, count, first_received_at, received_at, subject) values (?1, 'late', '[]', '{}', 1, ?2, ?2, ?3)`,
    )
      .bind(section.id, ERASED_AT, `email:${nobody.value}`)
      .run()
  const nothing = Object.fromEntries(Object.keys(HAS).map((name) => [name, 0]))
  expect((await erase(nobody))?.removed).toEqual(nothing)
  expect(await first('select count(*) as count from suppressions where section_id = ?1')).toEqual({ count: 1 })
  expect(await erase(nobody)).toBeUndefined()
  await keep()
  expect((await erase(nobody))?.removed).toEqual({ ...nothing, quarantine: 1 })
  expect(await first(`select count(*) as count from quarantine where section_id = ?1 and hash = 'late'`)).toEqual({ count: 0 })
})

test('takes records of merges that were undone along, and identifications of others that named it meanwhile', async () => {
  const { section, erase, first } = await shop(2)
  const part = `(select profile_seq from identifiers where section_id = ?1 and kind = 'visitor' and value = ?2)`
  await env.DB.batch([
    // The other customer's browser has identified as this one while both were one.
    env.DB.prepare(
      `insert into identifications (section_id, id, visitor_id, profile_seq, kind, value, occurred_at, received_at) values (?1, 'odd', ?2, ${part}, 'crmId', ?3, ?4, ?4)`,
    ).bind(section.id, namesOf(1).visitor, namesOf(0).crmId, ERASED_AT),
    env.DB.prepare(
      `insert into merges (section_id, id, target_seq, source_seq, merged_at, merged_by, undone_at, undone_by)
       values (?1, 'undone', (select seq from profiles where section_id = ?1 and id = ?2), (select seq from profiles where section_id = ?1 and id = ?3), ?4, 'token', ?4, 'token')`,
    ).bind(section.id, namesOf(1).id, namesOf(0).id, ERASED_AT),
  ])
  expect((await erase({ kind: 'id', value: namesOf(0).id }))?.removed).toEqual({
    ...HAS,
    merges: HAS.merges + 1,
    identifications: HAS.identifications + 1,
  })
  expect([...(await dump((row) => row.section_id === section.id && JSON.stringify(row).includes(markOf(0))))]).toEqual([])
  expect(await first('select count(*) as count from identifications where section_id = ?1')).toEqual({ count: HAS.identifications })
  expect((await erase({ kind: 'email', value: namesOf(1).email }))?.removed).toEqual(HAS)
})

describe('meanwhile', () => {
  /** The real database, with something that happens right before the first batch of this many statements. */
  const meanwhile = (statements: number, happens: () => Promise<unknown>, times = 1) => {
    let left = times
    return new Proxy(env.DB, {
      get(target, property: keyof D1Database) {
        if (property === 'prepare') return target.prepare.bind(target)
        return async (list: D1PreparedStatement[]) => {
          if (list.length === statements && left-- > 0) await happens()
          return target.batch(list)
        }
      },
    })
  }
  const ERASING = 10

  test('an identifier that arrives is erased and suppressed too', async () => {
    const { section, erase, key, first } = await shop(2)
    const arrive = () =>
      env.DB.prepare(
        `insert into identifiers (section_id, kind, value, profile_seq, created_at) select section_id, 'crmId', 'new-#0#', profile_seq, created_at from identifiers
         where section_id = ?1 and kind = 'email' and value = ?2`,
      )
        .bind(section.id, namesOf(0).email)
        .run()
    const erasure = await erase({ kind: 'email', value: namesOf(0).email }, meanwhile(ERASING, arrive))
    expect(erasure?.removed).toEqual({ ...HAS, identifiers: HAS.identifiers + 1 })
    const hash = await suppressionHash(key, { kind: 'crmId', value: 'new-#0#' })
    expect(await first('select erased_at as at from suppressions where section_id = ?1 and hash = ?2', hash)).toEqual({ at: ERASED_AT })
    expect(await first('select count(*) as count from erasures where section_id = ?1')).toEqual({ count: 1 })
  })

  test('a merge is seen, from either side, and an undone one spares whom it set free', async () => {
    const { section, erase, first } = await shop(4)
    /** Puts a customer's parts into another one's, or takes them out again. */
    const merge = (from: number, into: number | null) =>
      env.DB.prepare(
        `update profiles set merged_into = iif(profiles.seq = s.seq, iif(?4, t.seq, null), profiles.merged_into),
           root = iif(?4, t.seq, nullif(s.seq, profiles.seq))
         from profiles s, profiles t where profiles.section_id = ?1 and s.section_id = ?1 and t.section_id = ?1
           and s.id = ?2 and t.id = ?3 and profiles.id like substr(?2, 1, 3) || '%'`,
      )
        .bind(section.id, namesOf(from).id, namesOf(into ?? from).id, into === null ? 0 : 1)
        .run()
    const two = Object.fromEntries(Object.entries(HAS).map(([name, count]) => [name, 2 * count]))
    const source = await erase(
      { kind: 'email', value: namesOf(0).email },
      meanwhile(ERASING, () => merge(0, 1)),
    )
    expect(source?.removed).toEqual(two)
    await merge(2, 3)
    const target = await erase(
      { kind: 'email', value: namesOf(3).email },
      meanwhile(ERASING, () => merge(2, null)),
    )
    expect(target?.removed).toEqual(HAS)
    expect(await first('select count(*) as count from events where section_id = ?1')).toEqual({ count: HAS.events })
    expect(await first('select count(*) as count from suppressions where section_id = ?1')).toEqual({ count: 12 })
  })

  test('whoever changes all the time is not half erased', async () => {
    const { section, erase, first } = await shop(1)
    let number = 0
    const arrive = () =>
      env.DB.prepare(
        `insert into identifiers (section_id, kind, value, profile_seq, created_at) select section_id, 'visitor', 'b-' || ?3, profile_seq, created_at from identifiers
         where section_id = ?1 and kind = 'email' and value = ?2`,
      )
        .bind(section.id, namesOf(0).email, ++number)
        .run()
    const erasing = erase({ kind: 'email', value: namesOf(0).email }, meanwhile(ERASING, arrive, 1000))
    await expect(erasing).rejects.toMatchObject({ code: 'storage_unavailable' })
    expect(number).toBe(10)
    expect(await first('select count(*) as count from events where section_id = ?1')).toEqual({ count: HAS.events })
    expect(await first('select count(*) as count from suppressions where section_id = ?1')).toEqual({ count: 0 })
  })
})
