import { type Issue, issue, type Verdict } from '@milepost/sdk/contract'
import type { Lake } from '../lake/lake.js'
import type { SectionDefinitions } from '../store/definitions.js'
import { type Arrival, type Countable, type JudgedBatch, type Losses, storeBatch } from '../store/events.js'
import type { JudgedIdentification, Outcome } from '../store/identifications.js'
import { heedErasures, type IsErased, profileErased } from './heed-erasures.js'
import type { JudgedEntry } from './judge-entry.js'
import { proofInvalid } from './judge-identification.js'

/** One request, or a part of one, with what was found about each of its entries. */
export interface JudgedRequest extends Arrival {
  readonly entries: readonly JudgedEntry[]
  /** Events the sender had to give up since its last batch, by reason. */
  readonly dropped: ReadonlyMap<string, number>
}

/** What became of judged entries. */
export interface Stored {
  /** One per entry, in order. */
  readonly verdicts: readonly Verdict[]
  /** IDs of the events that are new, in lower case. */
  readonly added: ReadonlySet<string>
}

/** One entry on its way to its verdict. */
export type Candidate =
  | JudgedEntry
  /** An event whose ID was valid earlier. */
  | { readonly kind: 'repeated'; readonly id: string; readonly event: Omit<Countable, 'id'> }
  /** An identification whose ID was. */
  | { readonly kind: 'reidentified'; readonly id: string }

/**
 * Stores the valid entries of requests of one section and keeps the rejected events that may be kept, all in one atomic batch, but for what is about
 * somebody who was erased since.
 * @param lake gets what is new, once it is stored
 * @throws what D1 throws; nothing is stored then
 */
export async function storeJudged(
  d1: D1Database,
  section: Pick<SectionDefinitions, 'sectionId' | 'suppressionKey'>,
  requests: readonly JudgedRequest[],
  lake?: Lake,
): Promise<Stored> {
  const entries = requests.flatMap((request) => request.entries)
  const happenings = entries.flatMap((entry) => entry.happenings)
  return heedErasures(d1, section, happenings, async (isErased, guarded) => {
    const candidates = candidatesOf(entries.map((entry) => withoutErased(entry, isErased)))
    const batch = { sectionId: section.sectionId, ...batchOf(requests, candidates), guarded, forLake: lake !== undefined }
    const stored = await storeBatch(d1, batch)
    lake?.(batch, stored.landed)
    const outcomes = stored.outcomes.values()
    const verdicts = candidates.map((candidate) =>
      isIdentifying(candidate) ? identificationVerdict(candidate, outcomes.next().value ?? 'duplicate') : eventVerdict(candidate, stored),
    )
    return { verdicts, added: stored.added }
  })
}

/** What is about somebody who was erased since is neither stored nor kept. */
function withoutErased(entry: JudgedEntry, isErased: IsErased): JudgedEntry {
  const erased = entry.happenings.find(isErased)?.subject
  if (!erased) return entry
  if (entry.kind === 'identified') {
    const issues = [profileErased(erased, 'identify')]
    return { kind: 'unidentified', id: entry.id, ownId: entry.identification.id, code: 'profile_erased', issues, happenings: [] }
  }
  if (entry.kind !== 'valid' && entry.kind !== 'rejected') return entry
  const issues = [...(entry.kind === 'rejected' ? entry.event.issues : []), profileErased(erased, 'profile')]
  return { kind: 'refused', id: entry.id, event: entry.event, issues, happenings: [] }
}

/** Finds IDs that come again. Only what was valid counts as seen: a corrected event right behind its rejected self is still to be stored. */
export function candidatesOf(entries: readonly JudgedEntry[]): Candidate[] {
  const [events, identifications] = [new Set<string>(), new Set<string>()]
  return entries.map((entry) => {
    const { id } = entry
    if (entry.kind === 'identified' || entry.kind === 'unidentified') {
      const ownId = entry.kind === 'identified' ? entry.identification.id : entry.ownId
      if (id !== null && ownId !== null && identifications.has(ownId)) return { kind: 'reidentified', id }
      if (entry.kind === 'identified') identifications.add(entry.identification.id)
      return entry
    }
    if (id !== null && entry.event.id !== null && events.has(entry.event.id)) return { kind: 'repeated', id, event: entry.event }
    if (entry.kind === 'valid') events.add(entry.event.id)
    return entry
  })
}

type Sorted = Pick<JudgedBatch, 'valid' | 'rejected' | 'refused' | 'repeated' | 'identifications'>
type Lists = { readonly [Name in keyof Sorted]: Sorted[Name][number][] }

