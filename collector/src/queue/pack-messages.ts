import type { QueuedEntry, QueuedRequest } from './queued-request.js'
import { runsOf } from './runs-of.js'

/**
 * Bytes of a message. Cloudflare takes 128 KB of 1,000 bytes, about 100 of which are its own.
 * @see https://developers.cloudflare.com/queues/platform/limits/
 */
export const MAX_MESSAGE_BYTES = 120_000

/** Messages and bytes of one call, of which Cloudflare takes 100 and 256 KB. */
export const MAX_SEND = { messages: 100, bytes: 250_000 }

/** What Cloudflare adds to a message. */
const OWN_BYTES = 100

/** A message with its size as JSON. */
export interface PackedMessage {
  readonly body: QueuedRequest
  readonly bytes: number
}

/** Messages, in order, and what fits into none. */
export interface Packed {
  readonly messages: readonly PackedMessage[]
  readonly tooLarge: readonly QueuedEntry[]
}

/** Packs judged events into as few messages as take them in order. Losses go with the last one: once it is sent, all are. */
export function packMessages({ dropped, ...head }: Omit<QueuedRequest, 'entries'>, entries: readonly QueuedEntry[]): Packed {
  const emptyBytes = bytesOf({ ...head, dropped, entries: [] })
  // With the comma behind it.
  const sized = entries.map((entry) => ({ entry, bytes: bytesOf(entry) + 1 }))
  const room = MAX_MESSAGE_BYTES - emptyBytes
  const runs = runsOf(
    sized.filter(({ bytes }) => bytes <= room),
    ({ bytes }) => [bytes],
    [room],
  )
  return {
    messages: runs.map((run, index) => ({
      body: { ...head, dropped: index === runs.length - 1 ? dropped : [], entries: run.map(({ entry }) => entry) },
      bytes: run.reduce((sum, { bytes }) => sum + bytes, emptyBytes),
    })),
    tooLarge: sized.filter(({ bytes }) => bytes > room).map(({ entry }) => entry),
  }
}

/** Splits messages into those of one call each. */
export const sendsOf = (messages: readonly PackedMessage[]): PackedMessage[][] =>
  runsOf(messages, ({ bytes }) => [1, bytes + OWN_BYTES], [MAX_SEND.messages, MAX_SEND.bytes])

const encoder = new TextEncoder()

/** Size as JSON in UTF-8. */
export const bytesOf = (value: unknown): number => encoder.encode(JSON.stringify(value)).length
