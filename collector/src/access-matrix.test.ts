import { beforeAll, describe, expect, test } from 'vitest'
import { type Collector, collector, newSection, type ProblemBody } from '../test/collector.js'
import { fromEditor, member } from '../test/people.js'
import { type MadeIntegrationKey, type Scope, scopes } from './schema/integration-key.js'
import { type Role, roles } from './schema/member.js'

/** Everybody who may call. Roles and keys are of the section that the address names, where they are not said to be of another. */
const callers = [
  'nobody',
  'write key',
  'key without scope',
  'key with scope',
  'key of another section',
  'revoked key',
  'viewer',
  'editor',
  'owner',
  'owner of another section',
  'token',
] as const
type Caller = (typeof callers)[number]

/** `allowed`, whatever else is wrong with the call; or exactly what it is refused with. */
type Cell = 'allowed' | readonly [status: number, code: string]
type Cells = Readonly<Record<Caller, Cell>>
interface Row {
  readonly cells: Cells
  /** The one it takes. */
  readonly scope?: Scope
  /** Where one that is empty would be refused before anybody asks who calls. */
  readonly body?: object
}

const everybody = (cell: Cell): Cells => Object.fromEntries(callers.map((caller) => [caller, cell])) as Cells
const people = (cell: Cell) => ({ viewer: cell, editor: cell, owner: cell, 'owner of another section': cell })
const holding = (needed: Role) => {
  const cell = (held: Role): Cell => (roles.indexOf(held) < roles.indexOf(needed) ? [403, 'role_too_low'] : 'allowed')
  return { viewer: cell('viewer'), editor: cell('editor'), owner: cell('owner') }
}

/** Everybody. */
const open: Row = { cells: everybody('allowed') }
/** Whoever has a session, in the words of better-auth. */
const session = (body = {}): Row => ({ body, cells: { ...everybody([401, 'UNAUTHORIZED']), ...people('allowed') } })
/** Whoever has a session, or the token. */
const known: Row = { cells: { ...everybody([401, 'unauthorized']), ...people('allowed'), token: 'allowed' } }
/** Whoever has this role in the section, or the token. */
const atLeast = (role: Role): Row => ({
  cells: { ...known.cells, ...holding(role), 'owner of another section': [404, 'section_unknown'] },
})
/** Whoever has the token. */
const tokenOnly: Row = { cells: { ...known.cells, ...people([403, 'role_too_low']) } }
/** Whoever has an integration key with this scope. */
const keyWith = (scope: Scope): Row => ({
  scope,
  cells: {
    ...everybody([401, 'key_unknown']),
    'key without scope': [403, 'scope_missing'],
    'key with scope': 'allowed',
    // In its own section: the address names none.
    'key of another section': 'allowed',
  },
})

