import type { ValidEvent } from '../store/events.js'
import { consentText } from './check-purpose.js'
import type { Valid } from './judge.js'
import { correctInstant } from './occurred-at.js'
import { placeOf } from './page-place.js'

/**
 * Makes what is stored of an event that was judged valid.
 * @param receivedAt milliseconds
 */
export function validEvent({ event, known, subject }: Valid, sentAt: unknown, receivedAt: number): ValidEvent {
  return {
    id: event.id.toLowerCase(),
    discriminator: known.discriminator,
    version: known.version.number,
    ...correctInstant(event.occurredAt, sentAt, receivedAt),
    senderOccurredAt: event.occurredAt,
    visitorId: subject?.kind === 'visitor' ? subject.value : null,
    subject,
    consent: consentText(event.consent),
    page: pageText(event.page),
    fields: jsonText(event.fields),
    source: String(event.fields.source),
    ...placeOf(event.page?.url),
  }
}

/** Whether a value can be the source of an event, as the contract has it: 1 to 255 characters of well-formed Unicode. */
export const isSource = (value: unknown): value is string => typeof value === 'string' && /^\P{Cs}{1,255}$/u.test(value)

/** The latest page that was made text of: the events of a request mostly have one. */
let last = { url: undefined as unknown, referrer: undefined as unknown, title: undefined as unknown, text: '{}' }

/** Only what an event's page is known by, and only what was sent. */
function pageText(page: object | null | undefined): string | null {
  if (!page) return null
  const { url, referrer, title } = page as Record<string, unknown>
  if (url !== last.url || referrer !== last.referrer || title !== last.title) {
    const text = JSON.stringify({ url: url ?? undefined, referrer: referrer ?? undefined, title: title ?? undefined })
    last = { url, referrer, title, text }
  }
  return last.text
}

/** Our own JSON of the values that were sent; `null` means not sent. */
function jsonText(values: object): string {
  for (const key in values)
    if (values[key as never] == null) return JSON.stringify(Object.fromEntries(Object.entries(values).filter(([, value]) => value != null)))
  return JSON.stringify(values)
}
