import { checkIdentification, type Identification, type Identifier, type IdentifierKind, type Issue, issue } from '@milepost/sdk/contract'
import { isNoVisitor, readIdentifier } from '../profiles/identifier.js'
import { checkProof } from '../profiles/proof.js'
import type { SectionDefinitions } from '../store/definitions.js'
import type { ValidIdentification } from '../store/identifications.js'
import { consentMissing, consentText, isOptedOut } from './check-purpose.js'
import { correctInstant } from './occurred-at.js'
import type { Sender } from './sender.js'

/**
 * Checks an entry by which a page says who its visitor is. Nothing that is stored is looked at, so without a proof nobody can try who is known.
 * Never throws.
 * @param receivedAt milliseconds
 */
export async function judgeIdentification(
  entry: unknown,
  sentAt: unknown,
  section: SectionDefinitions,
  sender: Sender,
  receivedAt: number,
): Promise<{ readonly identification: ValidIdentification } | { readonly issues: readonly Issue[] }> {
  if (sender.channel === 'integration') return { issues: [issue('event_invalid', 'identify', 'absent: only pages identify', 'a value')] }
  const issues = checkIdentification(entry)
  // Too deep or too large: nothing else is worth saying about it.
  if (issues.some(({ field }) => !field)) return { issues }
  if (isOptedOut(section, sender)) issues.push(consentMissing('given', 'Global Privacy Control'))
  const { id, occurredAt, visitorId, identify, proof, consent } = entry as Identification
  const wrong = (name: string) => issues.some(({ field }) => field?.split('.')[0] === name)
  if (visitorId != null && !wrong('visitorId') && isNoVisitor(visitorId))
    issues.push(issue('visitor_missing', 'visitorId', 'the random ID of one browser', 'a placeholder'))
  const read = wrong('identify') ? undefined : await readIdentifier(identify, 'identify', section.defaultCountry)
  if (read && 'code' in read) issues.push(read)
  let proven: Awaited<ReturnType<typeof checkProof>>
  if (proof == null) {
    if (section.requireProof) issues.push(issue('proof_missing', 'proof', 'a proof by the server of the shop', 'nothing'))
  } else if (!wrong('proof') && read && 'kind' in read) {
    proven = await checkProof(proof, { kind: read.kind, value: sentValue(identify) }, section, receivedAt)
    if (!proven) issues.push(proofInvalid('one that is not genuine, or has expired'))
  }
  if (issues.length || !read || 'code' in read) return { issues }
  return {
    identification: {
      id: id.toLowerCase(),
      visitorId,
      kind: read.kind as IdentifierKind,
      value: read.value,
      ...correctInstant(occurredAt, sentAt, receivedAt),
      consent: consentText(consent),
      nonce: proven?.nonce ?? null,
      proofExpiresAt: proven?.expiresAt ?? null,
    },
  }
}

/** The issue of a proof that proves nothing here. */
export const proofInvalid = (received: string): Issue =>
  issue('proof_invalid', 'proof', 'a proof of this identifier for this visitor', received)

/** It has exactly one member by now. */
const sentValue = (identify: Identifier): string => Object.values(identify).join()
