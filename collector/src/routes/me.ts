import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import { identify, ownsAll, type Principal } from '../auth.js'
import type { AppEnv } from '../env.js'
import { meSchema } from '../schema/person.js'
import { ownsAny } from '../store/members.js'
import { json, managed, managing, refusals } from './answers.js'

/** Whoever asks. */
export const meRoutes = new Hono<AppEnv>().get(
  '/',
  describeRoute({
    tags: ['People'],
    ...managing,
    operationId: 'readMe',
    summary: 'Who you are',
    responses: { 200: json('The person, and what may be done outside of sections', meSchema), ...refusals(...managed) },
  }),
  identify,
  async (c) => {
    const { principal } = c.var
    const maySectionsBeCreated = await mayCreateSections(c.env.DB, principal)
    if (principal.kind === 'token') return c.json({ person: null, maySectionsBeCreated })
    const { kind: _, ...person } = principal
    return c.json({ person, maySectionsBeCreated })
  },
)

/** Owners of a section make the next one: a brand, a market. */
export const mayCreateSections = async (d1: D1Database, principal: Principal): Promise<boolean> =>
  ownsAll(principal) || (principal.kind === 'person' && (await ownsAny(d1, principal.id)))
