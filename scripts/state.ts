import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { takeLock } from './lock.mjs'
import { migrationStamp } from './migrate.ts'

/** Held by a running start; while it is, the state folder is not emptied. */
export const startLock = (state: string): string => join(state, 'start.lock')

/** What a start leaves in the state folder. The stamp comes first: what is half removed must not look ready. */
const contents = [migrationStamp, 'worker', 'registry', 'logs']

/**
 * Empties the state folder: local database, stamps and logs. Only what Milepost put there is removed, since MILEPOST_STATE may point anywhere.
 * @throws while a start is running on it
 */
export function emptyState(state: string): void {
  const lock = takeLock(startLock(state))
  if (!lock.release)
    throw new Error(`Milepost is running (process ${lock.owner}). End it first, with Ctrl-C there or with: kill ${lock.owner}`)
  try {
    for (const name of contents) rmSync(join(state, name), { recursive: true, force: true })
  } finally {
    lock.release()
  }
}
