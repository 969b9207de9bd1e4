import { Problem } from '../problem.js'
import { readDefaultCountry } from '../store/sections.js'
import type { SubjectKind } from '../store/tables.js'
import { readIdentifier } from './identifier.js'

/** What a profile is named by, ready to be looked for: an identifier is normalised. */
export interface Reference {
  readonly kind: SubjectKind | 'id'
  readonly value: string
}

/** As the schemas of requests have checked it: exactly one member is there. */
interface Named {
  readonly email?: string | undefined
  readonly mobile?: string | undefined
  readonly crmId?: string | undefined
  readonly visitorId?: string | undefined
  readonly id?: string | undefined
}

/**
 * Reads by what a request names a profile.
 * @param field of the request in which it stands
 * @throws Problem `request_invalid` when it is no identifier of one person
 */
export async function readReference(
  d1: D1Database,
  sectionId: string,
  named: Named,
  field: 'profile' | 'target' | 'source' = 'profile',
): Promise<Reference> {
  if (named.id !== undefined) return { kind: 'id', value: named.id }
  if (named.visitorId !== undefined) return { kind: 'visitor', value: named.visitorId }
  // Only mobile numbers depend on the section.
  const country = named.mobile === undefined ? null : await readDefaultCountry(d1, sectionId)
  const read = await readIdentifier(named, field, country)
  if ('kind' in read) return read
  const { code, message, expected = '', received = '' } = read
  throw new Problem('request_invalid', { detail: message, errors: [{ code, field: read.field ?? field, expected, received, message }] })
}
