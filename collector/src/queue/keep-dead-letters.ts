import { issue } from '@milepost/sdk/contract'
import { keptEvent } from '../ingest/judge-entry.js'
import type { Channel } from '../ingest/sender.js'
import { causeOf, log } from '../log.js'
import { areStored, readFirstSection, readSuppressionKeys } from '../store/queued.js'
import { deliveredOf, type StoreMessages, storeTo } from './consume.js'
import { isPassing, retrySeconds } from './passing-errors.js'
import { isQueuedRequest, type QueuedEntry, type QueuedRequest } from './queued-request.js'
import { wireEventOf } from './wire-event.js'

const FAILED = [issue('storage_failed', undefined, 'one that can be stored', 'one that could not be, however often it was tried')]

/**
 * Keeps what the queue has given up in quarantine, where people see it: the events of a message one by one, so that they can be sent again from there;
 * a message that cannot be read, or whose events cannot be kept either, whole as a text. One that names no section is kept in the first one.
 */
export async function keepDeadLetters(messages: readonly Message[], d1: D1Database, store: StoreMessages = storeTo(d1)): Promise<void> {
  for (const message of messages) {
    try {
      await keep(message, d1, store)
      message.ack()
    } catch (error) {
      log('queue_postponed', { messages: 1, cause: causeOf(error) })
      message.retry({ delaySeconds: retrySeconds(message.attempts) })
    }
  }
}

async function keep({ body, timestamp, attempts }: Message, d1: D1Database, store: StoreMessages): Promise<void> {
  const named = (body as Partial<QueuedRequest> | null)?.sectionId
  const sectionId = typeof named === 'string' ? named : ''
  const first = await readFirstSection(d1)
  const keys = await readSuppressionKeys(d1, [sectionId, ...(first === undefined ? [] : [first])])
  const keepFor = async (section: string | undefined, makeRequest: (section: string) => Promise<QueuedRequest>) => {
    const key = keys.get(section ?? '')
    if (section === undefined || key === undefined) throw new Error('no section keeps it')
    const request = await makeRequest(section)
    const [isKept] = attempts > 1 ? await areStored(d1, section, [deliveredOf(request)]) : [false]
    if (!isKept) await store(section, key, [request])
  }
  if (isQueuedRequest(body) && keys.has(sectionId)) {
    try {
      return await keepFor(sectionId, async () => ({
        ...body,
        entries: await Promise.all(body.entries.map((entry) => failedOf(entry, body.channel))),
      }))
    } catch (error) {
      if (isPassing(error)) throw error
    }
  }
  await keepFor(keys.has(sectionId) ? sectionId : first, async (section) => wholeOf(section, body, timestamp.toISOString()))
}

/** An event that was to be stored, as one that was rejected. Those that were rejected or refused stay what they are. */
async function failedOf(entry: QueuedEntry, channel: Channel): Promise<QueuedEntry> {
  if (entry.kind !== 'valid') return entry
  const { id, event, happenings } = entry
  const { discriminator, version, source, subject } = event
  const kept = await keptEvent(wireEventOf(event), FAILED, channel)
  return { kind: 'rejected', id, happenings, event: { id: event.id, discriminator, version, source, subject, ...kept } }
}

/** A message that nothing can be made of, as one rejected event that is a text. */
async function wholeOf(sectionId: string, body: unknown, receivedAt: string): Promise<QueuedRequest> {
  const kept = await keptEvent(textOf(body), FAILED, 'web')
  const event = { id: null, discriminator: null, version: 0, source: null, subject: null, ...kept }
  return {
    v: 1,
    sectionId,
    receivedAt,
    sentAt: null,
    channel: 'web',
    dropped: [],
    entries: [{ kind: 'rejected', id: null, happenings: [], event }],
  }
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body
  try {
    return JSON.stringify(body) ?? String(body)
  } catch {
    return String(body)
  }
}
