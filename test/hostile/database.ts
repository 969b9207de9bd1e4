import { inject } from 'vitest'

/** Puts SQL to the collector's own database. */
export async function rowsIn<Row = Record<string, unknown>>(sql: string): Promise<Row[]> {
  const answer = await fetch(inject('database'), { method: 'POST', body: sql })
  return (await answer.json()) as Row[]
}