/** One row per route. A route without one fails, and so does a row without a route. */
const matrix: Readonly<Record<string, Row>> = {
  'ALL /': open,
  'ALL /editor/*': open,
  'GET /docs': open,
  'GET /healthz': open,
  'GET /openapi.json': open,
  'GET /s/:file{[0-9a-f]+\\.js}': open,

  // The write key stands in the body; without one, the body is none.
  'POST /v1/events': { cells: { ...everybody([400, 'body_invalid']), 'write key': 'allowed' } },

  'POST /v1/auth/sign-in/email': open,
  'POST /v1/auth/sign-out': open,
  'GET /v1/auth/get-session': open,
  'POST /v1/auth/revoke-other-sessions': session(),
  'POST /v1/auth/revoke-sessions': session(),
  'POST /v1/auth/change-password': session({ currentPassword: 'a wrong password', newPassword: 'a wrong password' }),
  'POST /v1/auth/update-user': session(),
  'GET /v1/auth/passkey/generate-register-options': session(),
  'POST /v1/auth/passkey/verify-registration': session({ response: {} }),
  'GET /v1/auth/passkey/generate-authenticate-options': open,
  'POST /v1/auth/passkey/verify-authentication': open,
  'GET /v1/auth/passkey/list-user-passkeys': session(),
  'POST /v1/auth/passkey/update-passkey': session({ id: 'none', name: 'Key' }),
  'POST /v1/auth/passkey/delete-passkey': session({ id: 'none' }),

  'GET /v1/me': known,
  'POST /v1/setup-links': tokenOnly,
  'GET /v1/erasures': tokenOnly,
  'POST /v1/erasures/replay': tokenOnly,
  'POST /v1/links/read': open,
  'POST /v1/links/use': open,

  'GET /v1/sections': known,
  // An owner makes the next section.
  'POST /v1/sections': { body: { name: 'Next' }, cells: { ...known.cells, viewer: [403, 'role_too_low'], editor: [403, 'role_too_low'] } },
  'GET /v1/sections/:section': atLeast('viewer'),
  'PATCH /v1/sections/:section': atLeast('owner'),
  'POST /v1/sections/:section/rotate-write-key': atLeast('owner'),
  'GET /v1/sections/:section/members': atLeast('viewer'),
  'PATCH /v1/sections/:section/members/:member': atLeast('owner'),
  'DELETE /v1/sections/:section/members/:member': atLeast('owner'),
  'POST /v1/sections/:section/members/:member/password-link': atLeast('owner'),
  'GET /v1/sections/:section/invitations': atLeast('owner'),
  'POST /v1/sections/:section/invitations': atLeast('owner'),
  'DELETE /v1/sections/:section/invitations/:invitation': atLeast('owner'),
  'GET /v1/sections/:section/audit': atLeast('owner'),
  'GET /v1/sections/:section/integration-keys': atLeast('owner'),
  'POST /v1/sections/:section/integration-keys': atLeast('owner'),
  'POST /v1/sections/:section/integration-keys/:key/revoke': atLeast('owner'),
  'GET /v1/sections/:section/identity-secrets': atLeast('owner'),
  'POST /v1/sections/:section/identity-secrets': atLeast('owner'),
  'POST /v1/sections/:section/identity-secrets/:secret/revoke': atLeast('owner'),
  'GET /v1/sections/:section/custom-events': atLeast('viewer'),
  'POST /v1/sections/:section/custom-events': atLeast('editor'),
  'GET /v1/sections/:section/custom-events/:discriminator': atLeast('viewer'),
  'PATCH /v1/sections/:section/custom-events/:discriminator': atLeast('editor'),
  'POST /v1/sections/:section/custom-events/:discriminator/hide': atLeast('editor'),
  'PUT /v1/sections/:section/custom-events/:discriminator/fields': atLeast('editor'),
  'POST /v1/sections/:section/custom-events/:discriminator/fields/preview': atLeast('viewer'),
  'GET /v1/sections/:section/custom-events/:discriminator/installations': atLeast('viewer'),
  'GET /v1/sections/:section/custom-events/:discriminator/versions/:number/snippet': atLeast('viewer'),
  'POST /v1/sections/:section/custom-events/:discriminator/versions/:number/snippet': atLeast('viewer'),
  'GET /v1/sections/:section/custom-events/:discriminator/versions/:number/schema': atLeast('viewer'),
  'POST /v1/sections/:section/custom-events/:discriminator/versions/:number/test': atLeast('editor'),
  'GET /v1/sections/:section/quarantine': atLeast('viewer'),
  'GET /v1/sections/:section/quarantine/groups': atLeast('viewer'),
  'GET /v1/sections/:section/quarantine/groups/:group': atLeast('viewer'),
  // A viewer may try a repair out.
  'POST /v1/sections/:section/quarantine/groups/:group/repair': atLeast('viewer'),
  'GET /v1/sections/:section/recent': atLeast('viewer'),
  'GET /v1/sections/:section/overview': atLeast('viewer'),

  'POST /v1/sections/:section/profiles/lookup': atLeast('viewer'),
  'GET /v1/sections/:section/profiles/:profile': atLeast('viewer'),
  'GET /v1/sections/:section/profiles/:profile/events': atLeast('viewer'),
  'POST /v1/sections/:section/profiles/merges/:merge/undo': atLeast('editor'),
  'POST /v1/sections/:section/profiles/erase': atLeast('owner'),
  'POST /v1/sections/:section/profiles/export': atLeast('owner'),

  'POST /v1/integrations/events': keyWith('events:write'),
  'POST /v1/integrations/profiles/lookup': keyWith('profiles:read'),
  'POST /v1/integrations/profiles/merge': keyWith('profiles:merge'),
  'POST /v1/integrations/profiles/merges/:merge/undo': keyWith('profiles:merge'),
  'GET /v1/integrations/custom-events': keyWith('definitions:read'),
}

