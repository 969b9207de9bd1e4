/**
 * What is stored of a profile, table by table, in the order in which it can be removed. `where` is SQL: `?1` is the section, `?2` a JSON list of
 * the parts of the profile, `?3` a JSON list of `[kind, value]` of all that it is found by. Exporting and erasing read the same list, so they cannot
 * differ.
 */
export const belongings = {
  events: { table: 'events', where: 'profile_seq in (select value from json_each(?2))' },
  identifications: {
    table: 'identifications',
    where: `rowid in (
      select rowid from identifications where profile_seq in (select value from json_each(?2))
      union select i.rowid from json_each(?3) s cross join identifications i on i.section_id = ?1 and i.kind = s.value ->> 0 and i.value = s.value ->> 1)`,
  },
  usedProofs: {
    table: 'used_proofs',
    where: `section_id = ?1 and visitor_id in (select value ->> 1 from json_each(?3) where value ->> 0 = 'visitor')`,
  },
  quarantine: {
    table: 'quarantine',
    where: `section_id = ?1 and subject in (select (value ->> 0) || ':' || (value ->> 1) from json_each(?3))`,
  },
  merges: {
    table: 'merges',
    where: `seq in (
      select seq from merges where target_seq in (select value from json_each(?2))
      union select seq from merges where source_seq in (select value from json_each(?2)))`,
  },
  identifiers: { table: 'identifiers', where: 'profile_seq in (select value from json_each(?2))' },
  parts: { table: 'profiles', where: 'seq in (select value from json_each(?2))' },
} as const satisfies Record<string, { readonly table: string; readonly where: string }>
export type Belonging = keyof typeof belongings

/** SQL for how many rows of each kind there are under these conditions, as a JSON object; visitors count apart from other identifiers. */
export const countOf = (conditions: Readonly<Partial<Record<Belonging, string>>>): string => {
  const counts = Object.entries(conditions).flatMap(([name, where]) => {
    const count = (and = '') => `(select count(*) from ${belongings[name as Belonging].table} where ${where}${and})`
    if (name !== 'identifiers') return [`'${name}', ${count()}`]
    return [`'identifiers', ${count(" and kind <> 'visitor'")}`, `'visitors', ${count(" and kind = 'visitor'")}`]
  })
  return `json_object(${counts.join(', ')})`
}

/** How much of what was removed, or would be. */
export type Receipt = Readonly<Record<Belonging | 'visitors', number>>

/** Prepares a statement with those of the numbered parameters that it goes up to: D1 refuses more. */
export function prepareFor(d1: D1Database, sql: string, values: readonly unknown[]): D1PreparedStatement {
  const numbers = [...sql.matchAll(/\?(\d+)/g)].map(([, number]) => Number(number))
  return d1.prepare(sql).bind(...values.slice(0, Math.max(0, ...numbers)))
}
