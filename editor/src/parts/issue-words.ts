import type { IssueCode } from '@milepost/sdk/contract'

const words: Readonly<Record<IssueCode, string>> = {
  event_invalid: 'cannot be read',
  id_invalid: 'has no valid ID',
  occurred_at_invalid: 'has no valid time',
  version_unknown: 'names a version that does not exist',
  version_not_yet_usable: 'names a version that was not yet usable',
  event_hidden: 'belongs to a hidden custom event',
  web_tracking_disabled: 'came from a page while web tracking was off',
  source_missing: 'is missing',
  source_invalid: 'is not valid',
  field_required: 'is missing',
  field_unknown: 'is not in the definition',
  field_type: 'has another type',
  field_too_long: 'is too long',
  event_too_large: 'is too large',
  consent_missing: 'was sent without the consent it needs',
  profile_invalid: 'names no profile as it should',
  identifier_invalid: 'identifies nobody',
  operation_not_allowed: 'may not be written by this identifier',
  visitor_missing: 'names no visitor',
  proof_missing: 'has no proof',
  proof_invalid: 'has a proof that is not valid',
  identity_conflict: 'names somebody else than the visitor is',
  profile_erased: 'belongs to a profile that was erased',
  storage_failed: 'could not be stored',
}

/** An issue in a few words, without what was received: `total has another type`. It begins in lower case, because a key begins as it does. */
export function issueWords({ code, field }: { readonly code: string; readonly field?: string | undefined }): string {
  // A code of a later version is told as it is.
  const says = Object.hasOwn(words, code) ? words[code as IssueCode] : `(${code})`
  return `${field && field !== 'id' && field !== 'occurredAt' && field !== 'version' ? field : 'it'} ${says}`
}

/** Issues as one sentence, or as the title of one. */
export const issuesSentence = (issues: readonly Parameters<typeof issueWords>[0][]): string =>
  issues.map(issueWords).join(', ').replace(/^it /, 'It ')
