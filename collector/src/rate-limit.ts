import type { Context } from 'hono'
import type { AppEnv } from './env.js'
import { Problem } from './problem.js'

/** The period of the binding in wrangler.toml, after which the count starts again. */
const PERIOD_SECONDS = 10

/**
 * Counts a request against its write key and client address, together: one busy visitor never costs another the service.
 * @throws Problem `rate_limited`
 */
export async function limitRate(c: Context<AppEnv>, writeKey: string): Promise<void> {
  await count(c, `${writeKey.slice(0, 64)} ${addressOf(c) ?? ''}`)
}

/**
 * Counts a request that brings an integration key against its client address, before the key is looked up: whoever guesses keys costs the database
 * no more than that. Cloudflare always tells the address; where nobody does, as locally, nothing is counted.
 * @throws Problem `rate_limited`
 */
export async function limitKeyLookups(c: Context<AppEnv>): Promise<void> {
  const address = addressOf(c)
  if (address) await count(c, `sk ${address}`)
}

/**
 * Counts a request against an integration key that was proven, wherever it comes from.
 * @throws Problem `rate_limited`
 */
export const limitKeyRate = (c: Context<AppEnv>, keyId: string): Promise<void> => count(c, `sk_${keyId}`)

const addressOf = (c: Context<AppEnv>): string | undefined => c.req.header('CF-Connecting-IP')

async function count(c: Context<AppEnv>, key: string): Promise<void> {
  const outcome = await c.env.RATE_LIMIT?.limit({ key })
  if (outcome && !outcome.success) throw new Problem('rate_limited', { retryAfterSeconds: PERIOD_SECONDS })
}
