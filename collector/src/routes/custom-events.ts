import { checkDefinition, type Field, type FieldInput } from '@milepost/sdk/contract'
import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { audited, notesOfChange } from '../audit.js'
import { access, personId } from '../auth.js'
import { instantOf } from '../clock.js'
import type { AppEnv } from '../env.js'
import { Problem } from '../problem.js'
import {
  customEventChangeSchema,
  customEventListQuerySchema,
  customEventPageSchema,
  customEventSchema,
  hideSchema,
  newCustomEventSchema,
  statsQuerySchema,
} from '../schema/custom-event.js'
import { jsonBody, query } from '../schema/request.js'
import { changeCustomEvent, createCustomEvent, hideCustomEvent, listCustomEvents } from '../store/custom-events.js'
import { countByVersion } from '../store/installations.js'
import { changing, json, managed, managing, refusals } from './answers.js'
import { findCustomEvent } from './find.js'

const about = { tags: ['Custom events'], ...managing }
const body = ['body_invalid', 'body_too_large', 'encoding_unsupported', 'request_invalid'] as const
const found = ['section_unknown', 'custom_event_unknown', ...managed] as const

/** Custom events of a section: their definitions and settings. */
export const customEventsRoutes = new Hono<AppEnv>()
  .get(
    '/:section/custom-events',
    describeRoute({
      ...about,
      operationId: 'listCustomEvents',
      summary: 'List custom events with their versions',
      responses: {
        200: json('Custom events, oldest first', customEventPageSchema),
        ...refusals('query_invalid', 'section_unknown', ...managed),
      },
    }),
    access('viewer'),
    query(customEventListQuerySchema),
    async (c) => {
      const { hidden, stats, ...query } = c.req.valid('query')
      const options = { ...query, hidden: hidden === 'true', stats: stats === 'true' }
      return c.json(await listCustomEvents(c.env.DB, c.req.param('section'), options, instantOf(c.var.clock())))
    },
  )
  .post(
    '/:section/custom-events',
    describeRoute({
      ...about,
      operationId: 'createCustomEvent',
      summary: 'Create a custom event; its version 1 is usable at once',
      responses: {
        201: json('The new custom event', customEventSchema),
        ...refusals(...body, 'definition_invalid', 'section_unknown', ...changing, ...managed),
      },
    }),
    access('editor'),
    audited('custom_event.created'),
    jsonBody(newCustomEventSchema),
    async (c) => {
      const { fields, ...values } = c.req.valid('json')
      const definition = { ...values, fields: checkedFields(fields) }
      const now = instantOf(c.var.clock())
      const created = await createCustomEvent(c.env.DB, c.req.param('section'), definition, now, personId(c.var.principal))
      c.set('audit', [{ object: created.discriminator, detail: { category: created.category } }])
      return c.json(created, 201)
    },
  )
  .get(
    '/:section/custom-events/:discriminator',
    describeRoute({
      ...about,
      operationId: 'readCustomEvent',
      summary: 'Read a custom event with all its versions',
      responses: { 200: json('The custom event', customEventSchema), ...refusals('query_invalid', ...found) },
    }),
    access('viewer'),
    query(statsQuerySchema),
    async (c) => {
      const { id, customEvent } = await findCustomEvent(c)
      if (c.req.valid('query').stats !== 'true') return c.json(customEvent)
      const counts = await countByVersion(c.env.DB, id)
      const unseen = { received: 0, lastSeenAt: null }
      const versions = customEvent.versions.map((version) => ({ ...version, ...(counts.get(version.number) ?? unseen) }))
      return c.json({ ...customEvent, versions })
    },
  )
  .patch(
    '/:section/custom-events/:discriminator',
    describeRoute({
      ...about,
      operationId: 'changeCustomEvent',
      summary: 'Change name, description or settings; makes no new version',
      responses: { 200: json('The changed custom event', customEventSchema), ...refusals(...body, 'event_hidden', ...changing, ...found) },
    }),
    access('editor'),
    audited('custom_event.changed'),
    jsonBody(customEventChangeSchema),
    async (c) => {
      const { id, customEvent } = await findCustomEvent(c)
      const change = c.req.valid('json')
      c.set('audit', notesOfChange(change, customEvent))
      const changed = await changeCustomEvent(c.env.DB, id, change, instantOf(c.var.clock()))
      if (!changed) throw new Problem('custom_event_unknown')
      if (changed.hidden) throw new Problem('event_hidden')
      c.var.definitions.forget()
      return c.json(changed)
    },
  )
  .post(
    '/:section/custom-events/:discriminator/hide',
    describeRoute({
      ...about,
      operationId: 'hideCustomEvent',
      summary: 'Hide a custom event, for ever',
      description: 'Nothing new is accepted for it and it leaves the lists; its data stays. Hiding it again changes nothing.',
      responses: {
        200: json('The hidden custom event', customEventSchema),
        ...refusals(...body, 'confirm_mismatch', ...changing, ...found),
      },
    }),
    access('editor'),
    audited('custom_event.hidden'),
    jsonBody(hideSchema),
    async (c) => {
      const { id, customEvent } = await findCustomEvent(c)
      const { confirm } = c.req.valid('json')
      const { discriminator } = id
      if (confirm !== discriminator) {
        const message = `confirm must be ${JSON.stringify(discriminator)}, received something else`
        const error = { code: 'confirm_mismatch', field: 'confirm', expected: discriminator, received: 'something else', message }
        throw new Problem('confirm_mismatch', { detail: message, errors: [error] })
      }
      const hidden = await hideCustomEvent(c.env.DB, id, instantOf(c.var.clock()))
      if (!hidden) throw new Problem('custom_event_unknown')
      c.var.definitions.forget()
      if (customEvent.hidden) c.set('audit', [])
      return c.json(hidden)
    },
  )

/**
 * Turns fields as a person entered them into those of a version.
 * @throws Problem `definition_invalid` with everything that is wrong
 */
export function checkedFields(input: readonly FieldInput[]): Field[] {
  const { fields, issues } = checkDefinition(input)
  if (issues.length) throw new Problem('definition_invalid', { detail: issues.map(({ message }) => message).join('; '), errors: issues })
  return fields
}
