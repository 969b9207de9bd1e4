import { isInstant, MAX_BODY_BYTES, MAX_EVENTS_PER_REQUEST } from '@milepost/sdk/contract'
import * as v from 'valibot'
import { Problem } from '../problem.js'
import { parseJson, readText } from '../read-body.js'
import { batchSchema, integrationBatchSchema } from '../schema/event.js'
import { describe } from '../schema/request.js'

/** One request's events, each still to be judged. */
export interface Batch {
  readonly events: readonly unknown[]
  /** RFC 3339, by the sender's clock; `null` when it sent none, or something else. */
  readonly sentAt: string | null
  /** Events the sender had to give up since its last batch, by reason. */
  readonly dropped: ReadonlyMap<string, number>
}

/** Reasons a sender may count by; its own mistakes in the counts never cost it the events. */
const REASON = /^[a-z][a-z0-9_]{0,31}$/
const MAX_REASONS = 16
const MAX_DROPPED = 1_000_000_000

/**
 * Reads the body of `POST /v1/events`.
 * @throws Problem `encoding_unsupported`, `body_too_large` (bytes or events) or `body_invalid`
 */
export async function readBatch(request: Request): Promise<Batch & { readonly writeKey: string }> {
  const body = parsed(
    batchSchema,
    parseJson(await readText(request, { mediaTypes: ['application/json', 'text/plain'], maxBytes: MAX_BODY_BYTES })),
  )
  return { writeKey: body.writeKey, ...batchOf(body) }
}

/**
 * Reads the body of `POST /v1/integrations/events`.
 * @throws Problem `encoding_unsupported`, `body_too_large` (bytes or events) or `body_invalid`
 */
export async function readIntegrationBatch(request: Request): Promise<Batch> {
  return batchOf(
    parsed(integrationBatchSchema, parseJson(await readText(request, { mediaTypes: ['application/json'], maxBytes: MAX_BODY_BYTES }))),
  )
}

function parsed<Schema extends v.GenericSchema>(schema: Schema, body: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, body)
  if (!result.success) throw new Problem('body_invalid', describe(result.issues))
  return result.output
}

function batchOf({ events, sentAt, dropped }: v.InferOutput<typeof integrationBatchSchema>): Batch {
  if (events.length > MAX_EVENTS_PER_REQUEST) {
    const [expected, received] = [`at most ${MAX_EVENTS_PER_REQUEST} events`, `${events.length} events`]
    const message = `events must be ${expected}, received ${received}`
    throw new Problem('body_too_large', {
      detail: message,
      errors: [{ code: 'body_too_large', field: 'events', expected, received, message }],
    })
  }
  return { events, sentAt: isInstant(sentAt) ? String(sentAt) : null, dropped: readDropped(dropped) }
}

function readDropped(value: unknown): Map<string, number> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map()
  const counts = Object.entries(value).filter(
    ([reason, count]) => REASON.test(reason) && Number.isSafeInteger(count) && count > 0 && count <= MAX_DROPPED,
  )
  return new Map(counts.slice(0, MAX_REASONS))
}