/** Puts candidates of these requests, in order, as they are stored: one request's arrival is the batch's, those of many go with each event. */
function batchOf(requests: readonly JudgedRequest[], candidates: readonly Candidate[]): Omit<JudgedBatch, 'sectionId' | 'guarded'> {
  const rest = [...candidates]
  const parts = requests.map((request) => {
    const sorted = sort(rest.splice(0, request.entries.length))
    return { sorted: requests.length > 1 ? withArrival(sorted, request) : sorted, losses: lossesOf(request, sorted) }
  })
  const [first] = parts
  const { receivedAt, sentAt, channel } = requests.reduce((latest, each) => (each.receivedAt > latest.receivedAt ? each : latest))
  const losses = parts.flatMap((part) => part.losses)
  if (parts.length === 1 && first) return { receivedAt, sentAt, channel, ...first.sorted, losses }
  const all = <Name extends keyof Sorted>(name: Name) => parts.flatMap(({ sorted }): Sorted[Name][number][] => [...sorted[name]])
  return {
    ...{ receivedAt, sentAt: null, channel, losses },
    ...{ valid: all('valid'), rejected: all('rejected'), refused: all('refused'), repeated: all('repeated') },
    identifications: all('identifications'),
  }
}

function sort(candidates: readonly Candidate[]): Sorted {
  const sorted: Lists = { valid: [], rejected: [], refused: [], repeated: [], identifications: [] }
  for (const candidate of candidates) {
    if (candidate.kind === 'valid') sorted.valid.push(candidate.event)
    else if (candidate.kind === 'rejected') sorted.rejected.push(candidate.event)
    else if (candidate.kind === 'refused') sorted.refused.push(candidate.event)
    else if (candidate.kind === 'repeated') sorted.repeated.push(candidate.event)
    else sorted.identifications.push(identificationOf(candidate))
  }
  return sorted
}

function withArrival({ valid, rejected, refused, repeated, identifications }: Sorted, request: JudgedRequest): Sorted {
  const { receivedAt, sentAt, channel } = request
  const arrived = <Event>(event: Event) => ({ ...event, receivedAt, sentAt, channel })
  return {
    ...{ valid: valid.map(arrived), rejected: rejected.map(arrived) },
    ...{ refused: refused.map(arrived), repeated: repeated.map(arrived), identifications },
  }
}

function lossesOf({ dropped, receivedAt }: JudgedRequest, { valid, rejected, refused, identifications }: Sorted): Losses[] {
  if (!dropped.size) return []
  const identified = identifications.flatMap((one) => (one.kind === 'valid' ? [one.identification.id] : []))
  const unknowable = refused.length > 0 || identifications.some(({ kind }) => kind === 'refused')
  return [{ receivedAt, counts: dropped, with: [valid.map(({ id }) => id), rejected.map(({ hash }) => hash), identified], unknowable }]
}

type Identifying = Extract<Candidate, { readonly kind: 'identified' | 'unidentified' | 'reidentified' }>

const isIdentifying = ({ kind }: Candidate): boolean => kind === 'identified' || kind === 'unidentified' || kind === 'reidentified'

/** An identification as it is stored. */
function identificationOf(candidate: Identifying): JudgedIdentification {
  if (candidate.kind === 'identified') return { kind: 'valid', identification: candidate.identification }
  return candidate.kind === 'unidentified' ? { kind: 'refused', id: candidate.ownId, code: candidate.code } : { kind: 'repeated' }
}

function identificationVerdict(candidate: Candidate, outcome: Outcome): Verdict {
  const { id } = candidate
  if (id !== null && (outcome === 'accepted' || outcome === 'duplicate')) return { id, status: outcome }
  const issues = candidate.kind === 'unidentified' ? candidate.issues : [outcome === 'proof_invalid' ? PROOF_USED : CONFLICT]
  return { id, status: 'rejected', issues }
}

const PROOF_USED: Issue = proofInvalid('one that another visitor has used')
const CONFLICT: Issue = issue('identity_conflict', 'identify', 'who the visitor is known to be', 'somebody else')

/** The verdict on an event by what was found when it was stored. */
export function eventVerdict(
  candidate: Candidate,
  { added, storedBefore }: Record<'added' | 'storedBefore', Pick<ReadonlySet<string>, 'has'>>,
): Verdict {
  if (candidate.kind === 'valid') return { id: candidate.id, status: added.has(candidate.event.id) ? 'accepted' : 'duplicate' }
  if (candidate.kind === 'rejected' || candidate.kind === 'refused') {
    const { id, event } = candidate
    if (id !== null && event.id !== null && storedBefore.has(event.id)) return { id, status: 'duplicate' }
    return { id, status: 'rejected', issues: candidate.kind === 'rejected' ? candidate.event.issues : candidate.issues }
  }
  return { id: candidate.id ?? '', status: 'duplicate' }
}
