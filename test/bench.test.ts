import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { measurements } from '../bench/report/measurements.ts'
import { type BenchResult, resultTable } from '../bench/support/result.ts'
import { root } from '../scripts/settings.ts'

const bench = (...args: string[]) =>
  promisify(execFile)(process.execPath, [join(root, 'scripts', 'run.mjs'), 'bench', ...args], { cwd: root })

const folderForResults = () => mkdtempSync(join(tmpdir(), 'milepost-bench-test-'))

/** Reads what a measurement has kept, and makes sure that its table is what it has printed. */
function keptBy(name: string, results: string, stdout: string): BenchResult {
  const result: BenchResult = JSON.parse(readFileSync(join(results, `${name}.json`), 'utf8'))
  expect(result).toMatchObject({ name, measuredAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/), machine: { node: process.version } })
  expect(stdout).toContain(resultTable(result))
  for (const { values } of result.rows) expect(Object.keys(values)).toEqual(expect.arrayContaining(result.columns.map(({ key }) => key)))
  return result
}

const numberOf = (result: BenchResult, row: number, key: string): number => Number(result.rows[row]!.values[key])

test('the measurement of the editor runs, on a small database, and writes what it found', async () => {
  const results = folderForResults()
  const size = ['--events', '2000', '--custom-events', '50', '--runs', '2', '--budget-ms', '60000', '--results', results]
  const { stdout } = await bench('read-side', ...size)
  const found = keptBy('read-side', results, stdout)
  rmSync(results, { recursive: true })
  expect(found.settings).toEqual({ events: 2000, customEvents: 50, profiles: 100_000, runs: 2 })
  expect(found.rows.length).toBeGreaterThan(30)
  const baselines = found.rows.filter(({ peer }) => peer)
  expect(baselines.map(({ name }) => name)).toEqual(['baseline: /healthz', 'baseline again: /healthz'])
  const base = Math.min(...baselines.map(({ values }) => Number(values.p50)))
  for (const { values } of found.rows) {
    expect(values.p50).toBeGreaterThan(0)
    expect(values.p95).toBeGreaterThanOrEqual(Number(values.p50))
    expect(values.toBaseline).toBeCloseTo(Number(values.p50) / base)
  }
  // Every call is held against the budget, and the baseline is not.
  expect(found.targets).toHaveLength(found.rows.length - 2)
  for (const { met, limit, value } of found.targets) expect([met, limit, value > 0]).toEqual([true, 60_000, true])
}, 180_000)

test('what is over its budget fails, and what there is not is told', async () => {
  const over = ['--events', '100', '--custom-events', '5', '--runs', '1', '--budget-ms', '1', '--only', 'overview']
  const results = folderForResults()
  await expect(bench('read-side', ...over, '--results', results)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^overview, 24 hours, p95: [\d.]+ ms, must be at most 1 ms$/m),
  })
  rmSync(results, { recursive: true })
  await expect(bench('nothing')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('read-side') })
  await expect(bench('read-side', '--runs', '0')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('--runs') })
}, 180_000)

test('without a name every measurement has its turn, also after one that fails, and those are named at the end', async () => {
  const names = measurements.map(({ name }) => name)
  const files = readdirSync(join(root, 'bench')).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : []))
  expect([...names, 'report'].sort()).toEqual([...files].sort())
  const { stdout, stderr, code } = await bench('--no-such-option').catch((error) => error)
  expect(code).toBe(1)
  expect(stdout.match(/^[a-z-]+$/gm)).toEqual(names)
  expect(stderr.match(/Unknown option/g)).toHaveLength(names.length)
  expect(stderr.trim().split('\n').at(-1)).toBe(`Failed, or missed a target: ${names.join(', ')}`)
  expect((await bench('--help')).stdout).toContain(`one of: ${files.join(', ')}`)
}, 60_000)

