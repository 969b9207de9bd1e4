import { eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { scripts } from './tables.js'

/** Keeps a generated page script under its hash, for ever. */
export async function keepScript(d1: D1Database, script: { hash: string; code: string }, createdAt: string): Promise<void> {
  await drizzle(d1)
    .insert(scripts)
    .values({ ...script, createdAt })
    .onConflictDoNothing()
}

/** Reads a page script's code; `undefined` when no such script was ever generated. */
export async function readScript(d1: D1Database, hash: string): Promise<string | undefined> {
  const [row] = await drizzle(d1).select({ code: scripts.code }).from(scripts).where(eq(scripts.hash, hash))
  return row?.code
}
