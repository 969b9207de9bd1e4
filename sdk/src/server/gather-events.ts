import type { Verdict } from '../contract/check-event.js'
import { fits, type ReadyEvent } from './send-events.js'
import { BATCH_WAIT_MS } from './server-limits.js'

/** Lets events that come in a burst leave together. */
export interface Gathering {
  /** @returns the event's verdict. Rejects with what its request has failed with. */
  add(event: ReadyEvent): Promise<Verdict>
  /** Lets go what is gathered, and waits until nothing is under way. Never rejects: each event is told by its own promise. */
  flush(): Promise<void>
}

interface Waiting {
  readonly event: ReadyEvent
  readonly resolve: (verdict: Verdict) => void
  readonly reject: (error: unknown) => void
}

/** @param send sends the events of one request */
export function gatherEvents(send: (events: readonly ReadyEvent[]) => Promise<Verdict[]>): Gathering {
  const underWay = new Set<Promise<void>>()
  let waiting: Waiting[] = []
  let bytes = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const leave = () => {
    const leaving = waiting
    clearTimeout(timer)
    timer = undefined
    waiting = []
    bytes = 0
    if (!leaving.length) return
    const sending = send(leaving.map(({ event }) => event)).then(
      (verdicts) => {
        for (const [index, { resolve }] of leaving.entries()) resolve(verdicts[index] as Verdict)
      },
      (error) => {
        for (const { reject } of leaving) reject(error)
      },
    )
    underWay.add(sending)
    sending.finally(() => underWay.delete(sending))
  }

  return {
    add(event) {
      if (!fits(waiting.length + 1, bytes + event.bytes)) leave()
      bytes += event.bytes
      timer ??= setTimeout(leave, BATCH_WAIT_MS)
      return new Promise((resolve, reject) => waiting.push({ event, resolve, reject }))
    },
    async flush() {
      leave()
      while (underWay.size) await Promise.all(underWay)
    },
  }
}
