import { type IdentifierKind, identifierKinds } from '@milepost/sdk/contract'

/** By what a profile can be found. */
export type LookupKind = IdentifierKind | 'visitorId' | 'id'

/** Worded for people. */
export const kindNames = { email: 'Email', mobile: 'Mobile', crmId: 'CRM ID', visitorId: 'Visitor ID', id: 'Profile ID' } as const

export const lookupKinds: readonly LookupKind[] = [...identifierKinds, 'visitorId', 'id']

/** What somebody has typed most likely is. A CRM ID can look like anything. */
export function guessKind(typed: string): IdentifierKind {
  const text = typed.trim()
  if (text.includes('@')) return 'email'
  return text.startsWith('+') || /^(?:[\s-]*\d){7,}[\s-]*$/.test(text) ? 'mobile' : 'crmId'
}
