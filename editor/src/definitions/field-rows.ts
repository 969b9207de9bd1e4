import { checkDefinition, type DefinitionIssue, type FieldInput, MAX_FIELDS } from '@milepost/sdk/contract'

/** One field as it is being edited. */
export interface FieldRow {
  /** Tells rows apart on the page, whatever is typed into them; sent nowhere. */
  readonly id: string
  readonly name: string
  readonly type: string
  readonly required: boolean
  /** Absent while it follows from the name. */
  readonly key?: string | undefined
  /** The key of a field that is published: changing it makes it another field to every event. */
  readonly publishedKey?: string | undefined
  /** Whether a person has left the name once: what they have not finished is not wrong yet. */
  readonly touched?: boolean | undefined
  /** Added by hand just now, so that its name is where the next key goes. */
  readonly fresh?: boolean | undefined
}

let made = 0
const newId = (): string => `field-${++made}`

/** Rows for the fields that a new custom event starts with. */
export const rowsOfInputs = (fields: readonly FieldInput[]): FieldRow[] =>
  fields.map(({ name, type, required = false }) => ({ id: newId(), name, type, required }))

interface PublishedField {
  readonly key: string
  readonly name: string
  readonly type: string
  readonly required: boolean
}

/** Rows for the fields of a published version. */
export const rowsOfFields = (fields: readonly PublishedField[]): FieldRow[] =>
  fields.map(({ key, name, type, required }) => ({ id: newId(), name, type, required, key, publishedKey: key }))

/** The fields as the contract and the collector take them. */
export const inputsOf = (rows: readonly FieldRow[]): FieldInput[] =>
  rows.map(({ name, type, required, key }) => ({ name, type, required, ...(key !== undefined && { key }) }))

/** Whether two lists of rows say the same. */
export const sameRows = (a: readonly FieldRow[], b: readonly FieldRow[]): boolean =>
  a === b || JSON.stringify(inputsOf(a)) === JSON.stringify(inputsOf(b))

export type RowAction =
  | { readonly do: 'change'; readonly id: string; readonly change: Partial<Omit<FieldRow, 'id'>> }
  | { readonly do: 'add' }
  | { readonly do: 'remove'; readonly id: string }
  | { readonly do: 'move'; readonly id: string; readonly to: number }
  | { readonly do: 'replace'; readonly rows: readonly FieldRow[] }

/** What an action makes of the rows. A row more than a version holds is not added. */
export function changeRows(rows: readonly FieldRow[], action: RowAction): readonly FieldRow[] {
  switch (action.do) {
    case 'change':
      return rows.map((row) => (row.id === action.id ? { ...row, ...action.change } : row))
    case 'add':
      return rows.length < MAX_FIELDS ? [...rows, { id: newId(), name: '', type: 'text', required: false, fresh: true }] : rows
    case 'remove':
      return rows.filter(({ id }) => id !== action.id)
    case 'move': {
      const row = rows.find(({ id }) => id === action.id)
      if (!row) return rows
      const others = rows.filter(({ id }) => id !== action.id)
      return others.toSpliced(action.to, 0, row)
    }
    case 'replace':
      return action.rows
  }
}

/** What the contract says of the rows: the fields they make, and each mistake under its path (`0.name`, `2.key`) as a sentence for its place. */
export function checkRows(rows: readonly FieldRow[]) {
  const { fields, issues } = checkDefinition(inputsOf(rows))
  return { fields, issues: new Map(issues.map((issue) => [issue.field.replace(/^fields\./, ''), inPlace(issue)])) }
}

// Beside its input a mistake needs no path, and rows are counted from 1.
const inPlace = ({ expected, received }: DefinitionIssue): string =>
  `Must be ${expected.replace(/\bfields\.(\d+)/, (_, index: string) => `field ${Number(index) + 1}`)}, received ${received}`
