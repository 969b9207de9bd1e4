import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './settings.ts'
import { quietWrangler, runTool } from './tool.ts'

/** File in the state folder that names the migrations its database has seen. */
export const migrationStamp = 'migrations'

/**
 * Applies the D1 migrations to the local database. Asking wrangler takes seconds, so it is asked only when the migrations are not those of the last time.
 * @param state the state folder
 */
export async function migrate(state: string): Promise<void> {
  const folder = join(root, 'collector', 'migrations')
  const hash = createHash('sha256')
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort())
    hash.update(`${file}\n${readFileSync(join(folder, file), 'utf8')}`)
  const stamp = join(state, migrationStamp)
  const wanted = hash.digest('hex')
  if (read(stamp) === wanted) return
  console.log('Applying the database migrations …')
  await runTool('wrangler', ['d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', join(state, 'worker')], quietWrangler(state))
  writeFileSync(stamp, wanted)
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