/** Every route there is. What is for all methods and reads on is no route. */
const routes = [
  ...new Set(
    collector()
      .app.routes.filter(({ method, handler }) => method !== 'ALL' || handler.length < 2)
      .map(({ method, path }) => `${method} ${path}`),
  ),
]

test('the matrix has a row for every route, and no other', () => {
  expect(routes.length).toBeGreaterThan(50)
  expect(Object.keys(matrix).sort()).toEqual(routes.sort())
})

type Credentials = Readonly<Record<Caller, Readonly<Record<string, string>>>>

/** A section with everybody who may call, by the headers that they send. Which key lacks a scope is up to the scope. */
async function everybodyOf(mine: Collector) {
  const [section, other] = [await newSection(mine), await newSection(mine)]
  const bearer = (text: string) => ({ Authorization: `Bearer ${text}` })
  const as = async (role: Role, where = section) => ({ Cookie: (await member(mine, where, role)).cookie, ...fromEditor })
  const key = async (held: readonly Scope[], where = section) => {
    const path = `/v1/sections/${where.id}/integration-keys`
    return (await mine.call<MadeIntegrationKey>('POST', path, { body: { name: 'Key', scopes: held } })).body
  }
  const revoked = await key(scopes)
  await mine.call('POST', `/v1/sections/${section.id}/integration-keys/${revoked.id}/revoke`)
  const alike = {
    nobody: {},
    'write key': bearer(section.writeKey),
    'key of another section': bearer((await key(scopes, other)).key),
    'revoked key': bearer(revoked.key),
    viewer: await as('viewer'),
    editor: await as('editor'),
    owner: await as('owner'),
    'owner of another section': await as('owner', other),
    token: bearer(mine.bindings.ADMIN_TOKEN ?? ''),
  }
  const byScope = new Map<Scope, Credentials>()
  for (const scope of scopes) {
    const without = bearer((await key(scopes.filter((one) => one !== scope))).key)
    byScope.set(scope, { ...alike, 'key without scope': without, 'key with scope': bearer((await key([scope])).key) })
  }
  return { section, byScope }
}

describe('every route lets through whom it should', () => {
  const mine = collector()
  let all: Awaited<ReturnType<typeof everybodyOf>>
  // Four accounts, each with a password to hash: slow where the machine is busy.
  const SLOW_MS = 120_000
  beforeAll(async () => {
    all = await everybodyOf(mine)
  }, SLOW_MS)

  test.each(Object.entries(matrix))(
    '%s',
    async (name, { cells, scope, body: given = {} }) => {
      // What ends sessions is called by people of its own.
      const { section, byScope } = /sign-out|revoke-(\w+-)?sessions/.test(name) ? await everybodyOf(mine) : all
      const sent = byScope.get(scope ?? 'definitions:read')
      const [method = '', pattern = ''] = name.split(' ')
      const path = pattern
        .replace(':section', section.id)
        .replaceAll(/:\w+(\{.*\})?/g, '1')
        .replace('*', '')
      const seen: Record<string, Cell> = {}
      for (const caller of callers) {
        const body = name === 'POST /v1/events' && caller === 'write key' ? { writeKey: section.writeKey, events: [{}] } : given
        const { status, body: answer } = await mine.send<Partial<ProblemBody>>(path, {
          method: method === 'ALL' ? 'GET' : method,
          // Attempts to sign in are counted by address.
          headers: {
            'CF-Connecting-IP': `10.${crypto.getRandomValues(new Uint8Array(3)).join('.')}`,
            ...sent?.[caller],
            ...(method !== 'GET' && { 'Content-Type': 'application/json' }),
          },
          ...(!['GET', 'ALL', 'DELETE'].includes(method) && { body: JSON.stringify(body) }),
        })
        const isRefused = [401, 403].includes(status) || answer?.code === 'section_unknown' || cells[caller] !== 'allowed'
        seen[caller] = isRefused ? [status, String(answer?.code)] : 'allowed'
        expect(status, `${caller} gets ${JSON.stringify(answer)}`).toBeLessThan(500)
      }
      expect(seen).toEqual(cells)
    },
    SLOW_MS,
  )
})
