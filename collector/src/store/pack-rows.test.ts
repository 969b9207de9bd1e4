import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { packRows, rowsFrom } from './pack-rows.js'

/** What D1 takes per value. @see https://developers.cloudflare.com/d1/platform/limits/ */
const D1_VALUE_BYTES = 2_000_000

const unpacked = async (parameters: string[]) => {
  const { results } = await env.DB.prepare(`select value ->> 0 as n, length(value ->> 1) as length from ${rowsFrom(1)}`)
    .bind(...parameters)
    .all<{ n: number; length: number }>()
  return results
}

test.each([
  ['none', 0, 0],
  ['one', 1, 10],
  ['500 small ones', 500, 100],
  ['500 of 20 kB', 500, 20_000],
  ['8 of 1 MB', 8, 1_000_000],
])('gives the database all rows in order, in values that it takes: %s', async (_, count, size) => {
  const rows = Array.from({ length: count }, (_, n) => [n, 'x'.repeat(size)])
  const parameters = packRows(rows)
  expect(parameters).toHaveLength(8)
  for (const parameter of parameters) expect(parameter.length).toBeLessThanOrEqual(D1_VALUE_BYTES)
  expect(await unpacked(parameters)).toEqual(rows.map(([n]) => ({ n, length: size })))
})

test('counts bytes, not characters', () => {
  const rows = Array.from({ length: 4 }, () => ['€'.repeat(400_000)])
  const encoder = new TextEncoder()
  for (const parameter of packRows(rows)) expect(encoder.encode(parameter).length).toBeLessThanOrEqual(D1_VALUE_BYTES)
})
