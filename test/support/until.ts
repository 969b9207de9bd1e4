import { setTimeout as pause } from 'node:timers/promises'

const WITHIN_MS = 300_000

/**
 * Waits until something is so.
 * @throws Error when it is not so within five minutes
 */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const endsAt = Date.now() + WITHIN_MS
  while (!(await isSo())) {
    if (Date.now() > endsAt) throw new Error(`it never became so that ${isSo}`)
    await pause(5)
  }
}
