import type { Category } from '../contract/definition.js'
import type { Consent, Identifier, IdentifierKind } from '../contract/person.js'
import type { Request } from './request.js'

/** Which events of a profile are asked for. */
export interface LookupFilters {
  /** Discriminator of a custom event. */
  readonly customEvent?: string
  /** Definition version ID. */
  readonly version?: string
  /** Only what happened then or later; RFC 3339 when it is text. */
  readonly since?: Date | string
  /** Only what happened before; RFC 3339 when it is text. */
  readonly until?: Date | string
  /** Events of one page, 1 to 200. @default 50 */
  readonly limit?: number
}

/** A profile as far as the key may see it. */
export interface FoundProfile {
  readonly id: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
  /** The value is `null` unless it is the one that was asked by, or some custom event may be read by its kind. */
  readonly identifiers: readonly { readonly kind: IdentifierKind; readonly value: string | null; readonly createdAt: string }[]
  /** How many browsers are known to be the person's. */
  readonly visitorCount: number
}

/** A stored event. */
export interface FoundEvent {
  readonly id: string
  /** Definition version ID, `order-created@3`. */
  readonly version: string
  /** Of the custom event. */
  readonly name: string
  readonly category: Category
  readonly source: string
  /** ISO 8601, UTC, corrected for the sender's clock. */
  readonly occurredAt: string
  /** ISO 8601, UTC. */
  readonly receivedAt: string
  /** What the person was known by when it happened. */
  readonly via: IdentifierKind | 'visitor'
  readonly page: { readonly url?: string; readonly referrer?: string; readonly title?: string } | null
  readonly consent: Consent | null
  readonly fields: Readonly<Record<string, unknown>>
}

/** A page of a profile's events, the newest first. */
export interface LookupPage {
  readonly profile: FoundProfile
  readonly events: readonly FoundEvent[]
}

/** Reads a profile page by page. There is at least one page, with or without events. */
export async function* lookupProfile(
  request: Request,
  profile: Identifier,
  filters: LookupFilters,
  signal?: AbortSignal,
): AsyncGenerator<LookupPage, void, undefined> {
  let cursor: string | null | undefined
  do {
    const asked = JSON.stringify({ profile, ...filters, cursor })
    const page = await request({ path: '/v1/integrations/profiles/lookup', body: () => asked, signal, read: pageIn })
    yield { profile: page.profile, events: page.events.items }
    cursor = page.events.nextCursor
  } while (cursor)
}

interface Answer {
  readonly profile: FoundProfile
  readonly events: { readonly items: readonly FoundEvent[]; readonly nextCursor: string | null }
}

const pageIn = (answer: unknown): Answer | undefined => {
  const { profile, events } = (answer ?? {}) as Partial<Answer>
  return profile && Array.isArray(events?.items) ? (answer as Answer) : undefined
}
