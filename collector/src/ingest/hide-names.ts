import { identifierKinds } from '@milepost/sdk/contract'
import type { Subject } from '../profiles/identifier.js'
import type { Channel } from './sender.js'

/** Stands for what names somebody. */
const HIDDEN = '…'

/**
 * Takes out of a rejected event by whom it cannot be found, since erasing would leave it there: the visitor that an integration names beside a profile,
 * the profile that a page names, and a profile that is named by more or other than one identifier. No repair changes these, so nothing is lost
 * by it. One identifier of a kind that there is stays also when it cannot be read: a mobile number can once the section has a country.
 * @param subject under whom it is kept
 */
export function hideNames(event: unknown, subject: Subject | null, channel: Channel): unknown {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return event
  const { visitorId, profile } = event as Record<string, unknown>
  const hidden = {
    ...(visitorId != null && channel === 'integration' && { visitorId: HIDDEN }),
    ...(profile != null && !(channel === 'integration' && (subject || isOneIdentifier(Object(profile)))) && { profile: shapeOf(profile) }),
  }
  // In the place that it had: the event is shown as it was sent otherwise.
  return Object.fromEntries(
    Object.entries(event).map(([key, value]) => [key, Object.hasOwn(hidden, key) ? Reflect.get(hidden, key) : value]),
  )
}

function isOneIdentifier(profile: object): boolean {
  const entries = Object.entries(profile)
  const [[key, value] = []] = entries
  return entries.length === 1 && identifierKinds.some((kind) => kind === key) && typeof value === 'string'
}

/** By which kinds somebody was named. What is none may be a name itself. */
function shapeOf(profile: unknown): unknown {
  if (typeof profile !== 'object' || profile === null) return HIDDEN
  return Object.fromEntries(Object.keys(profile).map((key) => [identifierKinds.some((kind) => kind === key) ? key : HIDDEN, HIDDEN]))
}
