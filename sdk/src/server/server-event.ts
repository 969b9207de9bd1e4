import type { Consent, Identifier } from '../contract/person.js'
import type { EventDefinition, EventFields, EventValues } from '../define-event.js'
import { uuid } from '../uuid.js'

/** Whose event it is, and what else is known about it. */
export interface EventDetails {
  /** Exactly one identifier of the person whose event it is. */
  readonly profile: Identifier
  /**
   * UUID that makes the event the same one however often it is sent: {@link eventIdOf} makes one from what happened.
   * @default a UUID v7, made once per call
   */
  readonly id?: string
  /** When it happened; RFC 3339 when it is text. @default now */
  readonly occurredAt?: Date | string
  /** The consent it is sent under, where your own records have one. */
  readonly consent?: Consent
}

/** One event as a server sends it. Sending the same object again sends the same event. */
export interface ServerEvent {
  readonly definition: EventDefinition
  readonly values: object
  readonly details: EventDetails & Required<Pick<EventDetails, 'id' | 'occurredAt'>>
}

/**
 * Puts one event together, to be sent with others by `send`. It is checked when it is sent.
 *
 * @example
 * const verdicts = await client.send([
 *   eventOf(orderPaid, { orderId: 'A-1', total: 129.5 }, { profile: { crmId: '7' } }),
 *   eventOf(orderPaid, { orderId: 'A-2', total: 18 }, { profile: { email: 'ada@shop.example' } }),
 * ])
 */
export const eventOf = <Fields extends EventFields>(
  definition: EventDefinition<Fields>,
  values: EventValues<Fields>,
  details: EventDetails,
): ServerEvent => ({ definition, values, details: { ...details, id: details.id ?? uuid(), occurredAt: details.occurredAt ?? new Date() } })
