const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** How long something still takes, in its two largest units: `1 h 5 min`, `59 min 12 s`, `7 s`. Never less than a second. */
export function remaining(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / SECOND_MS))
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60]
  if (days) return `${days} d ${hours} h`
  if (hours) return `${hours} h ${minutes} min`
  return minutes ? `${minutes} min ${seconds % 60} s` : `${seconds} s`
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** How long ago something was, in its largest unit: `3 minutes ago`, `yesterday`. What is to come counts as now. */
export function ago(ms: number): string {
  if (ms < MINUTE_MS) return 'just now'
  if (ms < HOUR_MS) return relative.format(-Math.floor(ms / MINUTE_MS), 'minute')
  if (ms < DAY_MS) return relative.format(-Math.floor(ms / HOUR_MS), 'hour')
  return relative.format(-Math.floor(ms / DAY_MS), 'day')
}
