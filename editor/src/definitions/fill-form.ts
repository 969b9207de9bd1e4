import type { Fill } from '@milepost/snippet-generator'
import { readFieldValue } from './field-value.js'

/** How one field of a snippet is filled, as it is being entered: `from` is empty for a placeholder. */
export interface FillEntry {
  readonly from: string
  readonly members: Readonly<Record<string, string>>
}

export const placeholder: FillEntry = { from: '', members: {} }

/** What is needed to know of a source of values. */
interface Source {
  readonly from: string
  readonly members: readonly string[]
  readonly optional: readonly string[]
}

interface FilledField {
  readonly key: string
  readonly type: string
}

/** Whether everything is entered that a source of values needs. */
const isComplete = ({ members }: FillEntry, source: Source): boolean =>
  source.members.every((name) => source.optional.includes(name) || members[name]?.trim())

/** What the generator is asked to fill: the entries that are complete, with constants as values of their fields' types. */
export function fillsOf(
  entries: Readonly<Record<string, FillEntry>>,
  fields: readonly FilledField[],
  sources: readonly Source[],
): Record<string, Fill> {
  const fills = fields.flatMap(({ key, type }) => {
    const entry = entries[key]
    const source = sources.find(({ from }) => from === entry?.from)
    if (!entry || !source || !isComplete(entry, source)) return []
    const given = source.members.flatMap((name) => {
      const text = entry.members[name] ?? ''
      if (!text.trim()) return []
      return [[name, entry.from === 'constant' ? readFieldValue(type, text) : text] as const]
    })
    return [[key, Object.fromEntries([['from', source.from], ...given]) as unknown as Fill] as const]
  })
  return Object.fromEntries(fills)
}
