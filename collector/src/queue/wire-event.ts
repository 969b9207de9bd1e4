import { versionId } from '@milepost/sdk/contract'
import type { ValidEvent } from '../store/events.js'

/** Writes a valid event again as it was sent, as far as it is stored: what is kept in quarantine can be judged like any other. */
export function wireEventOf(event: ValidEvent): Record<string, unknown> {
  const { id, discriminator, version, senderOccurredAt, visitorId, subject, page, consent, fields } = event
  return {
    id,
    version: versionId(discriminator, version),
    occurredAt: senderOccurredAt,
    ...(visitorId !== null && { visitorId }),
    ...(subject && subject.kind !== 'visitor' && { profile: { [subject.kind]: subject.value } }),
    ...(page !== null && { page: JSON.parse(page) }),
    ...(consent !== null && { consent: JSON.parse(consent) }),
    fields: JSON.parse(fields),
  }
}
