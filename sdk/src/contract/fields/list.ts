// The one list of field types: a line here is all that a new type needs outside its own file.
export { boolean, booleanType } from './boolean.js'
export { date, dateType } from './date.js'
export { decimal, decimalType } from './decimal.js'
export { number, numberType } from './number.js'
export { text, textType } from './text.js'
export { timestamp, timestampType } from './timestamp.js'
