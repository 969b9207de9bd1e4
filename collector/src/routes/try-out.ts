import { compareVersions } from '@milepost/sdk/contract'
import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { access } from '../auth.js'
import { instantOf } from '../clock.js'
import type { AppEnv } from '../env.js'
import { ingest } from '../ingest/ingest.js'
import { Problem } from '../problem.js'
import { fieldsPreviewSchema } from '../schema/custom-event.js'
import { newTestEventSchema, testVerdictSchema } from '../schema/event.js'
import { previewSchema } from '../schema/preview.js'
import { jsonBody } from '../schema/request.js'
import { readSectionDefinitions } from '../store/definitions.js'
import { readSenders } from '../store/installations.js'
import { measureImpact } from '../store/measure-impact.js'
import { changing, json, managed, managing, refusals } from './answers.js'
import { checkedFields } from './custom-events.js'
import { findCustomEvent, findVersion } from './find.js'

/** As from a page whose visitor has not said no. */
const FROM_A_PAGE = { channel: 'web', gpc: false } as const

const about = { tags: ['Definition versions'], ...managing }
const body = ['body_invalid', 'body_too_large', 'encoding_unsupported', 'request_invalid'] as const
const found = ['section_unknown', 'custom_event_unknown', ...managed] as const

/** Definition versions, tried out: an edit before it is saved, and a version by an event. */
export const tryOutRoutes = new Hono<AppEnv>()
  .post(
    '/:section/custom-events/:discriminator/fields/preview',
    describeRoute({
      ...about,
      operationId: 'previewFields',
      summary: 'Tell what saving an edit would change, and what it would do to events that pages send',
      responses: {
        200: json('What would change; nothing is saved', previewSchema),
        ...refusals(...body, 'definition_invalid', 'event_hidden', 'request_forged', ...found),
      },
    }),
    access('viewer'),
    jsonBody(fieldsPreviewSchema),
    async (c) => {
      const { id, customEvent } = await findCustomEvent(c)
      const fields = checkedFields(c.req.valid('json').fields)
      if (customEvent.hidden) throw new Problem('event_hidden')
      const newest = customEvent.versions.at(-1)
      if (!newest) throw new Error('a custom event has no version')
      const { changes, impact } = compareVersions(newest, { fields })
      const [measured, senders] = await Promise.all([measureImpact(c.env.DB, id, customEvent.versions, fields), readSenders(c.env.DB, id)])
      return c.json({ changes: [...changes], impact, measured, senders })
    },
  )
  .post(
    '/:section/custom-events/:discriminator/versions/:number/test',
    describeRoute({
      ...about,
      operationId: 'sendTestEvent',
      summary: 'Send an event of a version, as a page would',
      description:
        'It gets an ID of its own, happens now, as if consent was given for its purpose, and is judged and stored like any other event.',
      responses: { 200: json('What became of it', testVerdictSchema), ...refusals(...body, 'version_unknown', ...changing, ...found) },
    }),
    access('editor'),
    jsonBody(newTestEventSchema),
    async (c) => {
      const { id } = await findCustomEvent(c)
      const version = await findVersion(c, id)
      const nowMs = c.var.clock()
      const now = instantOf(nowMs)
      const read = await readSectionDefinitions(c.env.DB, id.sectionId, version.id, nowMs)
      if (!read) throw new Error('a version is gone that was there')
      const { purpose } = read.known
      const consent = purpose === 'necessary' ? undefined : { purposes: [purpose], at: now }
      const event = { id: crypto.randomUUID(), version: version.id, occurredAt: now, consent, fields: c.req.valid('json').fields }
      const [verdict] = await ingest(
        { DB: c.env.DB },
        { events: [event], sentAt: null, dropped: new Map() },
        read.section,
        FROM_A_PAGE,
        nowMs,
      )
      if (!verdict) throw new Error('an event got no verdict')
      return c.json({ verdict })
    },
  )
