import type { AuditNote } from './audit.js'
import type { Principal } from './auth.js'
import type { Clock } from './clock.js'
import type { CallingKey } from './integration-auth.js'
import type { EventStream } from './lake/send-events.js'
import type { LogLimit } from './log-limit.js'
import type { Tally } from './metrics.js'
import type { ProblemCode } from './problem.js'
import type { QueuedRequest } from './queue/queued-request.js'
import type { Role } from './schema/member.js'
import type { Overload } from './spare-storage.js'
import type { Definitions } from './store/definitions.js'

/** What wrangler.toml and the secrets give to the Worker. */
export interface Bindings {
  readonly DB: D1Database
  /** The built editor. */
  readonly ASSETS: Fetcher
  /** Without this binding nothing is limited. */
  readonly RATE_LIMIT?: RateLimit
  /** Without this binding nothing is counted outside the database. */
  readonly METRICS?: AnalyticsEngineDataset
  /** Without this binding events are stored before they are answered. */
  readonly EVENTS_QUEUE?: Queue<QueuedRequest>
  /** Without this binding there is no lake. */
  readonly EVENTS_STREAM?: EventStream
  /** Secret, from which the one that signs sessions is derived. Without it the management API refuses everybody. */
  readonly ADMIN_TOKEN?: string
  /** Seconds between saving an edit and its version being usable, and the next edit being possible. @default 3600 */
  readonly EDIT_LOCK_SECONDS?: string
  /** Seconds for which the endpoint may not notice that something was hidden, enabled or re-keyed by another isolate, at most 60. @default 10 */
  readonly SETTINGS_TTL_SECONDS?: string
  /** Origin that snippets call, such as `https://c.shop.example`. @default the origin of the request that asks for the snippet */
  readonly PUBLIC_URL?: string
}

/** What every route can reach through Hono's context. */
export interface AppEnv {
  Bindings: Bindings
  Variables: {
    readonly clock: Clock
    readonly definitions: Definitions
    /** When the request came in, in milliseconds. */
    readonly startedAt: number
    /** Set where events come in, as soon as it is known whose they are. */
    readonly sectionId: string
    /** Set there too, once the events are stored. */
    readonly tally: Tally
    /** Set where the answer is one. */
    readonly problem: ProblemCode
    readonly overload: Overload
    readonly logLimit: LogLimit
    /** Set by `identify`. */
    readonly principal: Principal
    /** Set by `identifyKey`: who calls the integrations API. */
    readonly key: CallingKey
    /** Set by a route that `audited` records: what it did, where the address does not say it. */
    readonly audit?: readonly AuditNote[]
    /** Set by `access`: the principal's role in the section that the address names. */
    readonly role: Role
  }
}

type SecondsSetting = 'EDIT_LOCK_SECONDS' | 'SETTINGS_TTL_SECONDS'

/**
 * Reads a setting in whole seconds.
 * @throws Error that names the setting when it is not a whole number from 0 to `max`: running on with a guess would hide the mistake.
 */
export function secondsOf(env: Bindings, name: SecondsSetting, fallback: number, max: number): number {
  const text = env[name]
  if (text === undefined || text === '') return fallback
  const seconds = Number(text)
  if (!Number.isSafeInteger(seconds) || seconds < 0 || seconds > max) {
    throw new Error(`${name} must be a whole number of seconds from 0 to ${max}, is ${JSON.stringify(text)}`)
  }
  return seconds
}

/** Milliseconds between saving an edit and its version being usable. */
export const editLockMs = (env: Bindings): number => secondsOf(env, 'EDIT_LOCK_SECONDS', 3600, 31_536_000) * 1000

/** Milliseconds for which settings that can change are taken from memory. */
export const settingsTtlMs = (env: Bindings): number => secondsOf(env, 'SETTINGS_TTL_SECONDS', 10, 60) * 1000
