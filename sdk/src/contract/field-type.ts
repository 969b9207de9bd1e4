import type { IssueCode } from './issue.js'

/**
 * How values of one type are checked in the page and at the edge: the type's name, and whether a value is of it (never coerces, never throws).
 * A list and no object, because this is what a snippet carries, and names of members would be a good part of it.
 */
export type FieldCheck<Type extends string = string, Value = unknown> = readonly [type: Type, accepts: (value: unknown) => boolean] &
  Typed<Value>

/**
 * A field of an event as page code declares it: a check, and the code of the issue when nothing is sent. An optional field has none.
 * The last code is for a value that the check does not accept, where that is not one of `field_type` and `field_too_long`.
 */
export type FieldRule<Type extends string = string, Value = unknown, Required extends boolean = boolean> = readonly [
  type: Type,
  accepts: (value: unknown) => boolean,
  missing?: Required extends true ? IssueCode : undefined,
  invalid?: IssueCode,
] &
  Typed<Value>

/** Carries a value's TypeScript type only; never set. */
interface Typed<Value> {
  readonly value?: Value
}

/** Everything else there is to know about a field type. Kept apart from its check so that it never reaches a page. */
export interface FieldType<Type extends string = string, Value = unknown> {
  readonly type: Type
  /** Place in menus and tables, the smallest first. */
  readonly order: number
  /** The type's name in the editor. */
  readonly name: string
  /** The type as it reads after "must be" in a message. */
  readonly phrase: string
  /** JSON Schema 2020-12 for a value of this type. */
  readonly jsonSchema: Readonly<Record<string, unknown>>
  /** A valid value, used in examples and as the placeholder of generated calls. */
  readonly example: Value
  /** The value's type in generated TypeScript. */
  readonly typescript: string
  /** The HTML form control that lets a person enter a value. */
  readonly input: 'text' | 'checkbox' | 'number' | 'date' | 'datetime-local'
  /** Types whose every value is also valid under this one. */
  readonly includes: readonly string[]
  /**
   * Writes a value of another type as one of this, for events that are repaired. Never throws.
   * @returns what `check` has the last word on; `undefined` where there is no way that is not a guess
   */
  convert(value: unknown): unknown
  readonly check: FieldCheck<Type, Value>
  /**
   * Whether a text is a value of the type at a glance. True of nothing that the check would refuse, and of most of what comes, in less time than the
   * check takes. Only where the check, which is made to be short, takes long.
   */
  obvious?(text: string): boolean
}

/** Declares a field of one type. Overloads, because inference from the place where it is called would forget which fields are required. */
export interface FieldBuilder<Type extends string, Value> {
  (options: { readonly required: true }): FieldRule<Type, Value, true>
  (options?: { readonly required?: false }): FieldRule<Type, Value, false>
  (options: { readonly required: boolean }): FieldRule<Type, Value>
}

/** Makes the function that declares a field of one type, as in `orderId: text({ required: true })`. */
export const ruleOf =
  <Type extends string, Value>(check: FieldCheck<Type, Value>): FieldBuilder<Type, Value> =>
  (options?: { readonly required?: boolean | undefined }) =>
    [...check, options?.required && 'field_required'] as never