test('the measurement of pages opens them, and writes what it found', async () => {
  const results = folderForResults()
  const { stdout } = await bench('editor-pages', '--runs', '1', '--only', 'Sections', '--budget-ms', '60000', '--results', results)
  const found = keptBy('editor-pages', results, stdout)
  rmSync(results, { recursive: true })
  expect(found.rows.map(({ name }) => name)).toEqual(['baseline: /docs without its viewer', 'Sections', 'baseline again'])
  expect(found.rows.map(({ peer = false }) => peer)).toEqual([true, false, true])
  expect(found.machine.browser).toMatch(/^\d+\./)
  for (const { values } of found.rows) {
    expect(values.heading).toBeGreaterThan(0)
    expect(values.interactive).toBeGreaterThanOrEqual(Number(values.heading))
  }
  expect(numberOf(found, 1, 'toBaseline')).toBeCloseTo(numberOf(found, 1, 'interactive') / numberOf(found, 0, 'interactive'))
  expect(found.targets).toMatchObject([{ name: 'Sections, interactive', met: true, limit: 60_000 }])
}, 180_000)

test('the measurement of the collector stores what it sends, on small databases, and writes what it found', async () => {
  const results = folderForResults()
  const size = ['--events', '500', '--profiles', '100', '--custom-events', '10', '--rounds', '1', '--requests', '10']
  const least = ['--min-single', '0', '--min-batch', '0', '--min-filled', '0']
  const { stdout } = await bench('collector', ...size, ...least, '--results', results)
  const found = keptBy('collector', results, stdout)
  expect(found.rows.map(({ values: { batch, stored } }) => [batch, stored])).toEqual(
    [1, 10, 50, 500].flatMap((batch) => [
      [batch, 0],
      [batch, 500],
    ]),
  )
  for (const [row, { values }] of found.rows.entries()) {
    for (const key of ['perSecond', 'barePerSecond', 'barestPerSecond']) expect(values[key]).toBeGreaterThan(0)
    // One round: its ratio is that of the numbers.
    expect(values.toBare).toBeCloseTo(numberOf(found, row, 'perSecond') / numberOf(found, row, 'barePerSecond'))
    const empty = numberOf(found, row - (row % 2), 'perSecond')
    if (values.stored) expect(values.toEmpty).toBeCloseTo(numberOf(found, row, 'perSecond') / empty)
    else expect(values.toEmpty).toBeNull()
  }
  // Against the bare Worker at 1, 50 and 500, and against an empty database at each.
  expect(found.targets).toHaveLength(7)
  const missed = bench('collector', ...size, '--min-single', '100', '--results', results)
  await expect(missed).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^1 event per request, to a bare Worker: [\d.]+ ×, must be at least 100 ×$/m),
  })
  rmSync(results, { recursive: true })
}, 300_000)

test('the measurement of the contract checks that all checkers agree, and writes how fast they are', async () => {
  const results = folderForResults()
  const size = ['--rounds', '1', '--events', '50', '--ms', '1', '--results', results]
  const { stdout } = await bench('contract', ...size, '--min-ratio', '0.01')
  const { columns, rows, targets } = keptBy('contract', results, stdout)
  expect(rows.map(({ name, peer = false }) => [name.match(/\w+/)?.[0], peer])).toEqual([
    ['checkFieldsOf', false],
    ['checkFields', false],
    ...['Ajv', 'Ajv', 'zod', 'zod', 'valibot'].map((name) => [name, true]),
  ])
  for (const { name, values } of rows) for (const { key } of columns) expect(values[key], `${key} of ${name}`).toBeGreaterThan(0)
  expect(rows.find(({ name }) => name === 'Ajv, compiled, up to the first error')?.values).toMatchObject({ toAjv6: 1, toAjv100: 1 })
  expect(targets.map(({ limit, kind, met }) => [limit, kind, met])).toEqual([
    [0.01, 'at least', true],
    [0.01, 'at least', true],
  ])
  await expect(bench('contract', ...size, '--min-ratio', '1000')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Events of 6 fields, .+: [\d.]+ ×, must be at least 1,000 ×$/m),
  })
  rmSync(results, { recursive: true })
}, 120_000)

test('the measurement of starts answers from a cold start, and writes what it found', async () => {
  const results = folderForResults()
  const { stdout } = await bench('collector-starts', '--starts', '1', '--custom-events', '10', '--results', results)
  const found = keptBy('collector-starts', results, stdout)
  rmSync(results, { recursive: true })
  expect(found.rows.map(({ peer = false }) => peer)).toEqual([false, true, true])
  for (const [row, { values }] of found.rows.entries()) {
    expect(values.firstEvent).toBeGreaterThan(0)
    expect(values.startToBare).toBeCloseTo(numberOf(found, row, 'start') / numberOf(found, 1, 'start'))
  }
}, 180_000)
