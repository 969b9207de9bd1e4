import { fieldTypeOf } from '@milepost/sdk/contract'
import type { PageValue } from './fill-source.js'
import type { HelperName } from './helpers.js'

/** Turns the text that an expression gives into a value of a field type, by the form control the type is entered with, so that a new type needs no line here. */
export function fromText({ code, helpers }: PageValue, type: string): PageValue {
  const input = fieldTypeOf(type)?.input
  const converter: HelperName | undefined = input === 'number' ? 'textToNumber' : input === 'checkbox' ? 'textToBoolean' : undefined
  return converter ? { code: `${converter}(${code})`, helpers: [...helpers, converter] } : { code, helpers }
}
