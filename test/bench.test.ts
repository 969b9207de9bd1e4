import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { BenchResult } from '../bench/support/result.ts'
import { root } from '../scripts/settings.ts'

const bench = (...args: string[]) =>
  promisify(execFile)(process.execPath, [join(root, 'scripts', 'run.mjs'), 'bench', ...args], { cwd: root })

test('the measurement of the editor runs, on a small database, and writes what it found', async () => {
  const results = mkdtempSync(join(tmpdir(), 'milepost-bench-test-'))
  const size = ['--events', '2000', '--custom-events', '50', '--runs', '2', '--budget-ms', '60000', '--results', results]
  const { stdout } = await bench('read-side', ...size)
  const { timings }: { timings: { name: string; p50: number; p95: number }[] } = JSON.parse(
    readFileSync(join(results, 'read-side.json'), 'utf8'),
  )
  rmSync(results, { recursive: true })
  expect(timings.length).toBeGreaterThan(30)
  for (const { name, p50, p95 } of timings) {
    expect(p50).toBeGreaterThan(0)
    expect(stdout).toMatch(new RegExp(`${name.replace(/[/?]/g, '.')} +${p50.toFixed(1)} ms +${p95.toFixed(1)} ms`))
  }
}, 180_000)

test('what is over its budget fails, and what there is not is told', async () => {
  const over = ['--events', '100', '--custom-events', '5', '--runs', '1', '--budget-ms', '1', '--only', 'overview']
  const results = mkdtempSync(join(tmpdir(), 'milepost-bench-test-'))
  await expect(bench('read-side', ...over, '--results', results)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('over 1 ms'),
  })
  rmSync(results, { recursive: true })
  await expect(bench('nothing')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('read-side') })
  await expect(bench('read-side', '--runs', '0')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('--runs') })
}, 180_000)

test('the measurement of pages opens them, and writes what it found', async () => {
  const results = mkdtempSync(join(tmpdir(), 'milepost-bench-test-'))
  const { stdout } = await bench('editor-pages', '--runs', '1', '--only', 'Sections', '--budget-ms', '60000', '--results', results)
  const { timings }: { timings: { name: string; heading: number; interactive: number }[] } = JSON.parse(
    readFileSync(join(results, 'editor-pages.json'), 'utf8'),
  )
  rmSync(results, { recursive: true })
  expect(timings.map(({ name }) => name)).toEqual(['baseline: /docs without its viewer', 'Sections', 'baseline again'])
  for (const { name, heading, interactive } of timings) {
    expect(heading).toBeGreaterThan(0)
    expect(interactive).toBeGreaterThanOrEqual(heading)
    expect(stdout).toMatch(new RegExp(`${name} +${heading} ms +${interactive} ms`))
  }
}, 180_000)

test('the measurement of the collector stores what it sends, on small databases, and writes what it found', async () => {
  const results = mkdtempSync(join(tmpdir(), 'milepost-bench-test-'))
  const size = ['--events', '500', '--profiles', '100', '--custom-events', '10', '--rounds', '1', '--requests', '10', '--starts', '1']
  const least = ['--min-single', '0', '--min-batch', '0', '--min-filled', '0']
  const { stdout } = await bench('collector', ...size, ...least, '--results', results)
  const { figures, starts } = JSON.parse(readFileSync(join(results, 'collector.json'), 'utf8'))
  expect(figures.map(({ batch }: { batch: number }) => batch)).toEqual([1, 10, 50, 500])
  for (const { batch, on } of figures)
    for (const [database, rows] of [
      ['empty', '0'],
      ['filled', '500'],
    ]) {
      const { eventsPerSecond, toBare } = on[database!]
      for (const name of ['ours', 'bare', 'barest']) expect(eventsPerSecond[name]).toBeGreaterThan(0)
      const cells = [Math.round(eventsPerSecond.ours), Math.round(eventsPerSecond.bare), toBare.toFixed(2)]
      expect(stdout).toMatch(new RegExp(`^${batch}, ${rows} +${cells.join(' +')} `, 'm'))
    }
  for (const { name, startMs, firstEventMs } of starts) {
    expect(firstEventMs).toBeGreaterThan(0)
    expect(stdout).toMatch(new RegExp(`^${name} +${startMs.toFixed(1)} ms`, 'm'))
  }
  const missed = bench('collector', ...size, '--min-single', '100', '--results', results)
  await expect(missed).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^1 event per request, to bare: [\d.]+, under 100$/m),
  })
  rmSync(results, { recursive: true })
}, 300_000)

test('the measurement of the contract checks that all checkers agree, and writes how fast they are', async () => {
  const results = mkdtempSync(join(tmpdir(), 'milepost-bench-test-'))
  const size = ['--rounds', '1', '--events', '50', '--ms', '1', '--results', results]
  const { stdout } = await bench('contract', ...size, '--min-ratio', '0.01')
  const { columns, rows, targets }: BenchResult = JSON.parse(readFileSync(join(results, 'contract.json'), 'utf8'))
  expect(rows.map(({ name, peer = false }) => [name.match(/\w+/)?.[0], peer])).toEqual([
    ['checkFieldsOf', false],
    ['checkFields', false],
    ...['Ajv', 'Ajv', 'zod', 'zod', 'valibot'].map((name) => [name, true]),
  ])
  for (const { name, values } of rows) {
    for (const { key } of columns) expect(values[key], `${key} of ${name}`).toBeGreaterThan(0)
    expect(stdout).toContain(`| ${name} `)
  }
  expect(rows.find(({ name }) => name === 'Ajv, compiled, up to the first error')?.values).toMatchObject({ toAjv6: 1, toAjv100: 1 })
  expect(targets.map(({ limit, kind, met }) => [limit, kind, met])).toEqual([
    [0.01, 'at least', true],
    [0.01, 'at least', true],
  ])
  await expect(bench('contract', ...size, '--min-ratio', '1000')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Events of 6 fields, .+: [\d.]+ ×, must be at least 1000 ×$/m),
  })
  rmSync(results, { recursive: true })
}, 120_000)
