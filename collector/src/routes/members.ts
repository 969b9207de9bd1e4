import { type Context, Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { audited } from '../audit.js'
import { access, personId, roleTooLow } from '../auth.js'
import type { AppEnv } from '../env.js'
import { Problem } from '../problem.js'
import { newLinkSchema } from '../schema/link.js'
import { listQuerySchema } from '../schema/list.js'
import { type Member, memberChangeSchema, memberPageSchema, memberSchema } from '../schema/member.js'
import { jsonBody, query } from '../schema/request.js'
import { makePasswordLink } from '../store/links.js'
import { changeRole, listMembers, readMember, removeMember } from '../store/members.js'
import { bodiless, changing, json, managed, managing, refusals } from './answers.js'
import { spanOf, urlOf } from './links.js'

const about = { tags: ['People'], ...managing }
const found = ['section_unknown', 'member_unknown', ...changing, ...managed] as const

/** Members: the people of a section, with their roles. */
export const membersRoutes = new Hono<AppEnv>()
  .get(
    '/:section/members',
    describeRoute({
      ...about,
      operationId: 'listMembers',
      summary: 'List members',
      description: 'Administrators own every section without being members of it.',
      responses: {
        200: json('Members, those of longest standing first', memberPageSchema),
        ...refusals('query_invalid', 'section_unknown', ...managed),
      },
    }),
    access('viewer'),
    query(listQuerySchema),
    async (c) => c.json(await listMembers(c.env.DB, c.req.param('section'), c.req.valid('query'))),
  )
  .patch(
    '/:section/members/:member',
    describeRoute({
      ...about,
      operationId: 'changeMember',
      summary: 'Give a member another role',
      responses: {
        200: json('The changed member', memberSchema),
        ...refusals('body_invalid', 'body_too_large', 'encoding_unsupported', 'request_invalid', 'last_owner', ...found),
      },
    }),
    access('owner'),
    audited('member.changed'),
    jsonBody(memberChangeSchema),
    async (c) => {
      const { id, role: before } = await findMember(c)
      const { role } = c.req.valid('json')
      if (!(await changeRole(c.env.DB, c.req.param('section'), id, role))) await refuseLastOwner(c)
      c.set('audit', role === before ? [] : [{ detail: { role } }])
      return c.json(await findMember(c))
    },
  )
  .delete(
    '/:section/members/:member',
    describeRoute({
      ...about,
      operationId: 'removeMember',
      summary: 'End a membership',
      description: 'For owners; and everybody may leave.',
      responses: { 204: { description: 'It has ended' }, ...refusals('last_owner', ...found) },
    }),
    access('viewer'),
    audited('member.removed'),
    async (c) => {
      if (c.var.role !== 'owner' && c.req.param('member') !== personId(c.var.principal)) throw roleTooLow('Only owners remove others')
      const { id } = await findMember(c)
      if (!(await removeMember(c.env.DB, c.req.param('section'), id))) await refuseLastOwner(c)
      return c.body(null, 204)
    },
  )
  .post(
    '/:section/members/:member/password-link',
    describeRoute({
      ...about,
      operationId: 'createPasswordLink',
      summary: 'Make a link with which a member sets a new password',
      description:
        'It works once, for 24 hours. For the token, administrators, and whoever owns every section that the member is in; for an administrator only the token or the administrator. Takes no body.',
      responses: { 201: json('The link', newLinkSchema), ...refusals('password_link_forbidden', ...bodiless, ...found) },
    }),
    access('owner'),
    audited('password_link.made'),
    async (c) => {
      const { id } = await findMember(c)
      const link = await makePasswordLink(c.env.DB, { userId: id, createdBy: personId(c.var.principal) }, spanOf(c, 1))
      if (!link)
        throw new Problem('password_link_forbidden', {
          detail: 'The person is an administrator, or a member of a section that you do not own',
        })
      return c.json({ url: urlOf(c, link), expiresAt: link.expiresAt }, 201)
    },
  )

async function findMember(c: Context<AppEnv, '/:section/:member'>): Promise<Member> {
  const member = await readMember(c.env.DB, c.req.param('section'), c.req.param('member'))
  if (!member) throw new Problem('member_unknown')
  return member
}

/** Says why nothing was changed: somebody has just removed the member, or there is no other owner. */
async function refuseLastOwner(c: Context<AppEnv, '/:section/:member'>): Promise<never> {
  await findMember(c)
  throw new Problem('last_owner', { detail: 'Make another member an owner first' })
}
