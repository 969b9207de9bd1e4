import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ValidEvent } from '../store/events.js'
import { bytesOf, MAX_MESSAGE_BYTES, MAX_SEND, packMessages, sendsOf } from './pack-messages.js'
import type { QueuedEntry, QueuedRequest } from './queued-request.js'

const HEAD: Omit<QueuedRequest, 'entries'> = {
  ...{ v: 1, sectionId: 'a', receivedAt: '2026-11-23T10:00:00.000Z', sentAt: null, channel: 'web' },
  dropped: [['queue_full', 3]],
}

// How Cloudflare counts, not we: 1 KB is 1,000 bytes.
const CLOUDFLARE = { message: 128_000, sendMessages: 100, sendBytes: 256_000 }

/** An entry whose text takes about so many bytes as JSON. */
const entry = (place: number, text: string): QueuedEntry => ({
  ...{ kind: 'valid', id: `id-${place}`, happenings: [] },
  event: { id: `id-${place}`, fields: text } as ValidEvent,
})

const text = fc
  .tuple(
    fc.constantFrom('x', 'ä', '😀', '"\\', '\u0001', '\ud800'),
    fc.oneof(fc.integer({ max: 200, min: 0 }), fc.integer({ max: 70_000, min: 0 })),
  )
  .map(([unit, count]) => unit.repeat(count))

test('messages and calls stay within what Cloudflare takes, hold everything once and in order, and tell losses in the last one', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 60 }), (texts) => {
      const entries = texts.map((each, place) => entry(place, each))
      const { messages, tooLarge } = packMessages(HEAD, entries)
      for (const { body, bytes } of messages) {
        expect(bytes).toBeGreaterThanOrEqual(bytesOf(body))
        expect(bytes).toBeLessThanOrEqual(MAX_MESSAGE_BYTES)
        expect(new TextEncoder().encode(JSON.stringify(body)).length + 100).toBeLessThanOrEqual(CLOUDFLARE.message)
      }
      const packed = messages.flatMap(({ body }) => body.entries)
      expect(packed).toEqual(entries.filter((each) => !tooLarge.includes(each)))
      for (const each of tooLarge) expect(bytesOf(each)).toBeGreaterThan(MAX_MESSAGE_BYTES - 400)
      // No two that are side by side would have been one.
      for (const [index, { bytes }] of messages.entries()) {
        const next = messages[index + 1]?.body.entries[0]
        if (next) expect(bytes + bytesOf(next) + 1).toBeGreaterThan(MAX_MESSAGE_BYTES)
      }
      expect(messages.map(({ body }) => body.dropped.length)).toEqual(messages.map((_, index) => Number(index === messages.length - 1)))
      const sends = sendsOf(messages)
      expect(sends.flat()).toEqual(messages)
      for (const send of sends) {
        expect(send.length).toBeLessThanOrEqual(CLOUDFLARE.sendMessages)
        expect(send.reduce((sum, { bytes }) => sum + bytes + 100, 0)).toBeLessThanOrEqual(CLOUDFLARE.sendBytes)
      }
    }),
    { numRuns: 100 },
  )
})

test('a call takes no more messages than Cloudflare does, however small', () => {
  const small = Array.from({ length: 250 }, () => ({ body: { ...HEAD, entries: [] }, bytes: 10 }))
  expect(sendsOf(small).map(({ length }) => length)).toEqual([100, 100, 50])
  expect(MAX_SEND.messages).toBe(CLOUDFLARE.sendMessages)
})
