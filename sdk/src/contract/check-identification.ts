import { checkConsent, checkHead, checkVisitorId, checkWhole, isRecord } from './check-parts.js'
import { type Issue, issue, kindOf } from './issue.js'
import { identifierKinds } from './person.js'

const PROOF = /^v1\.\d{1,12}\.[\w-]{16,64}\.[0-9a-f]{64}$/

/** Whether an entry of `events` says who a visitor is, and is no event: it has `identify`, and names no version. */
export const isIdentification = (entry: unknown): entry is Record<string, unknown> =>
  isRecord(entry) && entry.identify != null && entry.version == null

/**
 * Checks the shape of an identification. Whether its identifier is one of a person and its proof is genuine, only the collector can tell. Never throws.
 * @returns every issue; an empty list means that the entry has the shape of an `Identification`
 */
export function checkIdentification(entry: unknown): Issue[] {
  const issues = checkWhole(entry)
  if (!isRecord(entry) || issues.length) return issues
  const { visitorId, identify, proof, consent } = entry
  checkHead(entry, issues)
  if (visitorId == null) issues.push(issue('visitor_missing', 'visitorId', 'present', 'nothing'))
  else issues.push(...checkVisitorId(visitorId))
  issues.push(...checkIdentifier(identify))
  if (proof != null && !(typeof proof == 'string' && PROOF.test(proof)))
    issues.push(issue('proof_invalid', 'proof', 'v1.<expires>.<nonce>.<hex>', kindOf(proof)))
  if (consent != null) issues.push(...checkConsent(consent))
  return issues
}

function checkIdentifier(identify: unknown): Issue[] {
  const keys = isRecord(identify) ? Object.keys(identify) : []
  const [key] = keys
  const kind = identifierKinds.find((one) => one == key)
  if (!isRecord(identify) || !kind || keys.length > 1) {
    const received = keys.length > 1 ? `one with ${keys.length}` : keys.length ? 'one with another' : kindOf(identify)
    return [issue('profile_invalid', 'identify', `an object with exactly one of ${identifierKinds.join(', ')}`, received)]
  }
  const value = identify[kind]
  return kindOf(value) == 'text' ? [] : [issue('identifier_invalid', `identify.${kind}`, 'text', kindOf(value))]
}
