import { type FieldChange, fieldTypeOf } from '@milepost/sdk/contract'

type ChangeKind = FieldChange['kind']

/** A kind of change as a word for a badge. */
export const changeKinds: Readonly<Record<ChangeKind, { readonly says: string; readonly color: string }>> = {
  added: { says: 'Added', color: 'green' },
  removed: { says: 'Removed', color: 'red' },
  retyped: { says: 'New type', color: 'orange' },
  required: { says: 'Now required', color: 'orange' },
  optional: { says: 'No longer required', color: 'gray' },
  renamed: { says: 'Renamed', color: 'gray' },
  moved: { says: 'Moved', color: 'gray' },
}

/** What a change is from and to, where its kind alone does not say it. */
export function changeDetail({ kind, from, to }: FieldChange): string | undefined {
  if (kind === 'retyped' && from && to) return `${typeName(from.type)} → ${typeName(to.type)}`
  if (kind === 'renamed' && from && to) return `${from.name} → ${to.name}`
  if (kind === 'added' && to) return `${typeName(to.type)}${to.required ? ', required' : ''}`
  return undefined
}

/** What a change does to events that are still sent in the shape before it. */
export const impactWords: Readonly<Record<FieldChange['impact'], string>> = {
  none: 'Events in the present shape stay valid',
  some: 'Events in the present shape that use it this way would fail',
  all: 'Every event in the present shape would fail',
}

/** A field type as people read it. */
export const typeName = (type: string): string => fieldTypeOf(type)?.name ?? type
