import { type Context, Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { audited } from '../audit.js'
import { access, actorOf, ownsAll, personId, roleTooLow } from '../auth.js'
import { instantOf } from '../clock.js'
import type { AppEnv } from '../env.js'
import { Problem } from '../problem.js'
import {
  integrationKeyPageSchema,
  integrationKeySchema,
  MAX_INTEGRATION_KEYS,
  madeIntegrationKeySchema,
  newIntegrationKeySchema,
} from '../schema/integration-key.js'
import { listQuerySchema } from '../schema/list.js'
import { jsonBody, query } from '../schema/request.js'
import { listKeys, makeKey, revokeKey } from '../store/integration-keys.js'
import { readRole } from '../store/members.js'
import { bodiless, changing, json, managed, managing, refusals } from './answers.js'

const about = { tags: ['Integrations'], ...managing }
const body = ['body_invalid', 'body_too_large', 'encoding_unsupported', 'request_invalid'] as const
const refused = ['section_unknown', ...changing, ...managed] as const

/** Secret keys with which integrations write and read the profiles of a section. */
export const integrationKeysRoutes = new Hono<AppEnv>()
  .get(
    '/:section/integration-keys',
    describeRoute({
      ...about,
      operationId: 'listIntegrationKeys',
      summary: 'List integration keys, revoked ones too',
      responses: {
        200: json('Keys, oldest first', integrationKeyPageSchema),
        ...refusals('query_invalid', 'role_too_low', 'section_unknown', ...managed),
      },
    }),
    access('owner'),
    query(listQuerySchema),
    async (c) => c.json(await listKeys(c.env.DB, c.req.param('section'), c.req.valid('query'))),
  )
  .post(
    '/:section/integration-keys',
    describeRoute({
      ...about,
      operationId: 'createIntegrationKey',
      summary: 'Make an integration key',
      description: 'The key itself is in this answer and nowhere else: only a hash of it is kept.',
      responses: { 201: json('The key', madeIntegrationKeySchema), ...refusals(...body, 'limit_reached', ...refused) },
    }),
    access('owner'),
    audited('integration_key.made'),
    jsonBody(newIntegrationKeySchema),
    async (c) => {
      const { principal, clock } = c.var
      const making = { sectionId: c.req.param('section'), createdBy: actorOf(principal), ownerId: personId(principal) }
      const key = await makeKey(c.env.DB, making, c.req.valid('json'), instantOf(clock()))
      if (!key) return await refuseMaking(c, `${MAX_INTEGRATION_KEYS} integration keys that work`)
      c.set('audit', [{ object: key.id, detail: { scopes: key.scopes } }])
      return c.json(key, 201)
    },
  )
  .post(
    '/:section/integration-keys/:key/revoke',
    describeRoute({
      ...about,
      operationId: 'revokeIntegrationKey',
      summary: 'Revoke an integration key, for ever',
      description: 'It stops at once, everywhere. Revoking it again changes nothing. Takes no body.',
      responses: { 200: json('The revoked key', integrationKeySchema), ...refusals('integration_key_unknown', ...bodiless, ...refused) },
    }),
    access('owner'),
    audited('integration_key.revoked'),
    async (c) => {
      const now = instantOf(c.var.clock())
      const revoked = await revokeKey(c.env.DB, c.req.param('section'), c.req.param('key'), now)
      if (!revoked) throw new Problem('integration_key_unknown')
      if (!revoked.isNew) c.set('audit', [])
      return c.json(revoked.key)
    },
  )

/** Says why nothing was made: whoever asks has just lost the section, or there are as many as there may be. */
export async function refuseMaking(c: Context<AppEnv, '/:section'>, most: string): Promise<never> {
  const { principal } = c.var
  const held = await readRole(c.env.DB, c.req.param('section'), personId(principal), ownsAll(principal))
  if (held !== 'owner') throw roleTooLow('Only owners make these')
  throw new Problem('limit_reached', { detail: `A section has at most ${most}` })
}
