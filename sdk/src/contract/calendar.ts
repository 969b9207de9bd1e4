/**
 * Whether a value is an RFC 3339 `full-date` that exists in the proleptic Gregorian calendar, year 0000 to 9999.
 * @see https://www.rfc-editor.org/rfc/rfc3339#section-5.6
 */
export const isCalendarDate = (value: unknown): boolean =>
  // The engine knows the calendar: a date that exists comes back unchanged, another rolls over (V8) or is invalid (others).
  typeof value == 'string' && !value[10] && new Date(value).toJSON()?.slice(0, -14) == value

/**
 * Whether a value is an RFC 3339 `date-time` with an offset. A 61st second passes only where it is 23:59:60 in UTC.
 * @see https://www.rfc-editor.org/rfc/rfc3339#section-5.7
 */
export const isInstant = (value: unknown): boolean =>
  typeof value == 'string' &&
  /^.{10}t([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d{1,32})?(z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i.test(value) &&
  isCalendarDate(value.slice(0, 10)) &&
  // Seconds begin at the eighteenth character; no engine knows the 61st, so the 60th is looked at in its place.
  (value[17] != '6' || /23:59:59/.test(new Date(value.toUpperCase().replace(':60', ':59')).toJSON()))
