import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { measurements } from '../bench/report/measurements.ts'
import { chartAt, reportFiles } from '../bench/report/report-files.ts'
import { run } from '../bench/report.ts'
import { type BenchResult, resultTable, target } from '../bench/support/result.ts'
import { root } from '../scripts/settings.ts'

const documents = ['README.md', 'docs/benchmarks.md', 'docs/scaling.md']
const readFrom = (folder: string) => (path: string) =>
  existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : undefined
const read = readFrom(root)

/** What stands between the marks of a measurement. */
const blockIn = (text: string | undefined, name: string) =>
  new RegExp(`<!-- bench: ${name} -->\n\n([\\s\\S]*?)\n\n<!-- /bench: ${name} -->`).exec(text ?? '')?.[1]

describe('what the documents say was measured', () => {
  test.each([...documents, chartAt('light'), chartAt('dark')])(
    '%s is what `npm run bench -- report` makes of the results that are kept',
    (path) => {
      const made = reportFiles(read).get(path)
      expect(made).toMatch(/\S/)
      expect(read(path)).toBe(made)
    },
  )

  test('every measurement has its place in the benchmarks, and those in short in the README', () => {
    const files = readdirSync(join(root, 'bench')).flatMap((file) =>
      file.endsWith('.ts') && file !== 'report.ts' ? [file.slice(0, -3)] : [],
    )
    expect(files.length).toBeGreaterThan(5)
    expect(measurements.map(({ name }) => name)).toEqual(expect.arrayContaining(files))
    for (const { name, short } of measurements) {
      expect(blockIn(read('docs/benchmarks.md'), name), name).toMatch(/\S/)
      if (short) expect(blockIn(read('README.md'), name), name).toMatch(/\S/)
      else expect(blockIn(read('README.md'), name)).toBeUndefined()
      expect(read('docs/benchmarks.md')).toContain(`\`npm run bench -- ${name}\``)
    }
  })

  test('a shortened table names columns and rows that there are', () => {
    const shortened = measurements.filter(({ name, short }) => short && existsSync(join(root, 'docs', 'benchmarks', `${name}.json`)))
    expect(shortened.length).toBeGreaterThan(3)
    for (const { name, short } of shortened) {
      const { columns, rows }: BenchResult = JSON.parse(read(`docs/benchmarks/${name}.json`) ?? '')
      expect(columns.map(({ key }) => key)).toEqual(expect.arrayContaining([...(short?.columns ?? [])]))
      expect(rows.filter(short?.rows ?? (() => true)).length).toBeGreaterThan(2)
    }
  })

  test.each(['light', 'dark'] as const)('every text of the %s chart stands out from its ground, and every tracker is named', (scheme) => {
    const svg = read(chartAt(scheme)) ?? ''
    const ground = /<rect [^>]*fill="(#\w{6})"/.exec(svg)?.[1] ?? ''
    const inks = [...new Set([...svg.matchAll(/<text [^>]*fill="([^"]+)"/g)].map(([, ink = '']) => ink))]
    expect(inks.length).toBeGreaterThan(1)
    for (const ink of inks) expect(contrast(ink, ground), ink).toBeGreaterThanOrEqual(4.5)
    const { rows }: BenchResult = JSON.parse(read('docs/benchmarks/page.json') ?? '')
    for (const { name } of rows) for (const words of name.replaceAll('`', '').split(/(?<=,) /)) expect(svg).toContain(words)
  })
})

/** @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [one, other].map(luminance).sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

describe('the report', () => {
  let folder: string
  let results: string
  let said: string[]
  const report = () => run(['--results', results, '--into', folder])
  const keep = (name: string, value: unknown) => writeFileSync(join(results, `${name}.json`), JSON.stringify(value))

  const collector: BenchResult = {
    name: 'collector',
    title: 'What the collector stores',
    measuredAt: '2026-11-29T23:59:59.000Z',
    machine: { cpu: 'Abacus', cores: 2, memoryGiB: 8, system: 'Debian', node: 'v24.1.0' },
    settings: { events: 1_000_000, customEvents: 5 },
    subject: 'Requests',
    columns: [
      { key: 'perSecond', name: 'Events per second' },
      { key: 'toBare', name: 'to it', unit: '×', digits: 2 },
      { key: 'cpuPerEvent', name: 'CPU', unit: 'ms', digits: 3 },
    ],
    rows: [
      { name: '50 events', values: { batch: 50, stored: 0, perSecond: 4321.4, toBare: 0.816, cpuPerEvent: 0.0421 } },
      { name: '50 events, filled', values: { batch: 50, stored: 1_000_000, perSecond: 3987.6, toBare: 0.7, cpuPerEvent: null } },
    ],
    targets: [
      target('50 events, to a bare Worker', 0.816, 'at least', 0.8, '×'),
      target('50 events, filled', 0.8991, 'at least', 0.9, '×'),
    ],
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'milepost-report-'))
    results = join(folder, 'results')
    mkdirSync(results)
    for (const path of documents) cpSync(join(root, path), join(folder, path))
    said = []
    vi.spyOn(console, 'log').mockImplementation((text: string) => said.push(text))
  })

  afterEach(() => {
    vi.restoreAllMocks()
    rmSync(folder, { recursive: true })
  })

  test('writes tables with machine and date, and says plainly which targets were missed', async () => {
    keep('collector', collector)
    expect(await report()).toBe(true)
    const [readme, benchmarks, scaling] = documents.map(readFrom(folder))
    const measured = 'Measured on 29 November 2026: 2 × Abacus, 8 GiB, Debian, Node.js 24.1.0.'
    const missed = '**1 of 2 targets is missed:**\n\n- 50 events, filled: 0.899 ×, must be at least 0.9 ×'
    const columns = collector.columns.slice(0, 2)
    expect(blockIn(readme, 'collector')).toBe([resultTable({ ...collector, columns }), measured, missed].join('\n\n'))
    const targets = [
      '| Target                      | Measured |        Must be | Met |',
      '| --------------------------- | -------: | -------------: | --: |',
      '| 50 events, to a bare Worker |  0.816 × | at least 0.8 × | yes |',
      '| 50 events, filled           |  0.899 × | at least 0.9 × |  no |',
    ].join('\n')
    const settings = `${measured} Settings: events 1,000,000, custom events 5.`
    expect(blockIn(benchmarks, 'collector')).toBe([resultTable(collector), settings, missed, targets].join('\n\n'))
    const capacity = [
      '| Events per request | Events per second, empty database | with 1,000,000 events in it |',
      '| ------------------ | --------------------------------: | --------------------------: |',
      '| 50                 |                             4,321 |                       3,988 |',
    ].join('\n')
    expect(blockIn(scaling, 'capacity')).toBe(`${capacity}\n\n${settings}`)
    expect(JSON.parse(readFrom(folder)('docs/benchmarks/collector.json') ?? '')).toEqual(collector)
  })

  test.each([
    [1, 'The target is met.'],
    [2, 'Both targets are met.'],
    [3, 'All 3 targets are met.'],
    [21, 'All 21 targets are met.'],
  ])('says in one line that %i were met, and lists so many as can be read', async (count, line) => {
    keep('collector', { ...collector, targets: Array.from({ length: count }, (_, index) => target(`T${index}`, 1, 'at least', 1)) })
    await report()
    const block = blockIn(readFrom(folder)('docs/benchmarks.md'), 'collector')
    expect(block?.split('\n\n')[2]).toBe(line)
    expect(block?.includes('| Target')).toBe(count < 21)
  })

  test('tells what is missing, and leaves what was kept before', async () => {
    keep('collector', collector)
    await report()
    rmSync(join(results, 'collector.json'))
    said = []
    expect(await report()).toBe(true)
    // Nothing is written again that has not changed.
    expect(said).toEqual(
      measurements.map(({ name }) => {
        const before = name === 'collector' ? 'what was measured at 2026-11-29T23:59:59.000Z stays' : 'nor was it kept before'
        return `${name}: ${join(results, `${name}.json`)} is missing, ${before}`
      }),
    )
    expect(blockIn(readFrom(folder)('README.md'), 'collector')).toContain('Abacus')
    expect(blockIn(readFrom(folder)('README.md'), 'page')).toBe('Not measured yet: `npm run bench -- page` does.')
    expect(existsSync(join(folder, chartAt('light')))).toBe(false)
  })

  test('draws what it has: a tracker without a size, and a page without peers', async () => {
    const page: BenchResult = JSON.parse(read('docs/benchmarks/page.json') ?? '')
    keep('page', { ...page, rows: page.rows.filter(({ name }) => /Milepost|sendBeacon/.test(name)) })
    await report()
    expect(readFrom(folder)(chartAt('dark'))).toContain('Ten-line sendBeacon snippet')
    expect(readFrom(folder)(chartAt('dark'))).not.toMatch(/PostHog|Bytes|NaN|Infinity/)
  })

  test('refuses what is no result, by the name of its file, and writes nothing', async () => {
    keep('read-side', { events: 1, timings: [] })
    await expect(report()).rejects.toThrow(`${join(results, 'read-side.json')} is no result: measure again`)
    for (const path of documents) expect(readFrom(folder)(path)).toBe(read(path))
  })
})
