import { applyRepairs, type Issue, isEventId, isInstant, MAX_EVENT_BYTES, type Repair } from '@milepost/sdk/contract'
import { instantOf } from '../clock.js'
import type { Lake } from '../lake/lake.js'
import type { RepairStep } from '../schema/quarantine-group.js'
import type { KnownVersion, SectionDefinitions } from '../store/definitions.js'
import { type HeldEvent, storedAmong, storeReplay } from '../store/replay.js'
import { type Happening, heedErasures, type IsErased, profileErased } from './heed-erasures.js'
import { aboutOf, type Judgement, judge } from './judge.js'
import { validEvent } from './valid-event.js'

/** How rejected events are sent again. */
export interface Replay {
  readonly section: SectionDefinitions
  /** As which version of it. */
  readonly known: KnownVersion
  readonly repairs: readonly Repair[]
  readonly dryRun: boolean
  /** Gets what is stored. */
  readonly lake?: Lake | undefined
}

interface Candidate {
  readonly held: HeldEvent
  readonly after: unknown
  /** In lower case; `null` when it cannot have one, because it is no object. */
  readonly id: string | null
  /** Absent while it is not valid. */
  readonly event?: ReturnType<typeof validEvent>
  readonly issues: readonly Issue[]
}

type Step = Omit<RepairStep, 'nextCursor'>

const SAMPLES = 10

/**
 * Repairs held events, judges them as if they arrived now under the version, by the endpoint that each came to, stores those that are valid with
 * the instants of their originals, and says what became of each. What is not valid stays as it was.
 */
export async function replay(d1: D1Database, events: readonly HeldEvent[], options: Replay, nowMs: number): Promise<Step> {
  const { section, dryRun, lake } = options
  const { sectionId } = section
  const judged: Candidate[] = []
  for (const held of events) judged.push(await candidateOf(held, options, nowMs))
  return heedErasures(d1, section, judged.flatMap(happeningsOf), async (isErased, guarded) => {
    const candidates = judged.map((candidate) => withoutErased(candidate, isErased))
    // Two rejected events may have one ID: an event that was sent wrong twice. The first one that is valid now becomes it, and settles the others.
    const first = new Map(candidates.toReversed().flatMap((candidate) => (candidate.event ? [[candidate.event.id, candidate]] : [])))
    const rejectedIds = candidates.flatMap(({ event, id }) => (event || id === null ? [] : [id]))
    const valid = candidates.flatMap((candidate) => {
      const { event, held } = candidate
      return event && first.get(event.id) === candidate ? [{ ...event, receivedAt: held.firstReceivedAt, sentAt: held.sentAt }] : []
    })
    const repairedAt = instantOf(nowMs)
    const { added, storedBefore, landed } = dryRun
      ? await wouldBe(d1, sectionId, [...first.keys()], rejectedIds)
      : await storeReplay(d1, {
          sectionId,
          valid,
          rejectedIds,
          originals: candidates.flatMap(({ held, id }) => (id === null ? [] : [[held.seq, id] as const])),
          repairedAt,
          guarded,
          forLake: lake !== undefined,
        })
    lake?.({ sectionId, valid, receivedAt: repairedAt }, landed)
    return stepOf(candidates, (candidate) => {
      const { event, id } = candidate
      if (event) return first.get(event.id) === candidate && added.has(event.id) ? 'repaired' : 'duplicate'
      return id !== null && (storedBefore.has(id) || first.has(id)) ? 'duplicate' : 'rejected'
    })
  })
}

function stepOf(candidates: readonly Candidate[], statusOf: (candidate: Candidate) => Step['samples'][number]['status']): Step {
  const outcomes = candidates.map((candidate) => ({ ...candidate, status: statusOf(candidate) }))
  const count = (status: string) => outcomes.filter((outcome) => outcome.status === status).length
  return {
    checked: outcomes.length,
    repaired: count('repaired'),
    rejected: count('rejected'),
    duplicates: count('duplicate'),
    samples: outcomes
      .filter(({ held }) => JSON.stringify(held.event).length <= MAX_EVENT_BYTES)
      .slice(0, SAMPLES)
      .map(({ status, held, after, issues }) => ({ status, before: held.event, after, issues: [...issues] })),
    issues: tally(outcomes.flatMap(({ status, issues }) => (status === 'rejected' ? issues : []))),
  }
}

async function candidateOf(held: HeldEvent, { section, known, repairs }: Replay, nowMs: number): Promise<Candidate> {
  // What the browser said then of privacy was heeded then: what lacked consent was not kept.
  const sender = { channel: held.channel, gpc: false }
  const repaired = applyRepairs(held.event, repairs)
  const about = await aboutOf(repaired, section, held.channel)
  if (typeof repaired !== 'object' || repaired === null || Array.isArray(repaired)) {
    return { held, after: repaired, id: null, ...judged(judge(repaired, about, section, sender, nowMs)) }
  }
  const { id, occurredAt }: { id?: unknown; occurredAt?: unknown } = repaired
  const when = isInstant(occurredAt)
  const after = {
    ...repaired,
    id: isEventId(id) ? id : idOf(held.hash),
    version: known.version.id,
    occurredAt: when ? occurredAt : held.firstReceivedAt,
  }
  const judgement = judge(after, about, section, sender, nowMs)
  const base = { held, after, id: after.id.toLowerCase(), ...judged(judgement) }
  if ('issues' in judgement) return base
  // An instant of ours is not the sender's to be corrected.
  return { ...base, event: validEvent(judgement, when ? held.sentAt : null, Date.parse(held.firstReceivedAt)) }
}

const judged = (judgement: Judgement) => ({ issues: 'issues' in judgement ? judgement.issues : [] })

const happeningsOf = ({ event }: Candidate): Happening[] =>
  event?.subject ? [{ subject: event.subject, at: event.clamped ? '' : event.occurredAt }] : []

function withoutErased(candidate: Candidate, isErased: IsErased): Candidate {
  const erased = happeningsOf(candidate).find(isErased)?.subject
  if (!erased) return candidate
  const { event, ...rest } = candidate
  return { ...rest, issues: [profileErased(erased, 'profile')] }
}

/**
 * An ID for an event that was sent without a valid one, the same however often it is repaired: the hash that it is kept under, as a UUID v8.
 * @see https://www.rfc-editor.org/rfc/rfc9562#section-5.8
 */
const idOf = (hash: string): string =>
  hash.replace(
    /^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/,
    (_, a: string, b: string, c: string, d: string, e: string) => `${a}-${b}-8${c}-8${d}-${e}`,
  )

/** What storing would find and do, by what is stored now. */
async function wouldBe(d1: D1Database, sectionId: string, validIds: readonly string[], rejectedIds: readonly string[]) {
  const storedBefore = await storedAmong(d1, sectionId, [...validIds, ...rejectedIds])
  return { storedBefore, added: new Set(validIds.filter((id) => !storedBefore.has(id))), landed: [] }
}

function tally(issues: readonly Issue[]): RepairStep['issues'] {
  const groups = Map.groupBy(issues, ({ code, field }) => JSON.stringify([code, field]))
  return [...groups.entries()]
    .sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .map(([, group]) => ({ code: group[0]?.code ?? '', ...(group[0]?.field && { field: group[0].field }), count: group.length }))
    .slice(0, 50)
}
