import type { Issue } from '@milepost/sdk/contract'
import type { Answer } from './client.ts'
import type { EntryFate, Expectation, HostileRequest } from './request.ts'

/** What became of a request: refused as a whole, with an entry rejected, taken because nothing is wrong with it, or not as it should be. */
export type Outcome = 'refused' | 'rejected' | 'harmless' | 'wrong'

export interface Judged {
  readonly outcome: Outcome
  /** What is wrong with the answer. */
  readonly problem?: string
}

interface Verdict {
  readonly status: string
  readonly issues?: readonly Issue[]
}

/** Judges how a request was answered. */
export function judge({ method, path, expected }: HostileRequest, answer: Answer | Error): Judged {
  if (answer instanceof Error) return wrong(`no answer: ${answer.message}`)
  const { status, body } = answer
  if (status >= 500) return wrong(`${status} ${body.slice(0, 300)}`)
  const problem = asExpected(expected, answer) ?? (status >= 400 && method !== 'HEAD' && !isOthers(path) ? asProblem(answer) : undefined)
  if (problem) return wrong(`${problem}: ${status} ${body.slice(0, 600)}`)
  if (status >= 400) return { outcome: 'refused' }
  return { outcome: verdictsIn(answer).some((verdict) => verdict.status === 'rejected') ? 'rejected' : 'harmless' }
}

const wrong = (problem: string): Judged => ({ outcome: 'wrong', problem })

/** Signing in answers as the library does that it is made of. */
const isOthers = (path: string): boolean => path.startsWith('/v1/auth/')

function asExpected(expected: Expectation, answer: Answer): string | undefined {
  if ('statuses' in expected) return expected.statuses.includes(answer.status) ? undefined : `not one of ${expected.statuses.join()}`
  if (answer.status !== 200) return 'not 200 with verdicts'
  const verdicts = verdictsIn(answer)
  if (verdicts.length !== expected.entries.length) return `${verdicts.length} verdicts`
  const index = verdicts.findIndex((verdict, at) => !isFate(verdict, expected.entries[at] as EntryFate))
  return index < 0 ? undefined : `entry ${index} should be ${JSON.stringify(expected.entries[index])}`
}

function isFate({ status, issues = [] }: Verdict, fate: EntryFate): boolean {
  if (typeof fate === 'string') return status === fate
  const told = issues.map(({ code, field = '' }) => `${code} ${field}`)
  return (
    status === 'rejected' && told.length > 0 && fate.rejected.every((wanted) => told.some((issue) => new RegExp(`^${wanted}`).test(issue)))
  )
}

function verdictsIn({ status, body }: Answer): readonly Verdict[] {
  if (status !== 200 || !body.startsWith('{"accepted":')) return []
  return (JSON.parse(body) as { verdicts: Verdict[] }).verdicts
}

/** RFC 9457, with a code of ours and the status that was answered. */
function asProblem({ status, type, body }: Answer): string | undefined {
  if (type !== 'application/problem+json') return `a refusal as ${type}`
  const told = JSON.parse(body) as { code?: unknown; status?: unknown; title?: unknown }
  return told.status === status && typeof told.code === 'string' && typeof told.title === 'string' ? undefined : 'not a problem'
}
