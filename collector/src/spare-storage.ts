import { createMiddleware } from 'hono/factory'
import type { AppEnv } from './env.js'
import { storageProblem } from './problem.js'
import { storageTroubleOf } from './store/storage-trouble.js'

/** Long enough for a queue to become shorter, short enough for nobody to miss that it has. */
const SPARED_MS = 1000

/** When the database last said that it is overloaded. Each app has its own memory of it, as each isolate has. */
export class Overload {
  #saidAt = Number.NEGATIVE_INFINITY
  #error: unknown

  /** Notes what a request failed with, if that is why. */
  note(error: unknown, now: number): void {
    if (storageTroubleOf(error) !== 'overloaded') return
    this.#saidAt = now
    this.#error = error
  }

  /** What it said a moment ago; `undefined` when that is over. A clock that was put back ends it too. */
  lately(now: number): unknown {
    return now >= this.#saidAt && now - this.#saidAt < SPARED_MS ? this.#error : undefined
  }
}

/**
 * Leaves the database alone for a moment after it has said that it is overloaded: it is not asked what it would not answer, and what waits before
 * it becomes less. The senders keep their events and are told when to come again.
 */
export const spareStorage = createMiddleware<AppEnv>(async (c, next) => {
  const { clock, overload } = c.var
  const error = overload.lately(clock())
  if (error) throw storageProblem(error)
  await next()
  // Hono keeps what was thrown here, although it is answered already. A time that was spared says nothing new.
  overload.note(c.error, clock())
})
