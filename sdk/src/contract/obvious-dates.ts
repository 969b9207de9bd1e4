// What calendar.ts accepts, without leap days and leap seconds, as patterns: many times faster, and too long for a page.

/** A day that every year has: any but 29 February. */
const DAY = '\\d{4}-(?!02-29|02-30|(?:0[2469]|11)-31)(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])'

/** A time of day that every day has, with an offset. */
const TIME = '[Tt](?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,32})?(?:[Zz]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)'

const DATE = new RegExp(`^${DAY}$`)
const INSTANT = new RegExp(`^${DAY}${TIME}$`)

/** Whether a text is a date, save for one on a 29 February. */
export const isObviousDate = (text: string): boolean => DATE.test(text)

/** Whether a text is an instant, save for one on a 29 February or in a leap second. */
export const isObviousInstant = (text: string): boolean => INSTANT.test(text)
