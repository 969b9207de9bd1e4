import { type Consent, type Issue, issue, type Purpose } from '@milepost/sdk/contract'
import type { PersonSettings } from '../store/definitions.js'
import type { Sender } from './sender.js'

/** Whether the browser's Global Privacy Control counts as no, whatever consent was sent. An integration is no browser. */
export const isOptedOut = ({ honourGpc }: Pick<PersonSettings, 'honourGpc'>, { channel, gpc }: Sender): boolean =>
  channel === 'web' && gpc && honourGpc

/** The issue of what is sent without consent. */
export const consentMissing = (expected: string, received: string): Issue => issue('consent_missing', 'consent', expected, received)

/**
 * Checks that the consent an event was sent under covers the purpose of its custom event. From integrations none is asked for, since the shop's
 * own records decide; what they do send must cover it.
 * @param consent as it was sent; `undefined` when none was, or none that is valid
 */
export function checkPurpose(
  purpose: Purpose,
  consent: Consent | null | undefined,
  settings: Pick<PersonSettings, 'honourGpc'>,
  sender: Sender,
): Issue[] {
  if (purpose === 'necessary') return []
  const expected = `given for ${purpose}`
  if (isOptedOut(settings, sender)) return [consentMissing(expected, 'Global Privacy Control')]
  if (consent?.purposes.includes(purpose)) return []
  if (!consent) return sender.channel === 'web' ? [consentMissing(expected, 'nothing')] : []
  return [consentMissing(expected, 'one without it')]
}

/** The proof of consent, as it is stored. */
export const consentText = (consent: Consent | null | undefined): string | null =>
  consent ? JSON.stringify({ purposes: [...new Set(consent.purposes)], at: consent.at }) : null
