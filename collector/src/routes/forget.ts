import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { audited } from '../audit.js'
import { access, actorOf } from '../auth.js'
import { instantOf } from '../clock.js'
import type { AppEnv } from '../env.js'
import { Problem } from '../problem.js'
import { type ExportFormat, exportText } from '../profiles/export-text.js'
import { readReference } from '../profiles/reference.js'
import { eraseRequestSchema, erasureSchema, exportRequestSchema } from '../schema/forget.js'
import { jsonBody } from '../schema/request.js'
import { eraseProfile, findTarget } from '../store/erase.js'
import { exportProfile, hasAnything } from '../store/export.js'
import { changing, json, managed, managing, refusals } from './answers.js'

const about = { tags: ['Profiles'], ...managing }
const refused = [
  ...['body_invalid', 'body_too_large', 'encoding_unsupported', 'request_invalid', 'section_unknown', 'profile_unknown'],
  ...changing,
  ...managed,
] as const

const mediaTypes = { json: 'application/json', csv: 'text/csv; charset=utf-8; header=present' } as const satisfies Record<
  ExportFormat,
  string
>

/** What people may ask for: all that is stored of them, and that it is forgotten. */
export const forgetRoutes = new Hono<AppEnv>()
  .post(
    '/:section/profiles/erase',
    describeRoute({
      ...about,
      operationId: 'eraseProfile',
      summary: 'Erase a profile, for ever',
      description:
        'Removes everything that is stored of it, whatever was merged into it included, in one atomic batch, and keeps hashes of what it was found by, so that events which happened before do not bring it back. An identifier that no profile has is suppressed all the same. `profile_unknown` when there is nothing left to forget.',
      responses: { 200: json('What was removed', erasureSchema), ...refusals(...refused) },
    }),
    access('owner'),
    audited('profile.erased'),
    jsonBody(eraseRequestSchema),
    async (c) => {
      const sectionId = c.req.param('section')
      const reference = await readReference(c.env.DB, sectionId, c.req.valid('json').profile)
      const by = { erasedAt: instantOf(c.var.clock()), erasedBy: actorOf(c.var.principal) }
      const erasure = await eraseProfile(c.env.DB, { sectionId, reference, ...by })
      if (!erasure) throw new Problem('profile_unknown', { detail: 'There is no such profile in this section, or it has been erased' })
      // By the receipt's ID: that of the profile is not to outlive it.
      c.set('audit', [{ object: erasure.id, detail: { removed: erasure.removed } }])
      return c.json(erasure)
    },
  )
  .post(
    '/:section/profiles/export',
    describeRoute({
      ...about,
      operationId: 'exportProfile',
      summary: 'Export all that is stored of a profile',
      description: 'Exactly what erasing it would remove, as JSON, or as CSV that spreadsheets run nothing of.',
      responses: {
        200: {
          description: 'A file',
          content: { 'application/json': { schema: { type: 'object' } }, 'text/csv': { schema: { type: 'string' } } },
        },
        ...refusals(...refused),
      },
    }),
    access('owner'),
    audited('profile.exported'),
    jsonBody(exportRequestSchema),
    async (c) => {
      const sectionId = c.req.param('section')
      const { profile, format } = c.req.valid('json')
      const target = await findTarget(c.env.DB, sectionId, await readReference(c.env.DB, sectionId, profile))
      if (!target || !(await hasAnything(c.env.DB, sectionId, target))) throw new Problem('profile_unknown')
      c.set('audit', [{ object: target.id ?? 'nobody', detail: { format } }])
      const exportedAt = instantOf(c.var.clock())
      const text = exportText[format](await exportProfile(c.env.DB, sectionId, target), exportedAt)
      // The name tells nothing of whom it is about: it stays in lists of downloads.
      const disposition = `attachment; filename="milepost-profile-${exportedAt.slice(0, 10)}.${format}"`
      return c.body(streamOf(text), 200, { 'Content-Type': mediaTypes[format], 'Content-Disposition': disposition })
    },
  )

/** A body that is written as it is read. Where writing fails, it breaks off, so that nobody takes a part for the whole. */
function streamOf(text: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await text.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await text.return(undefined)
    },
  })
}
