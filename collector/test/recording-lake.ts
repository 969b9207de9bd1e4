import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import streamSchema from '../lake/events-stream.schema.json' with { type: 'json' }
import type { EventRecord } from '../src/lake/event-record.js'
import type { EventStream } from '../src/lake/send-events.js'
import type { Section } from '../src/schema/section.js'
import { rowsOf } from './identify.js'

/** What each type of a stream's schema takes, as far as records use it. */
const TAKES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string' && value.isWellFormed(),
  int32: (value) => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31,
  bool: (value) => typeof value === 'boolean',
  // Of nanoseconds since 1970, a 64-bit number holds those of the years 1678 to 2261.
  timestamp: (value) => /^(?:1[6-9]|2[01])\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(String(value)) && String(value) >= '1678',
}

/** Names of the stream's columns. */
export const columns = streamSchema.fields.map(({ name }) => name)

/** Fails when a stream would drop the record, or lose a part of it. */
export function expectInSchema(record: Readonly<Record<string, unknown>>): void {
  expect(columns).toEqual(expect.arrayContaining(Object.keys(record)))
  for (const { name, type, required } of streamSchema.fields) {
    const value = record[name]
    if (value === undefined) expect([name, required]).toEqual([name, false])
    else expect([name, value, TAKES[type]?.(value)]).toEqual([name, value, true])
  }
}

/** A stream that keeps what it is sent, and fails when the test says so. */
export function recordingStream() {
  const calls: EventRecord[][] = []
  const state: { fails?: ((records: readonly EventRecord[], call: number) => boolean) | undefined } = {}
  let tried = 0
  const stream: EventStream = {
    async send(records) {
      if (state.fails?.(records, ++tried)) throw new Error('Stream of Ada Lovelace is not there')
      calls.push(JSON.parse(JSON.stringify(records)))
    },
  }
  /** What it has of a section, in order. Everything it has is looked at. */
  const records = ({ id }: Section): EventRecord[] => {
    for (const call of calls) {
      expect(new TextEncoder().encode(JSON.stringify(call)).length).toBeLessThanOrEqual(1_000_000)
      call.forEach(expectInSchema)
    }
    return calls.flat().filter((record) => record.section_id === id)
  }
  return { stream, calls, state, records }
}

/** Starts the lake anew, so that a test meets no other one's events. */
export const emptyLake = async (): Promise<void> => {
  await env.DB.batch(['lake_progress', 'lake_sent', 'lake_hours', 'lake_erased'].map((table) => env.DB.prepare(`delete from ${table}`)))
}

/** How many events of a section are in the lake by its hours, and accepted by the database's. */
export async function hoursOf(section: Section): Promise<{ sent: Record<string, number>; accepted: Record<string, number> }> {
  const sent = await rowsOf<{ hour: string; count: number }>(section, 'select hour, sent as count from lake_hours where section_id = ?')
  const accepted = await rowsOf<{ hour: string; count: number }>(
    section,
    `select at as hour, count from rollups where section_id = ? and grain = 'hour' and dimension = 'all' and verdict = 'accepted'`,
  )
  const byHour = (rows: readonly { hour: string; count: number }[]) => Object.fromEntries(rows.map(({ hour, count }) => [hour, count]))
  return { sent: byHour(sent), accepted: byHour(accepted) }
}
