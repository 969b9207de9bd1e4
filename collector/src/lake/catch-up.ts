import { instantOf } from '../clock.js'
import { causeOf, log } from '../log.js'
import { countLake } from '../metrics.js'
import { closeRun, type LakeProgress, noteSentLater, readProgress, readUnsent } from '../store/lake.js'
import type { LakeBindings } from './lake.js'
import { type EventStream, sendEvents } from './send-events.js'

const HOUR_MS = 3_600_000

/** Hours that a run compares with what is stored. */
const COMPARED_MS = 24 * HOUR_MS

/** How long hourly counts are kept, as those of the roll-ups are. */
const COUNTED_MS = 31 * 24 * HOUR_MS

/**
 * How much one run sends again: events that are read at once, how often, and for how long. What is left is sent by the next one. A stream takes the paid
 * plan, under which an invocation may make a thousand calls.
 */
export const CATCH_UP = { events: 500, steps: 100, maxMs: 20_000 }

/**
 * Sends events to the lake again that were stored before the run before this one and did not get there, then compares how many of each hour are
 * stored and how many are in the lake. Does nothing where no lake is bound.
 * @param nowMs what counts as now
 * @throws what D1 throws
 */
export async function catchUp(bindings: LakeBindings, nowMs: number, run: typeof CATCH_UP = CATCH_UP): Promise<void> {
  const { DB, EVENTS_STREAM } = bindings
  const before = EVENTS_STREAM && (await readProgress(DB))
  if (!before) return
  const { again, done } = await sendAgain(DB, EVENTS_STREAM, before, run)
  const short = await closeRun(
    DB,
    { ...before, done },
    { since: instantOf(nowMs - COMPARED_MS), countedSince: instantOf(nowMs - COUNTED_MS) },
  )
  if (again) log('lake_caught_up', { events: again })
  if (short.events) log('lake_behind', { hours: short.hours, events: short.events })
  countLake(bindings, { section: '', code: short.events ? 'lake_behind' : '', unsent: short.events, again })
}

async function sendAgain(d1: D1Database, stream: EventStream, before: LakeProgress, run: typeof CATCH_UP) {
  const endsAt = Date.now() + run.maxMs
  let [again, done] = [0, before.done]
  try {
    for (let step = 0; step < run.steps && Date.now() < endsAt; step++) {
      const events = await readUnsent(d1, { ...before, done }, run.events)
      await sendEvents(stream, events, async (sent) => {
        await noteSentLater(d1, sent)
        again += sent.length
        done = sent.at(-1)?.seq ?? done
      })
      if (events.length < run.events) return { again, done: before.seen }
    }
  } catch (error) {
    log('lake_failed', { events: undefined, cause: causeOf(error) })
  }
  return { again, done }
}
