import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { audited } from '../audit.js'
import { actorOf } from '../auth.js'
import { instantOf } from '../clock.js'
import type { AppEnv } from '../env.js'
import { integration } from '../integration-auth.js'
import { Problem } from '../problem.js'
import { readIdentifierReference } from '../profiles/reference.js'
import {
  integrationLookupSchema,
  integrationMergeSchema,
  integrationProfileAnswerSchema,
  type Merge,
  newMergeSchema,
} from '../schema/profile.js'
import { jsonBody } from '../schema/request.js'
import { randomId } from '../store/ids.js'
import { readIntegrationProfile } from '../store/integration-profile.js'
import { mergeProfiles, undoMerge } from '../store/merges.js'
import { bodiless, integrating, json, keyed, refusals } from './answers.js'

const body = ['body_invalid', 'body_too_large', 'encoding_unsupported', 'request_invalid'] as const

/** Profiles as integrations read and merge them. The section is that of the key. */
export const integrationProfilesRoutes = new Hono<AppEnv>()
  .post(
    '/profiles/lookup',
    describeRoute({
      ...integrating,
      operationId: 'lookUpIntegrationProfile',
      summary: 'Find a profile by an identifier, with its events',
      description:
        'Events, newest first, and identifiers as the allowed operations of the custom events let them be read by this kind of identifier. Identifiers travel in bodies, since addresses end up in logs.',
      responses: {
        200: json('The profile, and a page of its events', integrationProfileAnswerSchema),
        ...refusals(...body, 'query_invalid', 'profile_unknown', ...keyed),
      },
    }),
    integration('profiles:read'),
    jsonBody(integrationLookupSchema),
    async (c) => {
      const { sectionId } = c.var.key
      const { profile, ...options } = c.req.valid('json')
      const reference = await readIdentifierReference(c.env.DB, sectionId, profile)
      const found = await readIntegrationProfile(c.env.DB, sectionId, reference, options)
      if (!found) throw new Problem('profile_unknown')
      return c.json(found)
    },
  )
  .post(
    '/profiles/merge',
    describeRoute({
      ...integrating,
      operationId: 'mergeProfiles',
      summary: 'Merge two profiles, until it is undone',
      description: 'The source becomes a part of the target. Nothing of either is changed, so that undoing it restores both.',
      responses: {
        200: json('The merge', integrationMergeSchema),
        ...refusals(...body, 'profile_unknown', 'profiles_already_one', ...keyed),
      },
    }),
    integration('profiles:merge'),
    audited('profile.merged'),
    jsonBody(newMergeSchema),
    async (c) => {
      const { sectionId } = c.var.key
      const sent = c.req.valid('json')
      const target = await readIdentifierReference(c.env.DB, sectionId, sent.target, 'target')
      const source = await readIdentifierReference(c.env.DB, sectionId, sent.source, 'source')
      const merge = { id: randomId(), at: instantOf(c.var.clock()) }
      const found = await mergeProfiles(c.env.DB, sectionId, { ...merge, target, source, by: actorOf(c.var.key) })
      if (found.target === null || found.source === null) throw unknown(found)
      if (found.target === found.source) throw new Problem('profiles_already_one')
      c.set('audit', [{ object: merge.id, detail: { target: found.target, source: found.source } }])
      return c.json({ id: merge.id, target: found.target, source: found.source, mergedAt: merge.at, undoneAt: null })
    },
  )
  .post(
    '/profiles/merges/:merge/undo',
    describeRoute({
      ...integrating,
      operationId: 'undoIntegrationMerge',
      summary: 'Undo a merge of two profiles',
      description: 'Both are as if they had never been merged. What was written meanwhile goes where it would have gone.',
      responses: { 200: json('The merge', integrationMergeSchema), ...refusals('merge_unknown', 'merge_undone', ...bodiless, ...keyed) },
    }),
    integration('profiles:merge'),
    audited('merge.undone'),
    async (c) => {
      const by = { at: instantOf(c.var.clock()), by: actorOf(c.var.key) }
      const undone = await undoMerge(c.env.DB, c.var.key.sectionId, c.req.param('merge'), by)
      if (!undone) throw new Problem('merge_unknown')
      if (!undone.done) throw new Problem('merge_undone')
      return c.json(integrationMergeOf(undone.merge))
    },
  )

const integrationMergeOf = ({ id, target, source, mergedAt, undoneAt }: Merge) => ({
  id,
  target: target.id,
  source: source.id,
  mergedAt,
  undoneAt,
})

/** Says which of the two nobody has. */
function unknown(found: { readonly target: string | null; readonly source: string | null }): Problem {
  const errors = (['target', 'source'] as const)
    .filter((field) => found[field] === null)
    .map((field) => {
      const [expected, received] = ['an identifier of a profile', 'one that nobody has']
      return { code: 'profile_unknown', field, expected, received, message: `${field} must be ${expected}, received ${received}` }
    })
  return new Problem('profile_unknown', { detail: errors.map(({ message }) => message).join('; '), errors })
}
