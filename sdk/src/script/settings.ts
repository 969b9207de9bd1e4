import type { FieldRules } from '../contract/check-fields.js'
import type { ConsentState, Purpose } from '../contract/person.js'

// Marks in the place of what a page script is made for. `pageScript` fills them in as text, which is shorter than handing them over.
export const endpoint = '$endpoint$'
export const writeKey = '$writeKey$'
export const discriminator = '$discriminator$'
export const number = '@$number$'
export const rules = '$rules$' as unknown as FieldRules
export const purpose = '$purpose$' as Purpose
export const consentStart = '$consentStart$' as ConsentState
export const gpc = '$gpc$'
