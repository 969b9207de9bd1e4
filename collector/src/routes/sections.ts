import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { instantOf } from '../clock.js'
import type { AppEnv } from '../env.js'
import { Problem } from '../problem.js'
import { listQuerySchema } from '../schema/list.js'
import { jsonBody, query } from '../schema/request.js'
import { newSectionSchema, sectionChangeSchema, sectionPageSchema, sectionSchema } from '../schema/section.js'
import { changeSection, createSection, listSections, readSection } from '../store/sections.js'
import { json, managed, managing, refusals } from './answers.js'

const about = { tags: ['Sections'], ...managing }

/** Sections: each keeps one brand's or market's data apart. */
export const sectionsRoutes = new Hono<AppEnv>()
  .get(
    '/',
    describeRoute({
      ...about,
      operationId: 'listSections',
      summary: 'List sections',
      responses: { 200: json('Sections, oldest first', sectionPageSchema), ...refusals('query_invalid', ...managed) },
    }),
    query(listQuerySchema),
    async (c) => c.json(await listSections(c.env.DB, c.req.valid('query'))),
  )
  .post(
    '/',
    describeRoute({
      ...about,
      operationId: 'createSection',
      summary: 'Create a section',
      responses: {
        201: json('The new section', sectionSchema),
        ...refusals('body_invalid', 'body_too_large', 'encoding_unsupported', 'request_invalid', ...managed),
      },
    }),
    jsonBody(newSectionSchema),
    async (c) => c.json(await createSection(c.env.DB, c.req.valid('json'), instantOf(c.var.clock())), 201),
  )
  .get(
    '/:section',
    describeRoute({
      ...about,
      operationId: 'readSection',
      summary: 'Read a section',
      responses: { 200: json('The section', sectionSchema), ...refusals('section_unknown', ...managed) },
    }),
    async (c) => {
      const section = await readSection(c.env.DB, c.req.param('section'))
      if (!section) throw new Problem('section_unknown')
      return c.json(section)
    },
  )
  .patch(
    '/:section',
    describeRoute({
      ...about,
      operationId: 'changeSection',
      summary: 'Change a section',
      responses: {
        200: json('The changed section', sectionSchema),
        ...refusals('body_invalid', 'body_too_large', 'encoding_unsupported', 'request_invalid', 'section_unknown', ...managed),
      },
    }),
    jsonBody(sectionChangeSchema),
    async (c) => {
      const section = await changeSection(c.env.DB, c.req.param('section'), c.req.valid('json'))
      if (!section) throw new Problem('section_unknown')
      c.var.definitions.forget()
      return c.json(section)
    },
  )
