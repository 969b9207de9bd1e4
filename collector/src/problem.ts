import type { Context, ErrorHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { AppEnv } from './env.js'
import { causeOf, log } from './log.js'
import { routeOf } from './route-of.js'
import { type StorageTrouble, storageTroubleOf } from './store/storage-trouble.js'

/** Every reason for an answer other than success: its code → status and title. */
export const problems = {
  body_invalid: [400, 'The body cannot be read'],
  query_invalid: [400, 'A query parameter is not valid'],
  unauthorized: [401, 'A valid access token, or to be signed in, is needed'],
  key_unknown: [401, 'The key is not known'],
  origin_not_allowed: [403, 'This origin may not send events to this section'],
  request_forged: [403, 'The request does not come from the editor'],
  role_too_low: [403, 'The role in this section does not allow this'],
  scope_missing: [403, 'The key does not have the scope that this needs'],
  password_link_forbidden: [403, 'A link for this person’s password may not be made'],
  not_found: [404, 'There is nothing at this address'],
  section_unknown: [404, 'There is no such section'],
  custom_event_unknown: [404, 'There is no such custom event in this section'],
  version_unknown: [404, 'There is no such definition version'],
  quarantine_group_unknown: [404, 'There is no such group of rejected events in this section'],
  script_unknown: [404, 'There is no such script'],
  link_unknown: [404, 'The link is not known, has been used or has expired'],
  member_unknown: [404, 'There is no such member in this section'],
  invitation_unknown: [404, 'There is no such open invitation in this section'],
  integration_key_unknown: [404, 'There is no such integration key in this section'],
  identity_secret_unknown: [404, 'There is no such identity secret in this section'],
  profile_unknown: [404, 'There is no such profile in this section'],
  merge_unknown: [404, 'There is no such merge in this section'],
  confirm_mismatch: [409, 'The confirmation does not match the discriminator'],
  edit_conflict: [409, 'Somebody else has saved a newer version'],
  event_hidden: [409, 'The custom event is hidden, for ever'],
  web_tracking_disabled: [409, 'Web tracking is not enabled for this custom event'],
  already_set_up: [409, 'There is an administrator already'],
  email_taken: [409, 'Somebody with this email has an account already'],
  last_owner: [409, 'A section keeps at least one owner'],
  limit_reached: [409, 'There are as many of these as there may be'],
  profiles_already_one: [409, 'Both identifiers are of the same profile'],
  merge_undone: [409, 'The merge is undone already'],
  body_too_large: [413, 'The request is too large'],
  encoding_unsupported: [415, 'The body must be UTF-8 JSON, sent as application/json or text/plain and not compressed'],
  request_invalid: [422, 'The request does not have the expected shape'],
  definition_invalid: [422, 'The definition cannot be published'],
  edit_locked: [423, 'The definition was edited a short while ago and is locked'],
  rate_limited: [429, 'Too many requests'],
  internal_error: [500, 'Something went wrong here'],
  storage_unavailable: [503, 'The storage does not answer'],
  schema_outdated: [503, 'The database lacks migrations that this version needs'],
  admin_token_missing: [503, 'The collector has no access token configured'],
} as const satisfies Record<string, readonly [ContentfulStatusCode, string]>

export type ProblemCode = keyof typeof problems

/** One thing that is wrong with a request. `field` is a path such as `fields.2.key`. */
export interface ProblemError {
  readonly code: string
  readonly field: string
  readonly expected: string
  readonly received: string
  readonly message: string
}

interface ProblemOptions {
  readonly detail?: string
  readonly errors?: readonly ProblemError[]
  /** Sent as `Retry-After`. */
  readonly retryAfterSeconds?: number
  /** More members of the body, such as `editableAt`. */
  readonly more?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** Thrown to answer with a problem; `onError` turns it into the response. */
export class Problem extends Error {
  override readonly name = 'Problem'

  constructor(
    readonly code: ProblemCode,
    readonly options: ProblemOptions = {},
  ) {
    super(options.detail ?? problems[code][1], { cause: options.cause })
  }
}

/**
 * The one place where errors become answers: RFC 9457 problem details.
 * What we did not throw ourselves is logged without anything the client sent, and answered 500 without detail.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export const onError: ErrorHandler<AppEnv> = (error, c) => {
  const problem = problemOf(error)
  const { code, options } = problem
  const [status, title] = problems[code]
  c.set('problem', code)
  if (status >= 500) logFailure(c, code, options.cause ?? error)
  if (options.retryAfterSeconds !== undefined) c.header('Retry-After', String(options.retryAfterSeconds))
  if (code === 'unauthorized') c.header('WWW-Authenticate', 'Bearer')
  c.header('Cache-Control', 'no-store')
  const body = { code, title, status, detail: problem.message, errors: options.errors, ...options.more }
  return c.body(JSON.stringify(body), status, { 'Content-Type': 'application/problem+json' })
}

function logFailure(c: Context<AppEnv>, code: ProblemCode, cause: unknown): void {
  const { clock = Date.now, startedAt, key, sectionId, logLimit } = c.var as Partial<typeof c.var>
  const omitted = logLimit ? logLimit.admit(code, clock()) : 0
  if (omitted === undefined) return
  log('request_failed', {
    code,
    status: problems[code][0],
    method: c.req.method,
    route: routeOf(c),
    section: key?.sectionId ?? sectionId,
    durationMs: startedAt !== undefined ? clock() - startedAt : undefined,
    cause: causeOf(cause),
    omitted: omitted || undefined,
  })
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof HTTPException && error.status === 400) return new Problem('body_invalid', { cause: error })
  if (storageTroubleOf(error)) return storageProblem(error)
  return new Problem('internal_error', { detail: 'The mistake is ours and has been logged', cause: error })
}

/** Long enough for a database to come back from a restart, short enough for a page that is still open. */
export const STORAGE_RETRY_SECONDS = 5

/** Seconds, from and to: not all at once, where many were refused at once. */
const RETRY_SECONDS: Readonly<Record<StorageTrouble, readonly [number, number]>> = {
  passing: [STORAGE_RETRY_SECONDS, STORAGE_RETRY_SECONDS],
  failed: [STORAGE_RETRY_SECONDS, STORAGE_RETRY_SECONDS],
  overloaded: [10, 30],
  full: [60, 120],
}

/** The answer to what cannot be stored now, with when to come again. */
export function storageProblem(cause: unknown): Problem {
  const [from, to] = RETRY_SECONDS[storageTroubleOf(cause) ?? 'failed']
  return new Problem('storage_unavailable', { retryAfterSeconds: from + Math.floor(Math.random() * (to - from + 1)), cause })
}
