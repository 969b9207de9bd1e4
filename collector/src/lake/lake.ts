import type { Context } from 'hono'
import type { AppEnv, Bindings } from '../env.js'
import { causeOf, log } from '../log.js'
import { countLake } from '../metrics.js'
import { beginLake, type Landed, type LandedBatch, landedEvents, noteSent } from '../store/lake.js'
import { sendEvents } from './send-events.js'

/** Sends on, without being waited for, what a batch has stored. */
export type Lake = (batch: LandedBatch, landed: readonly Landed[]) => void

/** What it takes to send events to the lake. */
export type LakeBindings = Pick<Bindings, 'DB' | 'EVENTS_STREAM' | 'METRICS'>

/**
 * The lake that is bound; `undefined` where none is, and then nothing is done for it anywhere.
 * @param waitUntil keeps the Worker alive until what it is given is done, which never rejects
 */
export function lakeOf(bindings: LakeBindings, waitUntil: (work: Promise<void>) => void): Lake | undefined {
  if (!bindings.EVENTS_STREAM) return undefined
  return (batch, landed) => {
    if (landed.length) waitUntil(sendOn(bindings, batch, landed))
  }
}

/** The same for a request: its answer waits for nothing of this. */
export const lakeFor = (c: Context<AppEnv>): Lake | undefined => lakeOf(c.env, (work) => c.executionCtx.waitUntil(work))

/** Whether the latest call failed: one line tells of an outage, not one per request. */
let isFailing = false

/** What cannot be sent now, or not be noted, is sent again by the cron trigger, which finds that it is missing. */
async function sendOn(bindings: LakeBindings, batch: LandedBatch, landed: readonly Landed[]): Promise<void> {
  const { DB, EVENTS_STREAM } = bindings
  const events = landedEvents(batch, landed)
  let sent = 0
  try {
    if (EVENTS_STREAM)
      await sendEvents(EVENTS_STREAM, events, async (run) => {
        await noteSent(DB, run)
        sent += run.length
      })
    isFailing = false
  } catch (error) {
    if (!isFailing) log('lake_failed', { events: events.length - sent, cause: causeOf(error) })
    isFailing = true
    countLake(bindings, { section: batch.sectionId, code: 'lake_failed', unsent: events.length - sent })
    // Should the very first one fail, the cron trigger has to know where to look.
    await beginLake(DB, events[0]?.seq ?? 0).catch(() => undefined)
  }
}
