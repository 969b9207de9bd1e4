/**
 * What D1 says when it cannot take anything now, whatever it is: it is overloaded, full, out of reach or was reset.
 * @see https://developers.cloudflare.com/d1/observability/debug-d1/
 */
const PASSING =
  /overloaded|connection lost|transient issue|code was updated|storage caused object to be reset|exceeded timeout which caused|maximum DB size|SQLITE_(?:FULL|BUSY|LOCKED|IOERR)/i

/** Whether an error says nothing about what was to be stored, so that trying with less of it is of no use. */
export function isPassing(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (PASSING.test(cause.message)) return true
  }
  return false
}

/** Seconds until what failed by no fault of its own is tried again: ten, then twice as long each time, up to an hour. */
export const retrySeconds = (attempts: number): number => Math.min(3600, 10 * 2 ** Math.max(0, attempts - 1))

/** Seconds until what fails by itself is tried again: soon it is among the dead letters, where people see it. */
export const POISON_RETRY_SECONDS = 10
