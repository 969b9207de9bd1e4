/** Filters of a timeline, as the address holds them: nothing that says who it is of. */
export interface TimelineSearch {
  /** Discriminator of a custom event. */
  readonly definition?: string
  /** `order-created@3`. */
  readonly version?: string
  /** Days of the reader's own calendar, such as `2026-11-23`: the first one and the last one. */
  readonly since?: string
  readonly until?: string
}

const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '')

/** Whether it is a whole day. While its year is being typed it is one of the first century, which nobody means. */
export const isDay = (text: string): boolean => /^[1-9]\d{3}-\d\d-\d\d$/.test(text) && text < '9999' && !Number.isNaN(Date.parse(text))

const dayOf = (value: unknown): string => {
  const text = textOf(value)
  return isDay(text) ? text : ''
}

/** Reads the filters from an address; what is empty or no day is no filter. */
export function timelineSearch(search: Record<string, unknown>): TimelineSearch {
  const read = {
    definition: textOf(search.definition),
    version: textOf(search.version),
    since: dayOf(search.since),
    until: dayOf(search.until),
  }
  return Object.fromEntries(Object.entries(read).filter(([, text]) => text))
}

/** The instant at which a day begins where the reader is. */
export const dayStart = (day: string): string => new Date(`${day}T00:00:00`).toISOString()

/** The instant at which it is over. Days are not all of 24 hours. */
export function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00`)
  date.setDate(date.getDate() + 1)
  return date.toISOString()
}
