/** Why an event was refused. The set is part of the wire format: codes are added, never renamed. */
export type IssueCode =
  | 'event_invalid'
  | 'id_invalid'
  | 'occurred_at_invalid'
  | 'version_unknown'
  | 'version_not_yet_usable'
  | 'event_hidden'
  | 'web_tracking_disabled'
  | 'source_missing'
  | 'source_invalid'
  | 'field_required'
  | 'field_unknown'
  | 'field_type'
  | 'field_too_long'
  | 'event_too_large'
  | 'consent_missing'
  | 'profile_invalid'
  | 'identifier_invalid'
  | 'operation_not_allowed'
  | 'visitor_missing'
  | 'proof_missing'
  | 'proof_invalid'
  | 'identity_conflict'
  | 'profile_erased'
  | 'storage_failed'

/** One reason for a refusal. */
export interface Issue {
  readonly code: IssueCode
  /** Key of the field it is about; absent when it is about the whole event. */
  readonly field?: string | undefined
  /** What would have been accepted: a field type such as `decimal`, or a short phrase. */
  readonly expected?: string
  /** What came, as a kind (`text`, `decimal`, `nothing`, …) or a size; never the value, which may be personal. */
  readonly received?: string
  /** The same as one English sentence. */
  readonly message: string
}

/**
 * Names what a value is in the words of the field types: `text`, `number`, `decimal`, `boolean`, `nothing`, `list`, `object`.
 * Numbers that no field type takes are named by themselves (`NaN`, `Infinity`, `9007199254740992`). Never throws.
 */
export function kindOf(value: unknown): string {
  if (value == null) return 'nothing'
  if (typeof value == 'string') return isWellFormed(value) ? 'text' : 'ill-formed text'
  if (typeof value == 'number') return value % 1 ? 'decimal' : Number.isSafeInteger(value) ? 'number' : `${value}`
  return Array.isArray(value) ? 'list' : typeof value
}

/** Whether a string has no lone surrogates. Not `String.prototype.isWellFormed`, which is missing before Safari 16.4 and Chrome 111. */
export const isWellFormed = (value: string): boolean => !/\p{Cs}/u.test(value)

/** Builds an issue in the one grammar of messages: `<field> must be <expected>, received <received>`. Without a field it is about the whole event. */
export const issue = (code: IssueCode, field: string | undefined, expected: string, received: string): Issue => ({
  code,
  field,
  expected,
  received,
  message: `${field || 'event'} must be ${expected}, received ${received}`,
})
