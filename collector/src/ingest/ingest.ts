import { type Issue, isEventId, parseVersionId, type Verdict } from '@milepost/sdk/contract'
import { instantOf } from '../clock.js'
import type { SectionDefinitions } from '../store/definitions.js'
import { type RejectedEvent, type StoredBatch, storeBatch, type ValidEvent } from '../store/events.js'
import { signatureOf } from '../store/group-rejected.js'
import { judge } from './judge.js'
import { keepWhole } from './keep-whole.js'
import type { Batch } from './read-batch.js'
import { isSource, validEvent } from './valid-event.js'

/** One event on its way to its verdict. `id` is as it was sent, or `null` when it is none. */
type Candidate =
  | { readonly kind: 'valid'; readonly id: string; readonly event: ValidEvent }
  /** Its ID was valid earlier in the same request. */
  | { readonly kind: 'repeated'; readonly id: string; readonly event: Pick<RejectedEvent, 'discriminator' | 'source'> }
  | { readonly kind: 'rejected'; readonly id: string | null; readonly event: RejectedEvent }

/**
 * Judges a request's events one by one, stores the valid ones and keeps the rejected ones, and returns a verdict for each, in order.
 * @param receivedAt milliseconds
 * @throws what D1 throws; nothing is stored then
 */
export async function ingest(d1: D1Database, batch: Batch, section: SectionDefinitions, receivedAt: number): Promise<Verdict[]> {
  const seen = new Set<string>()
  const candidates: Candidate[] = []
  for (const event of batch.events) {
    const candidate = await candidateOf(event, batch, section, receivedAt)
    // Only what was valid counts as seen: a corrected event right behind its rejected self is still to be stored.
    const id = 'id' in candidate.event ? candidate.event.id : null
    if (candidate.id !== null && id !== null && seen.has(id))
      candidates.push({ kind: 'repeated', id: candidate.id, event: candidate.event })
    else candidates.push(candidate)
    if (candidate.kind === 'valid') seen.add(candidate.event.id)
  }
  const stored = await storeBatch(d1, {
    sectionId: section.sectionId,
    sentAt: batch.sentAt,
    receivedAt: instantOf(receivedAt),
    valid: candidates.flatMap((candidate) => (candidate.kind === 'valid' ? [candidate.event] : [])),
    rejected: candidates.flatMap((candidate) => (candidate.kind === 'rejected' ? [candidate.event] : [])),
    repeated: candidates.flatMap((candidate) => (candidate.kind === 'repeated' ? [candidate.event] : [])),
    dropped: batch.dropped,
  })
  return candidates.map((candidate) => verdictOf(candidate, stored))
}

async function candidateOf(event: unknown, { sentAt }: Batch, section: SectionDefinitions, receivedAt: number): Promise<Candidate> {
  const judgement = judge(event, section, receivedAt)
  if ('issues' in judgement) return rejectedCandidate(event, judgement.issues)
  return { kind: 'valid', id: judgement.event.id, event: validEvent(judgement, sentAt, receivedAt) }
}

async function rejectedCandidate(event: unknown, issues: readonly Issue[]): Promise<Candidate> {
  const { id, version, fields } = isObject(event) ? event : {}
  const text = keepWhole(event)
  const named = parseVersionId(version)
  const source = isObject(fields) && Object.hasOwn(fields, 'source') ? fields.source : null
  return {
    kind: 'rejected',
    // Told as it was sent, but for what is too long to be an ID at all.
    id: typeof id === 'string' && id.length <= 64 ? id : null,
    event: {
      hash: await hashOf(text),
      id: isEventId(id) ? id.toLowerCase() : null,
      discriminator: named?.discriminator.slice(0, 64) ?? null,
      version: named?.number ?? 0,
      source: isSource(source) ? source : null,
      issues,
      signature: signatureOf(issues),
      event: text,
    },
  }
}

function verdictOf(candidate: Candidate, { added, storedBefore }: StoredBatch): Verdict {
  const { kind, id } = candidate
  if (kind === 'repeated') return { id, status: 'duplicate' }
  if (kind === 'valid') return { id, status: added.has(candidate.event.id) ? 'accepted' : 'duplicate' }
  if (id !== null && candidate.event.id !== null && storedBefore.has(candidate.event.id)) return { id, status: 'duplicate' }
  return { id, status: 'rejected', issues: candidate.event.issues }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(digest, 0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
