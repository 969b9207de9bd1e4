import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { audited } from '../audit.js'
import { access, actorOf } from '../auth.js'
import { instantOf } from '../clock.js'
import type { AppEnv } from '../env.js'
import { Problem } from '../problem.js'
import { readReference } from '../profiles/reference.js'
import {
  lookupSchema,
  mergeAnswerSchema,
  profileAnswerSchema,
  profileSchema,
  timelinePageSchema,
  timelineQuerySchema,
} from '../schema/profile.js'
import { jsonBody, query } from '../schema/request.js'
import { undoMerge } from '../store/merges.js'
import { readProfile } from '../store/profiles.js'
import { listTimeline } from '../store/timeline.js'
import { bodiless, changing, json, managed, managing, refusals } from './answers.js'

const about = { tags: ['Profiles'], ...managing }
const body = ['body_invalid', 'body_too_large', 'encoding_unsupported', 'request_invalid'] as const
const found = ['section_unknown', 'profile_unknown', ...managed] as const

/** People, and what they did. Allowed operations bind integrations, not whoever is here. */
export const profilesRoutes = new Hono<AppEnv>()
  .post(
    '/:section/profiles/lookup',
    describeRoute({
      ...about,
      operationId: 'lookUpProfile',
      summary: 'Find a profile by an identifier, a visitor ID or its ID',
      description: 'Identifiers travel in bodies, since addresses end up in logs.',
      responses: { 200: json('The profile', profileAnswerSchema), ...refusals(...body, 'request_forged', ...found) },
    }),
    access('viewer'),
    jsonBody(lookupSchema),
    async (c) => {
      const sectionId = c.req.param('section')
      const reference = await readReference(c.env.DB, sectionId, c.req.valid('json').profile)
      const profile = await readProfile(c.env.DB, sectionId, reference)
      if (!profile) throw new Problem('profile_unknown')
      return c.json({ profile })
    },
  )
  .get(
    '/:section/profiles/:profile',
    describeRoute({
      ...about,
      operationId: 'readProfile',
      summary: 'Read a profile',
      description: 'The ID of one that was merged into another answers with that one.',
      responses: { 200: json('The profile', profileSchema), ...refusals(...found) },
    }),
    access('viewer'),
    async (c) => {
      const profile = await readProfile(c.env.DB, c.req.param('section'), { kind: 'id', value: c.req.param('profile') })
      if (!profile) throw new Problem('profile_unknown')
      return c.json(profile)
    },
  )
  .get(
    '/:section/profiles/:profile/events',
    describeRoute({
      ...about,
      operationId: 'listProfileEvents',
      summary: 'List what somebody did',
      description: 'Events of hidden custom events are left out.',
      responses: { 200: json('Events, the last that occurred first', timelinePageSchema), ...refusals('query_invalid', ...found) },
    }),
    access('viewer'),
    query(timelineQuerySchema),
    async (c) => {
      const reference = { kind: 'id', value: c.req.param('profile') } as const
      const page = await listTimeline(c.env.DB, c.req.param('section'), reference, c.req.valid('query'))
      if (!page) throw new Problem('profile_unknown')
      return c.json(page)
    },
  )
  .post(
    '/:section/profiles/merges/:merge/undo',
    describeRoute({
      ...about,
      operationId: 'undoMerge',
      summary: 'Undo a merge of two profiles',
      description: 'Both are as if they had never been merged. What was written meanwhile goes where it would have gone.',
      responses: {
        200: json('The merge', mergeAnswerSchema),
        ...refusals('section_unknown', 'merge_unknown', 'merge_undone', ...bodiless, ...changing, ...managed),
      },
    }),
    access('editor'),
    audited('merge.undone'),
    async (c) => {
      const by = { at: instantOf(c.var.clock()), by: actorOf(c.var.principal) }
      const undone = await undoMerge(c.env.DB, c.req.param('section'), c.req.param('merge'), by)
      if (!undone) throw new Problem('merge_unknown')
      if (!undone.done) throw new Problem('merge_undone')
      return c.json({ merge: undone.merge })
    },
  )
