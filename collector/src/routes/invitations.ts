import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { audited } from '../audit.js'
import { access, personId, roleTooLow } from '../auth.js'
import { instantOf } from '../clock.js'
import type { AppEnv } from '../env.js'
import { Problem } from '../problem.js'
import { invitationPageSchema, madeInvitationSchema, newInvitationSchema } from '../schema/link.js'
import { listQuerySchema } from '../schema/list.js'
import { jsonBody, query } from '../schema/request.js'
import { listInvitations, makeInvitation, removeInvitation } from '../store/links.js'
import { changing, json, managed, managing, refusals } from './answers.js'
import { spanOf, urlOf } from './links.js'

const about = { tags: ['People'], ...managing }
const refused = ['section_unknown', ...changing, ...managed] as const

/** Invitations: links with which somebody becomes a member of a section. */
export const invitationsRoutes = new Hono<AppEnv>()
  .get(
    '/:section/invitations',
    describeRoute({
      ...about,
      operationId: 'listInvitations',
      summary: 'List open invitations',
      responses: {
        200: json('Invitations, oldest first', invitationPageSchema),
        ...refusals('query_invalid', 'role_too_low', 'section_unknown', ...managed),
      },
    }),
    access('owner'),
    query(listQuerySchema),
    async (c) => c.json(await listInvitations(c.env.DB, c.req.param('section'), c.req.valid('query'), instantOf(c.var.clock()))),
  )
  .post(
    '/:section/invitations',
    describeRoute({
      ...about,
      operationId: 'createInvitation',
      summary: 'Invite somebody, by a link that you send them',
      description: 'It works once, for seven days.',
      responses: {
        201: json('The invitation with its link', madeInvitationSchema),
        ...refusals('body_invalid', 'body_too_large', 'encoding_unsupported', 'request_invalid', ...refused),
      },
    }),
    access('owner'),
    audited('invitation.made'),
    jsonBody(newInvitationSchema),
    async (c) => {
      const { role } = c.req.valid('json')
      const values = { sectionId: c.req.param('section'), role, createdBy: personId(c.var.principal) }
      const link = await makeInvitation(c.env.DB, values, spanOf(c, 7))
      if (!link) throw roleTooLow('Only owners invite')
      c.set('audit', [{ object: link.id, detail: { role } }])
      return c.json({ id: link.id, url: urlOf(c, link), role, expiresAt: link.expiresAt }, 201)
    },
  )
  .delete(
    '/:section/invitations/:invitation',
    describeRoute({
      ...about,
      operationId: 'removeInvitation',
      summary: 'Take an invitation back',
      responses: { 204: { description: 'Its link no longer works' }, ...refusals('invitation_unknown', ...refused) },
    }),
    access('owner'),
    audited('invitation.removed'),
    async (c) => {
      const removed = await removeInvitation(c.env.DB, c.req.param('section'), c.req.param('invitation'), instantOf(c.var.clock()))
      if (!removed) throw new Problem('invitation_unknown')
      return c.body(null, 204)
    },
  )
