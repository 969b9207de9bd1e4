import type { IdentifierKind } from '@milepost/sdk/contract'
import { Problem } from '../problem.js'
import { readDefaultCountry } from '../store/sections.js'
import type { SubjectKind } from '../store/tables.js'
import { readIdentifier } from './identifier.js'

/** What a profile is named by, ready to be looked for: an identifier is normalised. */
export interface Reference<Kind extends SubjectKind | 'id' = SubjectKind | 'id'> {
  readonly kind: Kind
  readonly value: string
}

// As the schemas of requests have checked them: exactly one member is there.
type NamedByIdentifier = { readonly [Kind in IdentifierKind]?: string | undefined }
interface Named extends NamedByIdentifier {
  readonly visitorId?: string | undefined
  readonly id?: string | undefined
}

/**
 * Reads the identifier by which a request names a profile.
 * @param field of the request in which it stands
 * @throws Problem `request_invalid` when it is none of one person
 */
export async function readIdentifierReference(
  d1: D1Database,
  sectionId: string,
  named: NamedByIdentifier,
  field: 'profile' | 'target' | 'source' = 'profile',
): Promise<Reference<IdentifierKind>> {
  // Only mobile numbers depend on the section.
  const country = named.mobile === undefined ? null : await readDefaultCountry(d1, sectionId)
  const read = await readIdentifier(named, field, country)
  if ('kind' in read) return read as Reference<IdentifierKind>
  const { code, message, expected = '', received = '' } = read
  throw new Problem('request_invalid', { detail: message, errors: [{ code, field: read.field ?? field, expected, received, message }] })
}

/**
 * Reads by what a request names a profile: anything that is its own.
 * @throws Problem `request_invalid` like `readIdentifierReference`
 */
export async function readReference(d1: D1Database, sectionId: string, named: Named): Promise<Reference> {
  if (named.id !== undefined) return { kind: 'id', value: named.id }
  if (named.visitorId !== undefined) return { kind: 'visitor', value: named.visitorId }
  return readIdentifierReference(d1, sectionId, named)
}
