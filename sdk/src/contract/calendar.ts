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
export function isInstant(value: unknown): boolean {
  const [, date, minute, , second, , offset] =
    (typeof value == 'string' &&
      /^(.{10})t(([01]\d|2[0-3]):[0-5]\d:)([0-5]\d|60)(\.\d{1,32})?(z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i.exec(value)) ||
    []
  return isCalendarDate(date) && (second != '60' || /23:59:00.000Z$/.test(new Date(`${date}T${minute}00${offset}`.toUpperCase()).toJSON()))
}
