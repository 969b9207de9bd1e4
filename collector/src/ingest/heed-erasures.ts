import { type Issue, issue } from '@milepost/sdk/contract'
import type { Subject } from '../profiles/identifier.js'
import { suppressionHashes } from '../profiles/suppression.js'
import type { SectionDefinitions } from '../store/definitions.js'
import { type GuardedSubject, isRefusal, readSuppressed } from '../store/suppressed.js'

/** Somebody that an entry is about, and when it happened by the collector's clock. */
export interface Happening {
  readonly subject: Subject
  /** Empty when that cannot be told, or not be believed: then it is as old as it can be. */
  readonly at: string
}

/** Whether somebody was erased since. */
export type IsErased = (happening: Happening) => boolean

/** Erasures may come in between again, but not for ever. */
const MAX_ATTEMPTS = 3

/**
 * Stores what nobody was erased from since. `store` must put what it is given as guarded into its batch, which then fails when somebody was:
 * only then is asked who, and `store` called again without them. So what is about nobody who was erased costs no question.
 * @throws what `store` throws for another reason
 */
export async function heedErasures<Stored>(
  d1: D1Database,
  { sectionId, suppressionKey }: Pick<SectionDefinitions, 'sectionId' | 'suppressionKey'>,
  happenings: readonly Happening[],
  store: (isErased: IsErased, guarded: readonly GuardedSubject[]) => Promise<Stored>,
): Promise<Stored> {
  if (!happenings.length) return store(() => false, [])
  const bySubject = Map.groupBy(happenings, ({ subject }) => keyOf(subject))
  const subjects = [...bySubject.values()].flatMap(([first]) => first?.subject ?? [])
  const hashes = await suppressionHashes(suppressionKey, subjects)
  const hashBy = new Map([...bySubject.keys()].map((key, index) => [key, hashes[index] ?? '']))
  let erasedAt: ReadonlyMap<string, string> = new Map()
  const isErased: IsErased = ({ subject, at }) => {
    if (!erasedAt.size) return false
    const erased = erasedAt.get(hashBy.get(keyOf(subject)) ?? '')
    return erased !== undefined && erased >= at
  }
  for (let attempt = 1; ; attempt++) {
    const guarded = [...bySubject].flatMap(([key, list]) => {
      const [earliest] = list.flatMap((happening) => (isErased(happening) ? [] : [happening.at])).sort()
      return earliest === undefined ? [] : [[hashBy.get(key) ?? '', earliest] as const]
    })
    try {
      return await store(isErased, guarded)
    } catch (error) {
      // A database that cannot answer is not asked another question.
      if (!isRefusal(error)) throw error
      const before = happenings.filter(isErased).length
      erasedAt = await readSuppressed(d1, sectionId, hashes)
      // Nobody else was erased, so that is not why.
      if (attempt === MAX_ATTEMPTS || happenings.filter(isErased).length === before) throw error
    }
  }
}

/** The issue of what is about somebody who was erased since it happened. */
export const profileErased = ({ kind }: Subject, field: 'profile' | 'identify'): Issue =>
  issue('profile_erased', kind === 'visitor' ? 'visitorId' : field, 'of somebody who was not erased since', 'one of somebody who was')

const keyOf = ({ kind, value }: Subject): string => `${kind}:${value}`
