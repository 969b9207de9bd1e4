import { type Context, Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import * as v from 'valibot'
import { audited } from '../audit.js'
import { authOf } from '../auth/auth-of.js'
import { refuseForged } from '../auth/refuse-forged.js'
import { actorOf, identify, onlyToken, principalOf } from '../auth.js'
import { instantOf } from '../clock.js'
import type { AppEnv } from '../env.js'
import { Problem } from '../problem.js'
import {
  accountSchema,
  type LinkUse,
  linkReadSchema,
  linkSchema,
  linkUsedSchema,
  linkUseSchema,
  newLinkSchema,
  newPasswordSchema,
} from '../schema/link.js'
import type { Person } from '../schema/person.js'
import { describe, jsonBody, readJson } from '../schema/request.js'
import { joinSection, type MadeLink, makeAccount, makeSetupLink, readJoined, readLink, setPassword } from '../store/links.js'
import { json, managed, refusals } from './answers.js'

const DAY_MS = 86_400_000
const about = { tags: ['People'] }
const body = ['body_invalid', 'body_too_large', 'encoding_unsupported', 'request_invalid'] as const

/** When a link is made and when it ends. */
export function spanOf(c: Context<AppEnv>, days: number): { now: string; expiresAt: string } {
  const nowMs = c.var.clock()
  return { now: instantOf(nowMs), expiresAt: instantOf(nowMs + days * DAY_MS) }
}

/** What follows # is not sent to any server, so it comes into no log. */
export const urlOf = (c: Context<AppEnv>, { token }: MadeLink): string => `${new URL(c.req.url).origin}/editor/join#${token}`

/** The link that makes the first person an administrator. */
export const setupLinksRoutes = new Hono<AppEnv>().post(
  '/',
  describeRoute({
    ...about,
    security: [{ token: [] }],
    operationId: 'createSetupLink',
    summary: 'Make the link with which the first person becomes the administrator',
    description: 'It works once, for seven days. A new one ends those before it. Takes no body.',
    responses: { 201: json('The link', newLinkSchema), ...refusals('already_set_up', 'request_forged', 'role_too_low', ...managed) },
  }),
  identify,
  onlyToken,
  async (c) => {
    const link = await makeSetupLink(c.env.DB, spanOf(c, 7))
    if (!link) throw new Problem('already_set_up')
    return c.json({ url: urlOf(c, link), expiresAt: link.expiresAt }, 201)
  },
)

/** Links that let somebody in once: the set-up link, invitations, new passwords. */
export const linksRoutes = new Hono<AppEnv>()
  .use(readJson)
  .post(
    '/read',
    describeRoute({
      ...about,
      operationId: 'readLink',
      summary: 'Read what a link is for',
      description: 'Public: whoever has the link may know. Changes nothing.',
      responses: { 200: json('What it is for', linkSchema), ...refusals(...body, 'link_unknown', 'storage_unavailable') },
    }),
    jsonBody(linkReadSchema),
    async (c) => {
      c.header('Cache-Control', 'no-store')
      const link = await readLink(c.env.DB, c.req.valid('json').token, instantOf(c.var.clock()))
      if (!link) throw new Problem('link_unknown')
      return c.json(link)
    },
  )
  .post(
    '/use',
    describeRoute({
      ...about,
      operationId: 'useLink',
      summary: 'Use a link, and be signed in',
      description:
        'Public; with a session it takes the `Origin` and `X-Milepost` of the editor. The set-up link and an invitation take `name`, `email` and `password` and make an account; an invitation without them makes the person who is signed in a member. A link for a new password takes `password` and ends the person’s sessions.',
      responses: {
        200: json('The person, signed in by the cookie of this answer', linkUsedSchema),
        ...refusals(...body, 'link_unknown', 'email_taken', 'request_forged', 'admin_token_missing', 'storage_unavailable'),
      },
    }),
    audited('member.joined'),
    jsonBody(linkUseSchema),
    async (c) => {
      refuseForged(c.req.raw)
      c.header('Cache-Control', 'no-store')
      const use = c.req.valid('json')
      const link = await readLink(c.env.DB, use.token, instantOf(c.var.clock()))
      if (!link) throw new Problem('link_unknown')
      c.set('audit', [])
      if (link.kind === 'password') return c.json({ person: await renewPassword(c, use) })
      const isAnonymous = use.name === undefined && use.email === undefined && use.password === undefined
      const principal = link.kind === 'invitation' && isAnonymous ? await principalOf(c) : undefined
      const person = principal?.kind === 'person' ? await join(c, use.token, principal) : await openAccount(c, use)
      const joined = link.kind === 'invitation' ? await readJoined(c.env.DB, use.token, person.id) : undefined
      if (joined) {
        const { sectionId, role } = joined
        c.set('audit', [{ sectionId, object: person.id, actor: actorOf({ kind: 'person', ...person }), detail: { role } }])
      }
      return c.json({ person })
    },
  )

async function join(c: Context<AppEnv>, token: string, { id, name, email, administrator }: Person): Promise<Person> {
  if (!(await joinSection(c.env.DB, token, id, instantOf(c.var.clock())))) throw new Problem('link_unknown')
  return { id, name, email, administrator }
}

async function openAccount(c: Context<AppEnv>, use: LinkUse): Promise<Person> {
  const { name, email, password } = checked(accountSchema, use)
  const passwordHash = await (await authOf(c)).hashPassword(password)
  const person = await makeAccount(c.env.DB, use.token, { name, email, passwordHash }, c.var.clock())
  if (typeof person === 'string') throw new Problem(person)
  await signIn(c, person)
  return person
}

async function renewPassword(c: Context<AppEnv>, use: LinkUse): Promise<Person> {
  const { password } = checked(newPasswordSchema, use)
  const person = await setPassword(c.env.DB, use.token, await (await authOf(c)).hashPassword(password), c.var.clock())
  if (!person) throw new Problem('link_unknown')
  await signIn(c, person)
  return person
}

async function signIn(c: Context<AppEnv>, { id }: Person): Promise<void> {
  for (const cookie of await (await authOf(c)).signIn(id, c.req.raw.headers)) c.header('Set-Cookie', cookie, { append: true })
}

/** What is missing depends on the link, so it is found here rather than with the shape of the request. */
function checked<Schema extends v.GenericSchema>(schema: Schema, use: LinkUse): v.InferOutput<Schema> {
  const result = v.safeParse(schema, use)
  if (!result.success) throw new Problem('request_invalid', describe(result.issues))
  return result.output
}
