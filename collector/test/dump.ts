import { env } from 'cloudflare:workers'

type Row = Readonly<Record<string, unknown>>

/** Every row of every table, as JSON, under the name of its table. Those that name a section can be narrowed to it. */
export async function dump(wanted: (row: Row, table: string) => boolean = () => true): Promise<Map<string, string[]>> {
  const { results: tables } = await env.DB.prepare(
    `select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' and name not like '\\_cf\\_%' escape '\\'`,
  ).all<{ name: string }>()
  const dumped = new Map<string, string[]>()
  for (const { name } of tables) {
    const { results } = await env.DB.prepare(`select * from ${name}`).all<Row>()
    const rows = results.filter((row) => wanted(row, name)).map((row) => JSON.stringify(row))
    if (rows.length) dumped.set(name, rows.sort())
  }
  return dumped
}
