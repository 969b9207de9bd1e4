/** What a profile is found by, besides the visitor IDs of its browsers. */
export const identifierKinds = ['email', 'mobile', 'crmId'] as const
export type IdentifierKind = (typeof identifierKinds)[number]

/** Exactly one identifier, as it travels: it is normalised only where it is stored. */
export type Identifier = { readonly [Kind in IdentifierKind]: { readonly [Key in Kind]: string } }[IdentifierKind]

/** What consent is given for. */
export const consentPurposes = ['analytics', 'marketing'] as const
export type ConsentPurpose = (typeof consentPurposes)[number]

/** What events of a custom event are collected for. Only `necessary` ones need no consent. */
export const purposes = ['necessary', ...consentPurposes] as const
export type Purpose = (typeof purposes)[number]

/**
 * What a page may do: `granted` tracks; `pending` keeps events in memory, writes and sends nothing; `denied` forgets what waits and who the
 * visitor is, writes and sends nothing.
 */
export const consentStates = ['granted', 'pending', 'denied'] as const
export type ConsentState = (typeof consentStates)[number]

/** The consent an event is sent under. */
export interface Consent {
  readonly purposes: readonly ConsentPurpose[]
  /** RFC 3339, by the sender's clock: when it was given. */
  readonly at: string
}

/** An entry of `events` that says who a visitor is. It has a verdict, and is stored once, like an event. */
export interface Identification {
  /** UUID made by the sender, v7 preferred: the idempotency key within the section. */
  readonly id: string
  /** RFC 3339, by the sender's clock. */
  readonly occurredAt: string
  readonly visitorId: string
  readonly identify: Identifier
  /** `v1.<expires>.<nonce>.<hex>`, made by the shop's server. */
  readonly proof?: string
  readonly consent?: Consent
}
