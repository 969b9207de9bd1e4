import { type IdentifierKind, identifierKinds } from '@milepost/sdk/contract'
import type { Reference } from '../profiles/reference.js'
import type { AllowedOperations } from '../schema/custom-event.js'
import { type IntegrationProfileAnswer, MAX_TOLD } from '../schema/profile.js'
import { partOf, withParts } from './profile-tree.js'
import { type EventRow, type TimelineOptions, timelinePage } from './timeline.js'

interface Head {
  readonly id: string
  readonly createdAt: string
  readonly visitorCount: number
}
interface Given {
  readonly kind: IdentifierKind
  readonly value: string
  readonly createdAt: string
}
interface Settings {
  /** JSON of the texts of allowed operations. */
  readonly operations: string
  /** Whether the section has any custom event, hidden or not. */
  readonly defined: number
}

/** By which identifiers something can be read at all. Hiding a custom event opens nothing. */
function readableKinds({ operations, defined }: Settings): readonly IdentifierKind[] {
  if (!defined) return identifierKinds
  const each = (JSON.parse(operations) as string[]).map((text) => JSON.parse(text) as AllowedOperations)
  return identifierKinds.filter((kind) => each.some((allowed) => allowed[kind].includes('read')))
}

/**
 * Reads a profile with a page of its events as an integration may: no events of custom events that may not be read by this kind of identifier,
 * no values of identifiers by whose kind nothing may be read, save the one that was asked by, and of browsers only how many there are. `undefined` when there is no such profile.
 */
export async function readIntegrationProfile(
  d1: D1Database,
  sectionId: string,
  reference: Reference<IdentifierKind>,
  options: TimelineOptions,
): Promise<IntegrationProfileAnswer | undefined> {
  const { kind, value } = reference
  const parts = withParts(partOf(reference))
  const read = (sql: string) => d1.prepare(`${parts} ${sql}`).bind(sectionId, value)
  const timeline = timelinePage(d1, sectionId, reference, { ...options, readBy: kind })
  const [head, identifiers, settings, events] = (await d1.batch([
    read(`select p.id, p.created_at as createdAt,
      (select count(*) from parts cross join identifiers i on i.profile_seq = parts.seq where i.kind = 'visitor') as visitorCount
      from whole cross join profiles p on p.seq = whole.root`),
    read(`select i.kind, i.value, i.created_at as createdAt from parts cross join identifiers i on i.profile_seq = parts.seq
      where i.kind <> 'visitor' order by i.created_at, i.kind, i.value limit ${MAX_TOLD}`),
    d1
      .prepare(
        `select (select json_group_array(allowed_operations) from (
           select distinct allowed_operations from custom_events where section_id = ?1 and hidden_at is null
         )) as operations, exists (select 1 from custom_events where section_id = ?1) as defined`,
      )
      .bind(sectionId),
    timeline.statement,
  ])) as [D1Result<Head>, D1Result<Given>, D1Result<Settings>, D1Result<EventRow>]
  const [profile] = head.results
  const [set] = settings.results
  if (!profile || !set) return undefined
  const readable = readableKinds(set)
  // What was asked by is known already. Another of its kind is not: two people's e-mails may have become one profile's.
  const told = (one: Given): boolean => readable.includes(one.kind) || (one.kind === kind && one.value === value)
  const { items, nextCursor } = timeline.page(events)
  return {
    profile: { ...profile, identifiers: identifiers.results.map((one) => ({ ...one, value: told(one) ? one.value : null })) },
    events: { items: items.map(({ visitorId: _, ...event }) => event), nextCursor },
  }
}
