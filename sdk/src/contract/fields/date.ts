import { isCalendarDate, isInstant } from '../calendar.js'
import { type FieldCheck, type FieldType, ruleOf } from '../field-type.js'
import { isObviousDate } from '../obvious-dates.js'

export const check: FieldCheck<'date', string> = ['date', isCalendarDate]

/**
 * Date: an RFC 3339 `full-date` that exists in the calendar, such as `2026-11-23`.
 * @see https://www.rfc-editor.org/rfc/rfc3339#section-5.6
 */
export const date = /* @__PURE__ */ ruleOf(check)

export const dateType: FieldType<'date', string> = {
  type: 'date',
  order: 5,
  name: 'Date',
  phrase: 'a date like 2026-11-23',
  jsonSchema: { type: 'string', format: 'date' },
  example: '2026-11-23',
  typescript: 'string',
  input: 'date',
  includes: [],
  // The day in the place whose offset the time stamp has.
  convert: (value) => (isInstant(value) ? String(value).slice(0, 10) : undefined),
  check,
  obvious: isObviousDate,
}
