import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { audited, notesOfChange } from '../audit.js'
import { access, ownsAll, personId, roleTooLow } from '../auth.js'
import { instantOf } from '../clock.js'
import type { AppEnv } from '../env.js'
import { Problem } from '../problem.js'
import { isCountry } from '../profiles/country.js'
import { listQuerySchema } from '../schema/list.js'
import { jsonBody, query } from '../schema/request.js'
import { newSectionSchema, rotationSchema, sectionChangeSchema, sectionPageSchema, sectionSchema } from '../schema/section.js'
import { changeSection, createSection, listSections, rotateWriteKey } from '../store/sections.js'
import { changing, json, managed, managing, refusals } from './answers.js'
import { findSection } from './find.js'
import { mayCreateSections } from './me.js'

const about = { tags: ['Sections'], ...managing }
const body = ['body_invalid', 'body_too_large', 'encoding_unsupported', 'request_invalid'] as const

/** Sections: each keeps one brand's or market's data apart. */
export const sectionsRoutes = new Hono<AppEnv>()
  .get(
    '/',
    describeRoute({
      ...about,
      operationId: 'listSections',
      summary: 'List the sections you are a member of',
      description: 'The token and administrators own every section, so they see all of them.',
      responses: { 200: json('Sections, oldest first', sectionPageSchema), ...refusals('query_invalid', ...managed) },
    }),
    query(listQuerySchema),
    async (c) => {
      const { principal, clock } = c.var
      const memberId = ownsAll(principal) ? null : personId(principal)
      return c.json(await listSections(c.env.DB, memberId, c.req.valid('query'), instantOf(clock())))
    },
  )
  .post(
    '/',
    describeRoute({
      ...about,
      operationId: 'createSection',
      summary: 'Create a section, and own it',
      description: 'For the token, administrators and owners of another section.',
      responses: { 201: json('The new section', sectionSchema), ...refusals(...body, ...changing, ...managed) },
    }),
    audited('section.created'),
    jsonBody(newSectionSchema),
    async (c) => {
      const { principal, clock } = c.var
      if (!(await mayCreateSections(c.env.DB, principal))) throw roleTooLow('Sections are created by administrators and owners')
      const section = await createSection(c.env.DB, c.req.valid('json'), personId(principal), instantOf(clock()))
      c.set('audit', [{ sectionId: section.id, object: section.id }])
      return c.json(section, 201)
    },
  )
  .get(
    '/:section',
    describeRoute({
      ...about,
      operationId: 'readSection',
      summary: 'Read a section',
      responses: { 200: json('The section', sectionSchema), ...refusals('section_unknown', ...managed) },
    }),
    access('viewer'),
    async (c) => c.json(await findSection(c)),
  )
  .patch(
    '/:section',
    describeRoute({
      ...about,
      operationId: 'changeSection',
      summary: 'Change a section',
      description:
        '`requireProof: false` is a risk: identifiers are then whatever a page says, so that anybody can add events to the profile of somebody whose email they know. Keep it on wherever profiles are acted on.',
      responses: { 200: json('The changed section', sectionSchema), ...refusals(...body, 'section_unknown', ...changing, ...managed) },
    }),
    access('owner'),
    audited('section.changed'),
    jsonBody(sectionChangeSchema),
    async (c) => {
      const change = c.req.valid('json')
      await checkCountry(change.defaultCountry)
      c.set('audit', notesOfChange(change, await findSection(c)))
      await changeSection(c.env.DB, c.req.param('section'), change)
      c.var.definitions.forget()
      return c.json(await findSection(c))
    },
  )
  .post(
    '/:section/rotate-write-key',
    describeRoute({
      ...about,
      operationId: 'rotateWriteKey',
      summary: 'Give a section a new write key',
      description: 'The old one keeps working for a while, so that pages can be published with the new one without losing events.',
      responses: {
        200: json('The section with its new key', sectionSchema),
        ...refusals(...body, 'section_unknown', ...changing, ...managed),
      },
    }),
    access('owner'),
    audited('write_key.rotated'),
    jsonBody(rotationSchema),
    async (c) => {
      const now = c.var.clock()
      const { graceSeconds } = c.req.valid('json')
      const validUntil = instantOf(now + graceSeconds * 1000)
      c.set('audit', [{ detail: { graceSeconds } }])
      await rotateWriteKey(c.env.DB, c.req.param('section'), { now: instantOf(now), validUntil })
      c.var.definitions.forget()
      return c.json(await findSection(c))
    },
  )

/** Which countries there are is known to what reads mobile numbers, and not by the shape of the request. */
async function checkCountry(code: string | null | undefined): Promise<void> {
  if (typeof code !== 'string' || (await isCountry(code))) return
  const [field, expected, received] = ['defaultCountry', 'a country of ISO 3166-1 alpha-2, such as SE', 'another code']
  const message = `${field} must be ${expected}, received ${received}`
  throw new Problem('request_invalid', { detail: message, errors: [{ code: 'value_invalid', field, expected, received, message }] })
}
