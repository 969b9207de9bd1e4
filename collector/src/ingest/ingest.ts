import { type Issue, issue, type Verdict } from '@milepost/sdk/contract'
import { instantOf } from '../clock.js'
import type { SectionDefinitions } from '../store/definitions.js'
import { type Countable, type StoredBatch, storeBatch } from '../store/events.js'
import type { JudgedIdentification, Outcome } from '../store/identifications.js'
import { heedErasures, type IsErased, profileErased } from './heed-erasures.js'
import { type JudgedEntry, judgeEntry } from './judge-entry.js'
import { proofInvalid } from './judge-identification.js'
import type { Batch } from './read-batch.js'
import type { Sender } from './sender.js'

/** One entry on its way to its verdict. */
type Candidate =
  | JudgedEntry
  /** An event whose ID was valid earlier in the same request. */
  | { readonly kind: 'repeated'; readonly id: string; readonly event: Omit<Countable, 'id'> }
  /** An identification whose ID was. */
  | { readonly kind: 'reidentified'; readonly id: string }

/**
 * Judges a request's entries one by one, stores the valid ones and keeps the rejected events that may be kept, and returns a verdict for each, in
 * order.
 * @param receivedAt milliseconds
 * @throws what D1 throws; nothing is stored then
 */
export async function ingest(
  d1: D1Database,
  batch: Batch,
  section: SectionDefinitions,
  sender: Sender,
  receivedAt: number,
): Promise<Verdict[]> {
  const entries: JudgedEntry[] = []
  for (const entry of batch.events) entries.push(await judgeEntry(entry, batch, section, sender, receivedAt))
  const happenings = entries.flatMap((entry) => entry.happenings)
  return heedErasures(d1, section, happenings, async (isErased, guarded) => {
    const candidates = candidatesOf(entries.map((entry) => withoutErased(entry, isErased)))
    const stored = await storeBatch(d1, {
      sectionId: section.sectionId,
      sentAt: batch.sentAt,
      receivedAt: instantOf(receivedAt),
      channel: sender.channel,
      valid: candidates.flatMap((candidate) => (candidate.kind === 'valid' ? [candidate.event] : [])),
      rejected: candidates.flatMap((candidate) => (candidate.kind === 'rejected' ? [candidate.event] : [])),
      refused: candidates.flatMap((candidate) => (candidate.kind === 'refused' ? [candidate.event] : [])),
      repeated: candidates.flatMap((candidate) => (candidate.kind === 'repeated' ? [candidate.event] : [])),
      identifications: candidates.flatMap(identificationOf),
      dropped: batch.dropped,
      guarded,
    })
    const outcomes = stored.outcomes.values()
    return candidates.map((candidate) =>
      identificationOf(candidate).length
        ? identificationVerdict(candidate, outcomes.next().value ?? 'duplicate')
        : eventVerdict(candidate, stored),
    )
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
function candidatesOf(entries: readonly JudgedEntry[]): Candidate[] {
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

/** A candidate as it is stored, if it is an identification. */
function identificationOf(candidate: Candidate): JudgedIdentification[] {
  if (candidate.kind === 'identified') return [{ kind: 'valid', identification: candidate.identification }]
  if (candidate.kind === 'unidentified') return [{ kind: 'refused', id: candidate.ownId, code: candidate.code }]
  return candidate.kind === 'reidentified' ? [{ kind: 'repeated' }] : []
}

function identificationVerdict(candidate: Candidate, outcome: Outcome): Verdict {
  const { id } = candidate
  if (id !== null && (outcome === 'accepted' || outcome === 'duplicate')) return { id, status: outcome }
  const issues = candidate.kind === 'unidentified' ? candidate.issues : [outcome === 'proof_invalid' ? PROOF_USED : CONFLICT]
  return { id, status: 'rejected', issues }
}

const PROOF_USED: Issue = proofInvalid('one that another visitor has used')
const CONFLICT: Issue = issue('identity_conflict', 'identify', 'who the visitor is known to be', 'somebody else')

function eventVerdict(candidate: Candidate, { added, storedBefore }: StoredBatch): Verdict {
  if (candidate.kind === 'valid') return { id: candidate.id, status: added.has(candidate.event.id) ? 'accepted' : 'duplicate' }
  if (candidate.kind === 'rejected' || candidate.kind === 'refused') {
    const { id, event } = candidate
    if (id !== null && event.id !== null && storedBefore.has(event.id)) return { id, status: 'duplicate' }
    return { id, status: 'rejected', issues: candidate.kind === 'rejected' ? candidate.event.issues : candidate.issues }
  }
  return { id: candidate.id ?? '', status: 'duplicate' }
}
