import type { Scope } from '../api/integration-keys.js'

/** What a key may be used for, worded for people. */
export const scopes: readonly { readonly scope: Scope; readonly name: string; readonly may: string }[] = [
  { scope: 'events:write', name: 'Send events', may: 'Stores events on the profiles of people, by email, mobile number or CRM ID.' },
  { scope: 'profiles:read', name: 'Read profiles', may: 'Finds a profile by one identifier and reads its events.' },
  { scope: 'profiles:merge', name: 'Merge profiles', may: 'Makes one profile of two that are the same person, and undoes it.' },
  {
    scope: 'definitions:read',
    name: 'Read definitions',
    may: 'Lists custom events with their versions, and what the key may do with each.',
  },
]

/** A scope of a later version is told as it is. */
export const scopeName = (scope: string): string => scopes.find((entry) => entry.scope === scope)?.name ?? scope
