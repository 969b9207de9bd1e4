import type { FieldType } from '../field-type.js'
import * as list from './list.js'

type Listed = Extract<(typeof list)[keyof typeof list], FieldType>

/** `text`, `boolean`, `number`, `decimal`, `date` or `timestamp`. */
export type FieldTypeName = Listed['type']

/** Every field type, in the order that menus and docs show them. */
export const fieldTypes: readonly (FieldType & { readonly type: FieldTypeName })[] = Object.values<unknown>(list)
  .filter((entry): entry is Listed => typeof entry == 'object')
  .sort((a, b) => a.order - b.order)

/** The names of all field types, in the same order. */
export const fieldTypeNames: readonly FieldTypeName[] = fieldTypes.map(({ type }) => type)

/** Finds a field type by its name; `undefined` for a name that is none. */
export const fieldTypeOf = (type: string): FieldType | undefined => fieldTypes.find((entry) => entry.type === type)

/** Whether a value is of a field type: what the page and the edge ask, for everybody else. Never coerces, never throws. */
export const isOfType = ({ check: [, accepts] }: Pick<FieldType, 'check'>, value: unknown): boolean => accepts(value)
