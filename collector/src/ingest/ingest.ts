import { type Issue, isEventId, parseVersionId, type Verdict } from '@milepost/sdk/contract'
import { instantOf } from '../clock.js'
import type { SectionDefinitions } from '../store/definitions.js'
import { type RejectedEvent, type StoredBatch, storeBatch, type ValidEvent } from '../store/events.js'
import { judge } from './judge.js'
import { keepWhole } from './keep-whole.js'
import { correctInstant } from './occurred-at.js'
import type { Batch } from './read-batch.js'

/** One event on its way to its verdict. `id` is as it was sent, or `null` when it is none. */
type Candidate =
  | { readonly kind: 'valid'; readonly id: string; readonly event: ValidEvent }
  /** Its ID was valid earlier in the same request. */
  | { readonly kind: 'repeated'; readonly id: string }
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
    const id = candidate.kind === 'repeated' ? null : candidate.event.id
    if (candidate.id !== null && id !== null && seen.has(id)) candidates.push({ kind: 'repeated', id: candidate.id })
    else candidates.push(candidate)
    if (candidate.kind === 'valid') seen.add(candidate.event.id)
  }
  const stored = await storeBatch(d1, {
    sectionId: section.sectionId,
    sentAt: batch.sentAt,
    receivedAt: instantOf(receivedAt),
    valid: candidates.flatMap((candidate) => (candidate.kind === 'valid' ? [candidate.event] : [])),
    rejected: candidates.flatMap((candidate) => (candidate.kind === 'rejected' ? [candidate.event] : [])),
    dropped: batch.dropped,
  })
  return candidates.map((candidate) => verdictOf(candidate, stored))
}

async function candidateOf(event: unknown, { sentAt }: Batch, section: SectionDefinitions, receivedAt: number): Promise<Candidate> {
  const judgement = judge(event, section, receivedAt)
  if ('issues' in judgement) return rejectedCandidate(event, judgement.issues)
  const { event: sent, known } = judgement
  return {
    kind: 'valid',
    id: sent.id,
    event: {
      id: sent.id.toLowerCase(),
      discriminator: known.discriminator,
      version: known.version.number,
      ...correctInstant(sent.occurredAt, sentAt, receivedAt),
      senderOccurredAt: sent.occurredAt,
      visitorId: sent.visitorId ?? null,
      page: pageText(sent.page),
      fields: jsonText(sent.fields),
    },
  }
}

async function rejectedCandidate(event: unknown, issues: readonly Issue[]): Promise<Candidate> {
  const { id, version } = typeof event === 'object' && event !== null ? (event as Record<string, unknown>) : {}
  const text = keepWhole(event)
  return {
    kind: 'rejected',
    // Told as it was sent, but for what is too long to be an ID at all.
    id: typeof id === 'string' && id.length <= 64 ? id : null,
    event: {
      hash: await hashOf(text),
      id: isEventId(id) ? id.toLowerCase() : null,
      discriminator: parseVersionId(version)?.discriminator.slice(0, 64) ?? null,
      issues,
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

/** Only what an event's page is known by, and only what was sent. */
function pageText(page: object | null | undefined): string | null {
  if (!page) return null
  const { url, referrer, title } = page as Record<string, unknown>
  return jsonText({ url, referrer, title })
}

/** Our own JSON of the values that were sent; `null` means not sent. */
const jsonText = (values: object): string => JSON.stringify(Object.fromEntries(Object.entries(values).filter(([, value]) => value != null)))

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(digest, 0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
