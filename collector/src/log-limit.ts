/** Enough to see what is the matter. During an outage every request would write one, each with the same to say and each of them to be paid for. */
const MAX_LINES = 10
const SPAN_MS = 1000

/** How many lines of each kind were written within a second. Each app has its own memory of it, as each isolate has. */
export class LogLimit {
  readonly #spans = new Map<string, { readonly since: number; written: number; omitted: number }>()

  /**
   * Counts a line that is to be written.
   * @returns how many of its kind were left out since the last one; `undefined` when this one is to be left out, too
   */
  admit(kind: string, now: number): number | undefined {
    const last = this.#spans.get(kind)
    // A clock that was put back begins anew, too.
    const isOver = !last || now < last.since || now - last.since >= SPAN_MS
    const span = isOver ? { since: now, written: 0, omitted: last?.omitted ?? 0 } : last
    this.#spans.set(kind, span)
    if (span.written === MAX_LINES) {
      span.omitted++
      return undefined
    }
    const { omitted } = span
    span.written++
    span.omitted = 0
    return omitted
  }
}
