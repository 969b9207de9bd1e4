import { fieldTypeOf } from '@milepost/sdk/contract'

/**
 * The value that a person means by what they have entered for a field. What cannot be read as its type stays a text, so that the contract
 * says what is wrong with it.
 * @returns `undefined` for an empty input: not sent
 */
export function readFieldValue(type: string, text: string): unknown {
  if (text === '') return undefined
  return fieldTypeOf(type)?.convert(text) ?? text
}

/** A value as the text of its input. */
export const fieldValueText = (value: unknown): string => (value == null ? '' : String(value))

/** An instant as a `datetime-local` control shows it: in the reader's own time, without an offset. Empty when it is none. */
export function toLocalInput(instant: string): string {
  const at = new Date(instant)
  if (Number.isNaN(at.getTime())) return ''
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19)
}

/** What a `datetime-local` control holds as an instant; empty when it holds none. */
export function fromLocalInput(local: string): string {
  const at = new Date(local)
  return local && !Number.isNaN(at.getTime()) ? at.toISOString() : ''
}
