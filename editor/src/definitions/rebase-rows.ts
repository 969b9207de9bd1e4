import type { Field } from '@milepost/sdk/contract'
import { type FieldRow, rowsOfFields } from './field-rows.js'

/**
 * Carries an edit over to a version that somebody else has saved in the meantime: their new fields are added, their changes to fields
 * that the edit has not touched are taken, and what the edit has changed or removed stays as it is.
 * @param base the fields that the edit started from
 * @param newest the fields that are saved now
 */
export function rebaseRows(rows: readonly FieldRow[], base: readonly Field[], newest: readonly Field[]): FieldRow[] {
  const before = new Map(base.map((field) => [field.key, field]))
  const now = new Map(rowsOfFields(newest).map((row) => [row.key, row]))
  const kept = rows.flatMap((row): FieldRow[] => {
    const from = before.get(row.publishedKey ?? '')
    if (!from || row.key !== from.key) return [row]
    const theirs = now.get(from.key)
    const untouched = row.name === from.name && row.type === from.type && row.required === from.required
    if (!untouched) return [theirs ? row : { ...row, publishedKey: undefined }]
    return theirs ? [{ ...theirs, id: row.id }] : []
  })
  const taken = new Set(kept.map(({ key }) => key))
  return [...kept, ...[...now.values()].filter(({ key = '' }) => !before.has(key) && !taken.has(key))]
}
