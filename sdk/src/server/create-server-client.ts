import type { Verdict } from '../contract/check-event.js'
import type { Identifier } from '../contract/person.js'
import type { EventDefinition, EventFields, EventValues } from '../define-event.js'
import { gatherEvents } from './gather-events.js'
import { type KnownCustomEvent, listCustomEvents } from './list-custom-events.js'
import { type LookupFilters, type LookupPage, lookupProfile } from './lookup-profile.js'
import { type Merge, mergeProfiles, undoMerge } from './merge-profiles.js'
import { type PreparedEvent, prepareEvent } from './prepare-event.js'
import { createRequest } from './request.js'
import { type ReadyEvent, sendEvents } from './send-events.js'
import { type EventDetails, eventOf, type ServerEvent } from './server-event.js'
import { RETRY_WAIT_MS } from './server-limits.js'

export interface ServerClientOptions {
  /** Origin of the collector, `https://c.shop.example`. */
  readonly endpoint: string
  /** Secret key of an integration, `sk_…`: its scopes say what the client can do. Never in a page. */
  readonly key: string
  /** Value of the source field of events that bring none of their own, 1 to 255 characters. */
  readonly source?: string
  /** How long one answer may take, in milliseconds. @default 10000 */
  readonly timeoutMs?: number
  /** How long all attempts of one request may take with the waits between them, in milliseconds. @default 30000 */
  readonly totalTimeoutMs?: number
  /** How often a request is sent at most. @default 5 */
  readonly maxAttempts?: number
  /** Ends everything that is under way. */
  readonly signal?: AbortSignal
  /** Sends the requests in the place of `fetch`: that of a service binding, for one. */
  readonly fetch?: typeof fetch
}

export interface CallOptions {
  /** Ends this call. */
  readonly signal?: AbortSignal
}

/**
 * Reports events and reads profiles with the secret key of an integration. Every call rejects with a `MilepostError` when there is no answer:
 * the collector was not reached in time, or has refused the whole request.
 */
export interface ServerClient {
  /**
   * Reports one event. Those of one burst leave together.
   * @returns its verdict. `rejected` comes with issues, also for what is refused here already and never leaves.
   */
  track<Fields extends EventFields>(event: EventDefinition<Fields>, values: EventValues<Fields>, details: EventDetails): Promise<Verdict>
  /** Reports many events, in requests of at most 500 events and 512 KiB. @returns their verdicts, in order */
  send(events: readonly ServerEvent[], options?: CallOptions): Promise<Verdict[]>
  /** Lets go at once what `track` has gathered, and waits until nothing is under way. Never rejects. */
  flush(): Promise<void>
  /** Reads the profile that has this identifier, with its events page by page, the newest first. Code `profile_unknown` when there is none. */
  lookup(profile: Identifier, filters?: LookupFilters, options?: CallOptions): AsyncIterable<LookupPage>
  /** Makes one profile of two. What `source` names goes into what `target` names. */
  merge(target: Identifier, source: Identifier, options?: CallOptions): Promise<Merge>
  /** Takes a merge back: both are as they were, with what each got since. */
  undoMerge(id: string, options?: CallOptions): Promise<Merge>
  /** Lists the custom events of the section, with their versions and what this key may do. */
  customEvents(options?: CallOptions): Promise<KnownCustomEvent[]>
}

/**
 * Makes the client of one section for a server: Node.js 20 or newer, or a Worker, where it belongs to one request.
 * It needs the package `ky`.
 * @throws TypeError naming the option that is missing or wrong, never its value.
 *
 * @example
 * const client = createServerClient({ endpoint: 'https://c.shop.example', key: process.env.MILEPOST_KEY, source: 'Back office' })
 * const verdict = await client.track(orderPaid, { orderId: 'A-1', total: 129.5 }, {
 *   profile: { crmId: '7' },
 *   id: await eventIdOf('order-paid', 'A-1'),
 * })
 */
export function createServerClient(options: ServerClientOptions): ServerClient {
  const { source, timeoutMs = 10_000, totalTimeoutMs = 30_000, maxAttempts = 5, signal: ended } = options
  for (const [name, value] of Object.entries({ timeoutMs, totalTimeoutMs, maxAttempts }))
    if (!(value >= 1 && value <= 2 ** 31 - 1)) throw new TypeError(`createServerClient: ${name} must be a number from 1`)
  const request = createRequest({
    origin: originOf(options.endpoint),
    key: checkedKey(options.key),
    timeoutMs,
    totalTimeoutMs,
    maxAttempts: Math.floor(maxAttempts),
    retryWaitMs: RETRY_WAIT_MS,
    signal: ended,
    fetch: options.fetch ?? ((...args) => fetch(...args)),
  })
  const gathering = gatherEvents((events) => sendEvents(request, events))
  return {
    async track(event, values, details) {
      const prepared = prepareEvent(eventOf(event, values, details), source)
      return isReady(prepared) ? gathering.add(prepared) : { ...prepared, status: 'rejected' }
    },
    async send(events, { signal } = {}) {
      const prepared = events.map((event) => prepareEvent(event, source))
      const verdicts = await sendEvents(request, prepared.filter(isReady), signal)
      return prepared.map((event) => (isReady(event) ? (verdicts.shift() as Verdict) : { ...event, status: 'rejected' }))
    },
    flush: () => gathering.flush(),
    lookup: (profile, filters = {}, { signal } = {}) => lookupProfile(request, profile, filters, signal),
    merge: (target, from, { signal } = {}) => mergeProfiles(request, target, from, signal),
    undoMerge: (id, { signal } = {}) => undoMerge(request, id, signal),
    customEvents: ({ signal } = {}) => listCustomEvents(request, signal),
  }
}

const isReady = (event: PreparedEvent): event is ReadyEvent => 'json' in event

function originOf(endpoint: unknown): string {
  const url = typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`)
    throw new TypeError('createServerClient: endpoint must be the origin of the collector, such as https://c.shop.example')
  return url.origin
}

/** Looked at here, since what is wrong with a header is told with its value. */
function checkedKey(key: unknown): string {
  if (typeof key !== 'string' || !/^sk_[!-~]+$/.test(key)) throw new TypeError('createServerClient: key must be a secret key, sk_…')
  return key
}
