import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { describeRoute, resolver } from 'hono-openapi'
import { type AppEnv, settingsTtlMs } from '../env.js'
import { ingest } from '../ingest/ingest.js'
import { readBatch } from '../ingest/read-batch.js'
import { lakeFor } from '../lake/lake.js'
import { Problem } from '../problem.js'
import { limitRate } from '../rate-limit.js'
import { documentedBatchSchema, verdictsSchema } from '../schema/event.js'
import { forOtherOrigins } from '../security-headers.js'
import { spareStorage } from '../spare-storage.js'
import { json, refusals, stored, tallyOf, verdictsOf } from './answers.js'

const body = { schema: resolver(documentedBatchSchema) }

/** The public collection endpoint. */
export const eventsRoutes = new Hono<AppEnv>()
  // A beacon, and a request of a tag manager that does not care for the answer, are sent without CORS.
  .use(forOtherOrigins)
  // Before the body is read nothing is known of the section, and refusals have to be readable too: so the one origin that asks is named
  // here, and whether it may send is decided below. Nothing here depends on cookies.
  .use(
    cors({
      origin: (origin) => origin || null,
      allowMethods: ['POST'],
      allowHeaders: ['Content-Type'],
      exposeHeaders: ['Retry-After'],
      maxAge: 86_400,
    }),
    spareStorage,
  )
  .post(
    '/',
    describeRoute({
      operationId: 'sendEvents',
      tags: ['Events'],
      summary: 'Send up to 500 events',
      description:
        'Public: the write key only names the section. A verdict comes for every event, in order; a malformed event never hurts its neighbours. 200 means stored. Sending the same event again is safe. An entry with `identify` in place of version and fields says who the visitor is.',
      requestBody: { required: true, content: { 'application/json': body, 'text/plain': body } },
      responses: {
        200: json('A verdict per event', verdictsSchema),
        ...refusals(
          'body_invalid',
          'key_unknown',
          'origin_not_allowed',
          'body_too_large',
          'encoding_unsupported',
          'rate_limited',
          'storage_unavailable',
        ),
      },
    }),
    async (c) => {
      // The earliest instant there is: the sender's clock is compared with it, and a slow body must not count as a slow clock.
      const receivedAt = c.var.clock()
      const batch = await readBatch(c.req.raw)
      await limitRate(c, batch.writeKey)
      const named = batch.events.map((event) => (event as { version?: unknown } | null)?.version)
      const ttlMs = settingsTtlMs(c.env)
      const load = () => c.var.definitions.load(c.env.DB, batch.writeKey, named, receivedAt, ttlMs)
      const section = /^wk_[\w-]{1,64}$/.test(batch.writeKey) ? await stored(load) : undefined
      if (!section) throw new Problem('key_unknown')
      c.set('sectionId', section.sectionId)
      checkOrigin(c.req.header('Origin'), section.allowedOrigins)
      const sender = { channel: 'web', gpc: c.req.header('Sec-GPC') === '1' } as const
      const verdicts = verdictsOf(await stored(() => ingest(c.env, batch, section, sender, receivedAt, lakeFor(c))))
      c.set('tally', tallyOf(verdicts, batch))
      return c.json(verdicts)
    },
  )

/** Hygiene, not authentication: what is no browser sends any origin it likes, or none, which passes. */
function checkOrigin(origin: string | undefined, allowed: readonly string[]): void {
  if (origin === undefined || !allowed.length || allowed.includes(origin)) return
  throw new Problem('origin_not_allowed', { detail: `Pages of ${origin.slice(0, 200)} may not send events to this section` })
}
