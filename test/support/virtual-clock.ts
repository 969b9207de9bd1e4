import { vi } from 'vitest'

/** Time that passes only when it is told to, for hundreds of clients: fake timers rest a real millisecond after each. */
export interface VirtualClock {
  /** Lets so much time pass, and everything happen that is due in it. */
  pass(seconds: number): Promise<void>
  /** Seconds since it was started. */
  readonly seconds: number
}

/** Puts it in the place of `Date`, `setTimeout` and `clearTimeout`, until `vi.useRealTimers` and `vi.unstubAllGlobals`. */
export function startVirtualClock(startsAt: string): VirtualClock {
  vi.useFakeTimers({ now: new Date(startsAt), toFake: ['Date'] })
  const start = Date.now()
  const settle = setImmediate
  const due = new Map<number, Map<number, () => void>>()
  const instants = new Map<number, number>()
  let now = 0
  let timers = 0
  vi.stubGlobal('setTimeout', (task: (...args: unknown[]) => void, waitMs = 0, ...args: unknown[]) => {
    const id = ++timers
    const at = now + Math.max(1, Math.ceil(waitMs))
    instants.set(id, at)
    if (!due.has(at)) due.set(at, new Map())
    due.get(at)?.set(id, () => task(...args))
    return id
  })
  vi.stubGlobal('clearTimeout', (id: number) => due.get(instants.get(id) ?? -1)?.delete(id))
  return {
    async pass(seconds) {
      for (const end = now + seconds * 1000; now < end; ) {
        now++
        const tasks = due.get(now)
        if (!tasks?.size) continue
        vi.setSystemTime(start + now)
        for (const [id, task] of tasks) {
          instants.delete(id)
          task()
        }
        due.delete(now)
        // What was only promised happens before time goes on.
        await new Promise((resolve) => settle(resolve))
      }
      vi.setSystemTime(start + now)
    },
    get seconds() {
      return now / 1000
    },
  }
}
