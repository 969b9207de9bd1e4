import { type Context, Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { audited } from '../audit.js'
import { access, requireRole } from '../auth.js'
import { instantOf } from '../clock.js'
import type { AppEnv } from '../env.js'
import { type Replay, replay } from '../ingest/replay.js'
import { lakeFor } from '../lake/lake.js'
import { Problem } from '../problem.js'
import { quarantineQuerySchema } from '../schema/event.js'
import {
  type QuarantineGroup,
  quarantineGroupDetailSchema,
  quarantineGroupPageSchema,
  repairRequestSchema,
  repairStepSchema,
} from '../schema/quarantine-group.js'
import { jsonBody, query } from '../schema/request.js'
import { readCustomEvent } from '../store/custom-events.js'
import { readSectionDefinitions } from '../store/definitions.js'
import { cursorOf, positionOf } from '../store/paging.js'
import { listQuarantineGroups, readQuarantineGroup, readQuarantineGroupDetail } from '../store/quarantine-groups.js'
import { readHeld } from '../store/replay.js'
import { changing, json, managed, managing, refusals } from './answers.js'

const about = { tags: ['Rejected events'], ...managing }
const found = ['section_unknown', 'quarantine_group_unknown', ...managed] as const

/** Rejected events that failed alike: what they have in common, and how they are sent again. */
export const quarantineGroupsRoutes = new Hono<AppEnv>()
  .get(
    '/:section/quarantine/groups',
    describeRoute({
      ...about,
      operationId: 'listQuarantineGroups',
      summary: 'List rejected events by what is wrong with them',
      description: 'Groups of hidden custom events are left out.',
      responses: {
        200: json('Groups, that with the newest event first', quarantineGroupPageSchema),
        ...refusals('query_invalid', 'section_unknown', ...managed),
      },
    }),
    access('viewer'),
    query(quarantineQuerySchema),
    async (c) => c.json(await listQuarantineGroups(c.env.DB, c.req.param('section'), c.req.valid('query'))),
  )
  .get(
    '/:section/quarantine/groups/:group',
    describeRoute({
      ...about,
      operationId: 'readQuarantineGroup',
      summary: 'Read a group of rejected events, with its newest ones and where they come from',
      responses: { 200: json('The group', quarantineGroupDetailSchema), ...refusals(...found) },
    }),
    access('viewer'),
    async (c) => {
      const group = await readQuarantineGroupDetail(c.env.DB, c.req.param('section'), c.req.param('group'))
      if (!group) throw new Problem('quarantine_group_unknown')
      return c.json(group)
    },
  )
  .post(
    '/:section/quarantine/groups/:group/repair',
    describeRoute({
      ...about,
      operationId: 'repairQuarantineGroup',
      summary: 'Repair the events of a group and send them again, step by step',
      description:
        'A step takes up to 500 events that are held and is one atomic batch; call again with `nextCursor` until it is null. Repaired events are judged like any other and keep their ID and instants, so that nothing is stored twice. The originals stay.',
      responses: {
        200: json('What became of the events of this step', repairStepSchema),
        ...refusals(
          'body_invalid',
          'query_invalid',
          'body_too_large',
          'encoding_unsupported',
          'request_invalid',
          'custom_event_unknown',
          'version_unknown',
          ...changing,
          ...found,
        ),
      },
    }),
    access('viewer'),
    audited('quarantine_group.repaired'),
    jsonBody(repairRequestSchema),
    async (c) => {
      const sectionId = c.req.param('section')
      const group = await readQuarantineGroup(c.env.DB, sectionId, c.req.param('group'))
      if (!group) throw new Problem('quarantine_group_unknown')
      const { version, customEvent, repairs, dryRun, cursor, limit } = c.req.valid('json')
      if (!dryRun) requireRole(c.var.role, 'editor')
      const nowMs = c.var.clock()
      const target = await findTarget(c, group, { version, customEvent })
      const [after] = cursor === undefined ? [0] : positionOf(cursor, ['number'])
      const { events, more } = await readHeld(c.env.DB, group.id, { after: Number(after), limit })
      const step = await replay(c.env.DB, events, { ...target, repairs, dryRun, lake: lakeFor(c) }, nowMs)
      const last = events.at(-1)
      const { repaired, rejected, duplicates } = step
      c.set('audit', dryRun || !step.checked ? [] : [{ detail: { version: target.known.version.id, repaired, rejected, duplicates } }])
      return c.json({ ...step, nextCursor: last && more ? cursorOf([last.seq]) : null })
    },
  )

/** Finds the version that events are to be sent again as, with the settings of its custom event as they are now. */
async function findTarget(
  c: Context<AppEnv, '/:section'>,
  group: QuarantineGroup,
  wanted: { version: number | undefined; customEvent: string | undefined },
): Promise<Pick<Replay, 'section' | 'known'>> {
  const discriminator = wanted.customEvent ?? group.discriminator
  const id = { sectionId: c.req.param('section'), discriminator: discriminator ?? '' }
  const customEvent = discriminator === null ? undefined : await readCustomEvent(c.env.DB, id, instantOf(c.var.clock()))
  if (!customEvent) throw new Problem('custom_event_unknown')
  const number = wanted.version ?? customEvent.current
  const version = customEvent.versions.find((each) => each.number === number)
  if (!version) throw new Problem('version_unknown')
  const target = await readSectionDefinitions(c.env.DB, id.sectionId, version.id, c.var.clock())
  if (!target) throw new Error('a version is gone that was there')
  return target
}
