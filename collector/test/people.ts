import type { Section } from '../src/schema/section.js'
import type { Answer, Collector, ProblemBody } from './collector.js'

export const ORIGIN = 'https://collector.example'

/** What the editor sends with every change. */
export const fromEditor = { Origin: ORIGIN, 'X-Milepost': 'editor' }

export const PASSWORD = 'correct horse battery'

/** An email that no other test has. */
export const newEmail = (name = 'person'): string => `${name}-${crypto.randomUUID().slice(0, 8)}@shop.example`

/** The token of a link. */
export const tokenOf = (url: string): string => new URL(url).hash.slice(1)

/** The cookies that an answer sets, as a browser sends them back. */
export const cookiesOf = ({ headers }: { headers: Headers }): string =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')

/** Posts as the editor does. */
export const postAs = <Body = ProblemBody>(
  { send }: Pick<Collector, 'send'>,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer<Body>> =>
  send(path, { method: 'POST', headers: { 'Content-Type': 'application/json', ...fromEditor, ...headers }, body: JSON.stringify(body) })

interface Used {
  readonly person: { id: string; name: string; email: string; administrator: boolean }
}

/** Uses a link to make an account. */
export async function openAccount(mine: Collector, url: string, name = 'Ada', email = newEmail()) {
  const answer = await postAs<Used>(mine, '/v1/links/use', { token: tokenOf(url), name, email, password: PASSWORD })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return signedIn(mine, answer.body.person, cookiesOf(answer))
}

/** A person who calls by a session. */
export function signedIn(mine: Collector, person: Used['person'], cookie: string) {
  const call = <Body = ProblemBody>(method: string, path: string, { body }: { body?: unknown } = {}): Promise<Answer<Body>> =>
    mine.send(path, {
      method,
      headers: { Cookie: cookie, ...(method !== 'GET' && fromEditor), ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  return { ...person, cookie, call }
}
export type SignedIn = ReturnType<typeof signedIn>

/** Makes an invitation by the token. @returns its link */
export async function invitation({ call }: Collector, section: Pick<Section, 'id'>, role: string): Promise<string> {
  const { body } = await call<{ url: string }>('POST', `/v1/sections/${section.id}/invitations`, { body: { role } })
  return body.url
}

/** A new person who is a member of a section. */
export const member = async (mine: Collector, section: Pick<Section, 'id'>, role: string, name?: string): Promise<SignedIn> =>
  openAccount(mine, await invitation(mine, section, role), name)
