import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import { type AppEnv, settingsTtlMs } from '../env.js'
import { ingest } from '../ingest/ingest.js'
import { readIntegrationBatch } from '../ingest/read-batch.js'
import { integration } from '../integration-auth.js'
import { lakeFor } from '../lake/lake.js'
import { Problem } from '../problem.js'
import { documentedIntegrationBatchSchema, verdictsSchema } from '../schema/event.js'
import { json, refusals, stored, tallyOf, verdictsOf } from './answers.js'

const FROM_AN_INTEGRATION = { channel: 'integration', gpc: false } as const

/** The collection endpoint of integrations. No page can call it, since it answers no CORS. */
export const integrationEventsRoutes = new Hono<AppEnv>().post(
  '/',
  describeRoute({
    operationId: 'sendIntegrationEvents',
    tags: ['Integrations'],
    summary: 'Send up to 500 events of people who are known',
    description:
      'Each event names its profile by exactly one identifier. As at the public endpoint: a verdict for every event, in order; 200 means stored; sending the same event again is safe.',
    security: [{ key: [] }],
    requestBody: { required: true, content: { 'application/json': { schema: resolver(documentedIntegrationBatchSchema) } } },
    responses: {
      200: json('A verdict per event', verdictsSchema),
      ...refusals(
        'body_invalid',
        'key_unknown',
        'scope_missing',
        'body_too_large',
        'encoding_unsupported',
        'rate_limited',
        'storage_unavailable',
      ),
    },
  }),
  integration('events:write'),
  async (c) => {
    // The earliest instant there is: the sender's clock is compared with it, and a slow body must not count as a slow clock.
    const receivedAt = c.var.clock()
    const batch = await readIntegrationBatch(c.req.raw)
    const named = batch.events.map((event) => (event as { version?: unknown } | null)?.version)
    const { sectionId } = c.var.key
    const section = await stored(() => c.var.definitions.loadSection(c.env.DB, sectionId, named, receivedAt, settingsTtlMs(c.env)))
    if (!section) throw new Problem('key_unknown')
    const verdicts = verdictsOf(await stored(() => ingest(c.env, batch, section, FROM_AN_INTEGRATION, receivedAt, lakeFor(c))))
    c.set('tally', tallyOf(verdicts, batch))
    return c.json(verdicts)
  },
)
