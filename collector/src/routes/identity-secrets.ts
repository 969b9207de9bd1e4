import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { audited } from '../audit.js'
import { access, personId } from '../auth.js'
import { instantOf } from '../clock.js'
import type { AppEnv } from '../env.js'
import { Problem } from '../problem.js'
import {
  identitySecretPageSchema,
  MAX_IDENTITY_SECRETS,
  madeIdentitySecretSchema,
  newIdentitySecretSchema,
} from '../schema/identity-secret.js'
import { listQuerySchema } from '../schema/list.js'
import { jsonBody, query } from '../schema/request.js'
import { listIdentitySecrets, makeIdentitySecret, revokeIdentitySecret } from '../store/identity-secrets.js'
import { bodiless, changing, json, managed, managing, refusals } from './answers.js'
import { refuseMaking } from './integration-keys.js'

const about = { tags: ['Integrations'], ...managing }
const body = ['body_invalid', 'body_too_large', 'encoding_unsupported', 'request_invalid'] as const
const refused = ['section_unknown', ...changing, ...managed] as const

/** Secrets with which a shop’s server proves to the collector who somebody on a page is. */
export const identitySecretsRoutes = new Hono<AppEnv>()
  .get(
    '/:section/identity-secrets',
    describeRoute({
      ...about,
      operationId: 'listIdentitySecrets',
      summary: 'List identity secrets that work, without what is secret of them',
      responses: {
        200: json('Secrets, oldest first', identitySecretPageSchema),
        ...refusals('query_invalid', 'role_too_low', 'section_unknown', ...managed),
      },
    }),
    access('owner'),
    query(listQuerySchema),
    async (c) => c.json(await listIdentitySecrets(c.env.DB, c.req.param('section'), c.req.valid('query'), instantOf(c.var.clock()))),
  )
  .post(
    '/:section/identity-secrets',
    describeRoute({
      ...about,
      operationId: 'createIdentitySecret',
      summary: 'Make the identity secret in use',
      description:
        'The secret itself is in this answer and nowhere else. Those before it keep working for a while, so that servers can be given the new one without refusing anybody.',
      responses: { 201: json('The secret', madeIdentitySecretSchema), ...refusals(...body, 'limit_reached', ...refused) },
    }),
    access('owner'),
    audited('identity_secret.made'),
    jsonBody(newIdentitySecretSchema),
    async (c) => {
      const { graceSeconds } = c.req.valid('json')
      const nowMs = c.var.clock()
      const span = { now: instantOf(nowMs), validUntil: instantOf(nowMs + graceSeconds * 1000) }
      const making = { sectionId: c.req.param('section'), ownerId: personId(c.var.principal), ...span }
      const secret = await makeIdentitySecret(c.env.DB, making)
      if (!secret) return await refuseMaking(c, `${MAX_IDENTITY_SECRETS} identity secrets that work`)
      c.var.definitions.forget()
      c.set('audit', [{ object: secret.id, detail: { graceSeconds } }])
      return c.json(secret, 201)
    },
  )
  .post(
    '/:section/identity-secrets/:secret/revoke',
    describeRoute({
      ...about,
      operationId: 'revokeIdentitySecret',
      summary: 'End an identity secret at once',
      description: 'Proofs that were made with it are refused from now on, elsewhere after `SETTINGS_TTL_SECONDS`. Takes no body.',
      responses: { 204: { description: 'It works no longer' }, ...refusals('identity_secret_unknown', ...bodiless, ...refused) },
    }),
    access('owner'),
    audited('identity_secret.revoked'),
    async (c) => {
      const revoked = await revokeIdentitySecret(c.env.DB, c.req.param('section'), c.req.param('secret'), instantOf(c.var.clock()))
      if (!revoked) throw new Problem('identity_secret_unknown')
      c.var.definitions.forget()
      return c.body(null, 204)
    },
  )
