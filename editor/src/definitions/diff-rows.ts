import { compareVersions, type Field, type FieldChange } from '@milepost/sdk/contract'

/** One field of two versions side by side. */
export interface DiffRow {
  readonly key: string
  readonly from?: Field | undefined
  readonly to?: Field | undefined
  /** Empty where both say the same. */
  readonly changes: readonly FieldChange[]
}

interface HasFields {
  readonly fields: readonly Field[]
}

/** The fields of two versions in the order of the later one; one that was removed stands after the field it used to follow. */
export function diffRows(from: HasFields, to: HasFields): DiffRow[] {
  const { changes } = compareVersions(from, to)
  const [before, after] = [byKey(from), byKey(to)]
  const keys = to.fields.map(({ key }) => key)
  for (const [index, { key }] of from.fields.entries()) {
    if (!after.has(key)) keys.splice(keys.indexOf(from.fields[index - 1]?.key ?? '') + 1, 0, key)
  }
  return keys.map((key) => ({
    key,
    from: before.get(key),
    to: after.get(key),
    changes: changes.filter((change) => change.key === key),
  }))
}

const byKey = ({ fields }: HasFields) => new Map(fields.map((field) => [field.key, field]))
