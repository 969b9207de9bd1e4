import { isInstant } from '../calendar.js'
import { type FieldCheck, type FieldType, ruleOf } from '../field-type.js'
import { isObviousInstant } from '../obvious-dates.js'

export const check: FieldCheck<'timestamp', string | Date> = [
  'timestamp',
  (value) =>
    // JSON.stringify sends a Date by the same toJSON, so what is checked here is what leaves.
    isInstant(value instanceof Date ? value.toJSON() : value),
]

/**
 * Time stamp: an RFC 3339 `date-time` with an offset or `Z`, such as `2026-11-23T10:00:00Z`. A `Date` is taken too, and sent as UTC.
 * A 61st second is accepted only at 23:59:60 UTC.
 * @see https://www.rfc-editor.org/rfc/rfc3339#section-5.7
 */
export const timestamp = /* @__PURE__ */ ruleOf(check)

export const timestampType: FieldType<'timestamp', string | Date> = {
  type: 'timestamp',
  order: 6,
  name: 'Time stamp',
  phrase: 'a time stamp like 2026-11-23T10:00:00Z',
  jsonSchema: {
    type: 'string',
    format: 'date-time',
    // Validators differ on what `format` lets pass beside RFC 3339 (a blank for the T, an offset without colon); this settles it.
    pattern: '^\\d{4}-\\d\\d-\\d\\d[Tt]([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d{1,32})?([Zz]|[+-]([01]\\d|2[0-3]):[0-5]\\d)$',
  },
  example: '2026-11-23T10:00:00Z',
  typescript: 'string | Date',
  input: 'datetime-local',
  includes: [],
  // A number may count seconds or milliseconds, and a date has no time.
  convert: () => undefined,
  check,
  obvious: isObviousInstant,
}
