import type { Verdict } from '@milepost/sdk/contract'
import { resolver } from 'hono-openapi'
import type * as v from 'valibot'
import type { Batch } from '../ingest/read-batch.js'
import type { Tally } from '../metrics.js'
import { type ProblemCode, problems, storageProblem } from '../problem.js'
import { problemSchema } from '../schema/problem.js'

/** Describes a route's JSON answer for the OpenAPI document. */
export const json = (description: string, schema: v.GenericSchema) => ({
  description,
  content: { 'application/json': { schema: resolver(schema) } },
})

/** Describes the problems that a route may answer with, by status. */
export function refusals(...codes: ProblemCode[]) {
  const byStatus = Map.groupBy(codes, (code) => problems[code][0])
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      status,
      {
        description: list.map((code) => `\`${code}\`: ${problems[code][1]}`).join('; '),
        content: { 'application/problem+json': { schema: resolver(problemSchema) } },
      },
    ]),
  )
}

/** What every call of the management API may be refused with. */
export const managed = ['unauthorized', 'admin_token_missing', 'storage_unavailable'] as const

/** What a call that takes no body may be refused with when it is sent one. */
export const bodiless = ['body_invalid', 'body_too_large', 'encoding_unsupported'] as const

/** What a call that changes something may also be refused with. */
export const changing = ['request_forged', 'role_too_low'] as const

/** Says in the OpenAPI document that a call needs the token or a session. */
export const managing = { security: [{ token: [] }, { session: [] }] }

/** What every call of the integrations API may be refused with. */
export const keyed = ['key_unknown', 'scope_missing', 'rate_limited', 'storage_unavailable'] as const

/** Says in the OpenAPI document that a call needs an integration key. */
export const integrating = { tags: ['Integrations'], security: [{ key: [] }] }
/** What is answered to sent events. */
export function verdictsOf(verdicts: readonly Verdict[]) {
  const count = (status: string) => verdicts.filter((verdict) => verdict.status === status).length
  return { accepted: count('accepted'), duplicates: count('duplicate'), rejected: count('rejected'), verdicts }
}

/** The same in figures, with what the sender has given up. */
export function tallyOf({ accepted, duplicates, rejected }: ReturnType<typeof verdictsOf>, { dropped }: Pick<Batch, 'dropped'>): Tally {
  return { accepted, duplicates, rejected, dropped: [...dropped.values()].reduce((sum, count) => sum + count, 0) }
}

/** Whatever goes wrong with the storage, the events are still with the sender: it is told to come again. */
export async function stored<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw storageProblem(cause)
  }
}
