const hour = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const dayAndHour = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})
// The collector's days are days of UTC: told in the reader's time zone, one would begin the evening before.
const day = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' })
const shortDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** The instant at which an hour (`2026-11-23T10`) or a day (`2026-11-23`) begins. */
export const beginning = (at: string): Date => new Date(/T\d\d$/.test(at) ? `${at}:00Z` : at)

/** An hour or a day in full. */
export const pointLabel = (at: string, grain: 'hour' | 'day'): string => (grain === 'day' ? day : dayAndHour).format(beginning(at))

/** The same as short as an axis needs it. */
export function tickLabel(at: string, grain: 'hour' | 'day', points: number): string {
  if (grain === 'day') return shortDay.format(beginning(at))
  return points > 24 ? dayAndHour.format(beginning(at)).replace(/^\p{L}+\.?,? /u, '') : hour.format(beginning(at))
}
