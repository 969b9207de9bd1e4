import { type Issue, type IssueCode, isEventId, isIdentification, isInstant, parseVersionId } from '@milepost/sdk/contract'
import type { Subject } from '../profiles/identifier.js'
import type { SectionDefinitions } from '../store/definitions.js'
import type { Countable, RejectedEvent, ValidEvent } from '../store/events.js'
import { signatureOf } from '../store/group-rejected.js'
import type { ValidIdentification } from '../store/identifications.js'
import type { Happening } from './heed-erasures.js'
import { hideNames } from './hide-names.js'
import { aboutOf, judge } from './judge.js'
import { judgeIdentification } from './judge-identification.js'
import { keepWhole } from './keep-whole.js'
import { correctInstant } from './occurred-at.js'
import type { Batch } from './read-batch.js'
import type { Channel, Sender } from './sender.js'
import { isSource, validEvent } from './valid-event.js'

/** One entry of a request, judged by itself. */
export type JudgedEntry = {
  /** As it was sent, or `null` when it is none. */
  readonly id: string | null
  readonly happenings: readonly Happening[]
} & (
  | { readonly kind: 'valid'; readonly id: string; readonly event: ValidEvent }
  | { readonly kind: 'rejected'; readonly event: RejectedEvent }
  /** Rejected, and not to be kept. */
  | { readonly kind: 'refused'; readonly event: Countable; readonly issues: readonly Issue[] }
  | { readonly kind: 'identified'; readonly id: string; readonly identification: ValidIdentification }
  /** `ownId` is in lower case, or `null` when it is none that is valid. */
  | { readonly kind: 'unidentified'; readonly ownId: string | null; readonly code: IssueCode; readonly issues: readonly Issue[] }
)

/**
 * Judges one entry of a request.
 * @param receivedAt milliseconds
 */
export async function judgeEntry(
  entry: unknown,
  { sentAt }: Batch,
  section: SectionDefinitions,
  sender: Sender,
  receivedAt: number,
): Promise<JudgedEntry> {
  if (isIdentification(entry)) {
    const judgement = await judgeIdentification(entry, sentAt, section, sender, receivedAt)
    if ('issues' in judgement) {
      const { issues } = judgement
      const [first] = issues
      const ownId = isEventId(entry.id) ? entry.id.toLowerCase() : null
      return { kind: 'unidentified', id: sentId(entry), ownId, code: first?.code ?? 'event_invalid', issues, happenings: [] }
    }
    const { identification } = judgement
    const { visitorId, kind, value } = identification
    const at = heldAt(identification)
    const subjects: Subject[] = [
      { kind: 'visitor', value: visitorId },
      { kind, value },
    ]
    return { kind: 'identified', id: String(entry.id), identification, happenings: subjects.map((subject) => ({ subject, at })) }
  }
  const about = await aboutOf(entry, section, sender.channel)
  const judgement = judge(entry, about, section, sender, receivedAt)
  const { subject } = about
  const happenings = (at: string): Happening[] => (subject ? [{ subject, at }] : [])
  if (!('issues' in judgement)) {
    const event = validEvent(judgement, sentAt, receivedAt)
    return { kind: 'valid', id: judgement.event.id, event, happenings: happenings(heldAt(event)) }
  }
  const { issues, kept } = judgement
  const event = countableOf(entry)
  const id = sentId(entry)
  if (!kept) return { kind: 'refused', id, event, issues, happenings: [] }
  const { occurredAt }: { occurredAt?: unknown } = isObject(entry) ? entry : {}
  const at = subject && isInstant(occurredAt) ? heldAt(correctInstant(String(occurredAt), sentAt, receivedAt)) : ''
  return {
    kind: 'rejected',
    id,
    event: { ...event, ...(await keptEvent(hideNames(entry, subject, sender.channel), issues, sender.channel)), subject },
    happenings: happenings(at),
  }
}

/** What an event is counted by, as far as it can be read. */
function countableOf(entry: unknown): Countable & Pick<RejectedEvent, 'version'> {
  const { id, version, fields } = isObject(entry) ? entry : {}
  const named = parseVersionId(version)
  const source = isObject(fields) && Object.hasOwn(fields, 'source') ? fields.source : null
  return {
    id: isEventId(id) ? id.toLowerCase() : null,
    discriminator: named?.discriminator.slice(0, 64) ?? null,
    version: named?.number ?? 0,
    source: isSource(source) ? source : null,
  }
}

/** A rejected event as it is kept whole, with what it and its group are known by. */
export async function keptEvent(entry: unknown, issues: readonly Issue[], channel: Channel) {
  const event = keepWhole(entry)
  // The same text means something else where somebody else sends it.
  const hash = await hashOf(channel === 'web' ? event : `${channel} ${event}`)
  return { hash, issues, signature: signatureOf(issues), event }
}

/** Told as it was sent, but for what is too long to be an ID at all. */
function sentId(entry: unknown): string | null {
  const { id } = isObject(entry) ? entry : {}
  return typeof id === 'string' && id.length <= 64 ? id : null
}

const heldAt = ({ occurredAt, clamped }: { readonly occurredAt: string; readonly clamped: boolean }): string => (clamped ? '' : occurredAt)

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(digest, 0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
