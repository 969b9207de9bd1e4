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
  const address = c.req.header('CF-Connecting-IP') ?? ''
  await count(c, `${writeKey.slice(0, 64)} ${address}`)
}

/**
 * Counts a request against an integration key that was proven, wherever it comes from.
 * @throws Problem `rate_limited`
 */
export const limitKeyRate = (c: Context<AppEnv>, keyId: string): Promise<void> => count(c, `sk_${keyId}`)

async function count(c: Context<AppEnv>, key: string): Promise<void> {
  const outcome = await c.env.RATE_LIMIT?.limit({ key })
  if (outcome && !outcome.success) throw new Problem('rate_limited', { retryAfterSeconds: PERIOD_SECONDS })
}
