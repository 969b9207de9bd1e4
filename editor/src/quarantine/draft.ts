import { type Field, type FieldTypeName, fieldTypeOf, isOfType, type Repair } from '@milepost/sdk/contract'

/** A repair as it is being put together: every input that its row may show, filled in or not. */
export interface Draft {
  readonly id: string
  readonly kind: Repair['kind']
  /** The field that it is about, by its key. */
  readonly field: string
  /** With `rename`: the new key. */
  readonly to: string
  /** With `convert`. */
  readonly type: FieldTypeName
  /** With `default`: as it is typed. */
  readonly value: string
}

/** What a draft lacks, and at which of its inputs. */
export interface DraftIssue {
  readonly at: 'field' | 'to' | 'value'
  readonly message: string
}

type KnownField = Pick<Field, 'key' | 'type'>

let made = 0

/** A draft with something in every input. */
export const draftOf = (repair: Partial<Repair> & { kind: Repair['kind'] }): Draft => {
  made += 1
  const blank: Draft = { id: `draft${made}`, kind: repair.kind, field: '', to: '', type: 'text', value: '' }
  switch (repair.kind) {
    case 'rename':
      return { ...blank, field: repair.from ?? '', to: repair.to ?? '' }
    case 'convert':
      return { ...blank, field: repair.field ?? '', type: repair.to ?? 'text' }
    case 'default':
      return { ...blank, field: repair.field ?? '', value: repair.value === undefined ? '' : String(repair.value) }
    default:
      return { ...blank, field: 'field' in repair ? (repair.field ?? '') : '' }
  }
}

/** Makes the repair of a draft, or says what it lacks. A default is read as the type of its field. */
export function repairOf({ kind, field, to, type, value }: Draft, fields: readonly KnownField[]): Repair | DraftIssue {
  if (!field) return { at: 'field', message: 'Choose a field' }
  if (kind === 'drop') return { kind, field }
  if (kind === 'convert') return { kind, field, to: type }
  if (kind === 'rename') {
    if (!to) return { at: 'to', message: 'Choose a field' }
    return to === field ? { at: 'to', message: 'Is called so already' } : { kind, from: field, to }
  }
  const known = field === 'source' ? 'text' : fields.find(({ key }) => key === field)?.type
  if (!known) return { at: 'field', message: 'The version has no such field' }
  const read = typedAs(known, value)
  return read === undefined
    ? { at: 'value', message: value ? `Must be ${fieldTypeOf(known)?.phrase}` : 'Needs a value' }
    : { kind, field, value: read }
}

export const isDraftIssue = (made: Repair | DraftIssue): made is DraftIssue => 'at' in made

/** A typed text as a value of a field type; `undefined` where it is none. */
function typedAs(type: FieldTypeName, typed: string): unknown {
  const known = fieldTypeOf(type)
  if (!known || !typed) return undefined
  const value = isOfType(known, typed) ? typed : known.convert(typed)
  return isOfType(known, value) ? value : undefined
}
