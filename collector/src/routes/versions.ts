import { compareVersions, toJsonSchema } from '@milepost/sdk/contract'
import { generate, SnippetError } from '@milepost/snippet-generator'
import { type Context, Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import * as v from 'valibot'
import { audited } from '../audit.js'
import { access, personId } from '../auth.js'
import { instantOf } from '../clock.js'
import { type AppEnv, editLockMs } from '../env.js'
import { Problem } from '../problem.js'
import { fieldsChangeSchema, type SavedVersion, versionSchema } from '../schema/custom-event.js'
import { jsonBody, query } from '../schema/request.js'
import { type SnippetRequest, snippetQuerySchema, snippetRequestSchema, snippetSchema } from '../schema/snippet.js'
import { keepScript } from '../store/scripts.js'
import { saveVersion } from '../store/versions.js'
import { changing, json, managed, managing, refusals } from './answers.js'
import { checkedFields } from './custom-events.js'
import { findCustomEvent, findSection, findVersion } from './find.js'

const about = { tags: ['Definition versions'], ...managing }
const found = ['section_unknown', 'custom_event_unknown', ...managed] as const

/** Definition versions: saving the next one, and what is made from them. */
export const versionsRoutes = new Hono<AppEnv>()
  .put(
    '/:section/custom-events/:discriminator/fields',
    describeRoute({
      ...about,
      operationId: 'saveFields',
      summary: 'Save an edit of the fields as the next version',
      description:
        'The new version is usable, and the definition editable again, one hour later by default. The earlier versions stay accepted.',
      responses: {
        200: json('The newest version as it was: the fields are the same, so there is no new one and no lock', versionSchema),
        201: json('The new version', versionSchema),
        ...refusals(
          'body_invalid',
          'body_too_large',
          'encoding_unsupported',
          'request_invalid',
          'definition_invalid',
          'edit_conflict',
          'edit_locked',
          'event_hidden',
          ...changing,
          ...found,
        ),
      },
    }),
    access('editor'),
    audited('version.saved'),
    jsonBody(fieldsChangeSchema),
    async (c) => {
      const { id, customEvent } = await findCustomEvent(c)
      const { fields: input, base } = c.req.valid('json')
      const fields = checkedFields(input)
      if (customEvent.hidden) throw new Problem('event_hidden')
      const newest = customEvent.versions.at(-1)
      if (!newest) throw new Error('a custom event has no version')
      if (!compareVersions(newest, { fields }).changes.length) {
        c.set('audit', [])
        return c.json(newest, 200)
      }
      checkBase(newest, base)
      const nowMs = c.var.clock()
      const edit = { number: newest.number + 1, fields, nowMs, lockMs: editLockMs(c.env), savedBy: personId(c.var.principal) }
      const saved = await saveVersion(c.env.DB, id, edit)
      if (!saved) return await refuseEdit(c, nowMs, base)
      c.var.definitions.forget()
      c.set('audit', [{ detail: { version: saved.number } }])
      return c.json(saved, 201)
    },
  )
  .get(
    '/:section/custom-events/:discriminator/versions/:number/snippet',
    describeRoute({
      ...about,
      operationId: 'readSnippet',
      summary: 'Generate the snippet that installs a version',
      responses: {
        200: json('The snippet', snippetSchema),
        ...refusals('query_invalid', 'version_unknown', 'web_tracking_disabled', 'event_hidden', ...found),
      },
    }),
    access('viewer'),
    query(snippetQuerySchema),
    async (c) => c.json(await makeSnippet(c, c.req.valid('query'))),
  )
  .post(
    '/:section/custom-events/:discriminator/versions/:number/snippet',
    describeRoute({
      ...about,
      operationId: 'fillSnippet',
      summary: 'Generate the snippet that installs a version, filled from the page',
      description:
        'The same as reading it, and what `fill` names is taken from the page instead of being a placeholder. Stores nothing of it.',
      responses: {
        200: json('The snippet', snippetSchema),
        ...refusals(
          'body_invalid',
          'body_too_large',
          'encoding_unsupported',
          'request_invalid',
          'version_unknown',
          'web_tracking_disabled',
          'event_hidden',
          'request_forged',
          ...found,
        ),
      },
    }),
    access('viewer'),
    jsonBody(snippetRequestSchema),
    async (c) => c.json(await makeSnippet(c, c.req.valid('json'))),
  )
  .get(
    '/:section/custom-events/:discriminator/versions/:number/schema',
    describeRoute({
      ...about,
      operationId: 'readSchema',
      summary: 'Read the rules of a version as JSON Schema 2020-12',
      responses: {
        200: json('The JSON Schema for an event’s fields', v.record(v.string(), v.unknown())),
        ...refusals('version_unknown', ...found),
      },
    }),
    access('viewer'),
    async (c) => {
      const { id } = await findCustomEvent(c)
      return c.json(toJsonSchema(await findVersion(c, id)))
    },
  )

/**
 * Looks whether an edit started from the newest version, where it says from which.
 * @throws Problem `edit_conflict`
 */
function checkBase({ number, savedBy }: Pick<SavedVersion, 'number' | 'savedBy'>, base: number | undefined): void {
  if (base === undefined || base === number) return
  const detail = `The newest version is ${number}, and the edit started from ${base}`
  throw new Problem('edit_conflict', { detail, more: { newest: number, savedBy } })
}

/** Generates a snippet, and keeps the script that it loads. */
async function makeSnippet(c: Context<AppEnv, '/:section/:discriminator/:number'>, { target, nonce, fill }: SnippetRequest) {
  const { id, customEvent } = await findCustomEvent(c)
  const version = await findVersion(c, id)
  if (customEvent.hidden) throw new Problem('event_hidden')
  if (!customEvent.webTracking)
    throw new Problem('web_tracking_disabled', { detail: 'Enable web tracking first: only then are snippets made and events accepted' })
  const { writeKey, visitors, consentStart, honourGpc } = await findSection(c)
  const origin = c.env.PUBLIC_URL || new URL(c.req.url).origin
  const { name, purpose } = customEvent
  const settings = visitors ? { consentStart, honourGpc } : undefined
  const snippet = await generate({ name, version, purpose, visitors: settings, target, origin, writeKey, nonce, fill }).catch(refuseFill)
  // Before the snippet is handed out: the address it loads has to be there for ever.
  if (snippet.script) await keepScript(c.env.DB, snippet.script, instantOf(c.var.clock()))
  return { version: snippet.version, target: snippet.target, language: snippet.language, code: snippet.code }
}

/** Tells what is wrong with a fill. Everything else that a snippet is made from is our own. */
function refuseFill(error: unknown): never {
  if (!(error instanceof SnippetError && /^fill\b/.test(error.field))) throw error
  const { field, expected, received, message } = error
  throw new Problem('request_invalid', { detail: message, errors: [{ code: 'value_invalid', field, expected, received, message }] })
}

/** Says why an edit was not saved, by what is stored now: somebody was faster, or it is locked, or has just been hidden. */
async function refuseEdit(c: Context<AppEnv, '/:section/:discriminator'>, nowMs: number, base: number | undefined): Promise<never> {
  const { customEvent } = await findCustomEvent(c)
  if (customEvent.hidden) throw new Problem('event_hidden')
  const newest = customEvent.versions.at(-1)
  if (newest) checkBase(newest, base)
  const { editableAt } = customEvent
  // Without a lock two edits can still meet; the second one may try again at once.
  const retryAfterSeconds = Math.max(1, Math.ceil((Date.parse(editableAt) - nowMs) / 1000))
  throw new Problem('edit_locked', {
    detail: `It can be edited again from ${editableAt}`,
    retryAfterSeconds,
    more: { editableAt, newest: newest?.number, savedBy: newest?.savedBy },
  })
}
