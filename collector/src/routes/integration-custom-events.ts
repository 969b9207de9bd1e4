import { identifierKinds } from '@milepost/sdk/contract'
import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { instantOf } from '../clock.js'
import type { AppEnv } from '../env.js'
import { integration } from '../integration-auth.js'
import type { AllowedOperations, CustomEvent } from '../schema/custom-event.js'
import {
  type IntegrationCustomEvent,
  integrationCustomEventPageSchema,
  integrationCustomEventQuerySchema,
} from '../schema/integration-custom-event.js'
import type { Scope } from '../schema/integration-key.js'
import { query } from '../schema/request.js'
import { listCustomEvents } from '../store/custom-events.js'
import { integrating, json, keyed, refusals } from './answers.js'

/** What an integration may send and read. */
export const integrationCustomEventsRoutes = new Hono<AppEnv>().get(
  '/',
  describeRoute({
    ...integrating,
    operationId: 'listIntegrationCustomEvents',
    summary: 'List custom events with their versions, and what this key may do with them',
    description: 'Takes the scope `definitions:read`. Hidden custom events are left out.',
    responses: { 200: json('Custom events, oldest first', integrationCustomEventPageSchema), ...refusals('query_invalid', ...keyed) },
  }),
  integration('definitions:read'),
  query(integrationCustomEventQuerySchema),
  async (c) => {
    const { key, clock } = c.var
    const options = { ...c.req.valid('query'), hidden: false }
    const { items, nextCursor } = await listCustomEvents(c.env.DB, key.sectionId, options, instantOf(clock()))
    return c.json({ items: items.map((customEvent) => toldTo(key.scopes, customEvent)), nextCursor })
  },
)

/** What a scope opens. */
const SCOPES = { read: 'profiles:read', write: 'events:write' } as const satisfies Record<string, Scope>

function toldTo(scopes: readonly Scope[], customEvent: CustomEvent): IntegrationCustomEvent {
  const { hidden: _, hiddenAt: __, editableAt: ___, stats: ____, versions, ...told } = customEvent
  const may = (kind: keyof AllowedOperations) => told.allowedOperations[kind].filter((operation) => scopes.includes(SCOPES[operation]))
  return {
    ...told,
    versions: versions.map(({ savedBy: _, ...version }) => version),
    allowed: Object.fromEntries(identifierKinds.map((kind) => [kind, may(kind)])) as AllowedOperations,
  }
}
