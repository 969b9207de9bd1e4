/**
 * What is the matter with the database:
 * `passing` will have gone by itself in a moment; `overloaded` was asked for more than it can do, so that to ask again makes it worse; `full` has
 * no room or allowance left, which somebody has to see to; `failed` is all else, such as a table that is missing.
 */
export type StorageTrouble = 'passing' | 'overloaded' | 'full' | 'failed'

// Beginnings of messages, in which nothing stands that a client sent.
const MESSAGES: readonly (readonly [StorageTrouble, RegExp])[] = [
  ['overloaded', /^D1 DB is overloaded\b/],
  ['overloaded', /^D1 DB storage operation exceeded timeout\b/],
  ['overloaded', /^D1 DB's isolate exceeded its memory limit\b/],
  ['overloaded', /^D1 DB exceeded its CPU time limit\b/],
  ['passing', /^D1 DB reset because its code was updated\b/],
  ['passing', /^Internal error (?:while starting up|in) D1 DB storage caused object to be reset\b/],
  ['passing', /^Network connection lost\b/],
  ['passing', /^Cannot resolve D1 DB due to transient issue\b/],
  ['passing', /^Can't read from request stream because client disconnected\b/],
  ['passing', /^Replica disconnected from primary\b/],
  ['passing', /^internal error; reference = /],
  ['passing', /^database (?:table )?is locked\b/],
  ['passing', /^disk I\/O error\b/],
  ['full', /^Exceeded maximum DB size\b/],
  ['full', /^Your account has exceeded D1's\b/],
  ['full', /^database or disk is full\b/],
]

/** Wrappers are few; causes that go round in a circle have no end. */
const MAX_CAUSES = 8

/**
 * Tells what an error says is the matter with the database. D1 puts `D1_ERROR: ` before most of its messages, but not before those of the network,
 * and Drizzle wraps both.
 * @returns `undefined` when the error is none of the database's
 * @see https://developers.cloudflare.com/d1/observability/debug-d1/
 */
export function storageTroubleOf(error: unknown): StorageTrouble | undefined {
  let trouble: StorageTrouble | undefined
  let cause = error
  for (let depth = 0; cause instanceof Error && depth < MAX_CAUSES; depth++, cause = cause.cause) {
    const message = cause.message.replace(/^D1_\w*ERROR: /, '')
    const [known] = MESSAGES.find(([, pattern]) => pattern.test(message)) ?? []
    if (known) return known
    // Set by the runtime on what the object behind a database does not take.
    if ('overloaded' in cause && cause.overloaded === true) return 'overloaded'
    if (/^D1_/.test(cause.message)) trouble = 'failed'
  }
  return trouble
}
