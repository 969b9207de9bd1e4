import { markdownTable } from '../support/markdown-table.ts'
import { type BenchResult, resultTable, type Target, targetLine, targetWords } from '../support/result.ts'
import type { Results } from './kept-results.ts'
import { measurements, type Short } from './measurements.ts'

/** More targets than this are told by their number, and those that were missed by name. */
const MAX_LISTED_TARGETS = 20

/** What documents show of a measurement: its table, where and when it was measured, and which targets were met. */
export function longBlock(name: string, result: BenchResult | undefined): string {
  if (!result) return notMeasured(name)
  const listed = result.targets.length && result.targets.length <= MAX_LISTED_TARGETS
  return [
    resultTable(result),
    whenAndWhere(result) + settingsOf(result),
    targetsLine(result.targets),
    ...(listed ? [targetsTable(result.targets)] : []),
  ]
    .filter(Boolean)
    .join('\n\n')
}

/** The same in short, for the README. */
export function shortBlock(name: string, result: BenchResult | undefined): string {
  if (!result) return notMeasured(name)
  const { columns, rows }: Short = measurements.find((one) => one.name === name)?.short ?? {}
  const shortened = {
    ...result,
    columns: columns ? columns.flatMap((key) => result.columns.filter((column) => column.key === key)) : result.columns,
    rows: rows ? result.rows.filter(rows) : result.rows,
  }
  return [resultTable(shortened), whenAndWhere(result), targetsLine(result.targets)].filter(Boolean).join('\n\n')
}

/** What one database stores per second, from the measurement of the collector. */
export function capacityBlock({ collector }: Results): string {
  if (!collector) return notMeasured('collector')
  const perSecond = (batch: number, pick: (stored: number) => boolean) => {
    const row = collector.rows.find(({ values }) => values.batch === batch && pick(Number(values.stored)))
    return Math.round(Number(row?.values.perSecond)).toLocaleString('en')
  }
  const batches = [...new Set(collector.rows.map(({ values }) => Number(values.batch)))]
  const filled = Math.max(...collector.rows.map(({ values }) => Number(values.stored)))
  const table = markdownTable(
    ['Events per request', 'Events per second, empty database', `with ${filled.toLocaleString('en')} events in it`],
    batches.map((batch) => [String(batch), perSecond(batch, (stored) => !stored), perSecond(batch, Boolean)]),
  )
  return `${table}\n\n${whenAndWhere(collector)}${settingsOf(collector)}`
}

const notMeasured = (name: string): string => `Not measured yet: \`npm run bench -- ${name}\` does.`

function whenAndWhere({ measuredAt, machine: { cpu, cores, memoryGiB, system, node, browser } }: BenchResult): string {
  const day = new Date(measuredAt).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
  const where = [
    `${cores} × ${cpu}`,
    `${memoryGiB} GiB`,
    system,
    `Node.js ${node.replace(/^v/, '')}`,
    ...(browser ? [`Chromium ${browser}`] : []),
  ]
  return `Measured on ${day}: ${where.join(', ')}.`
}

/** How much was measured. */
function settingsOf({ settings }: BenchResult): string {
  const much = Object.entries(settings).map(([name, value]) => `${inWords(name)} ${value.toLocaleString('en')}`)
  return much.length ? ` Settings: ${much.join(', ')}.` : ''
}

/** `customEvents` as `custom events`. */
const inWords = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

function targetsLine(targets: readonly Target[]): string {
  if (!targets.length) return ''
  const missed = targets.filter(({ met }) => !met)
  if (!missed.length) return ['The target is met.', 'Both targets are met.'][targets.length - 1] ?? `All ${targets.length} targets are met.`
  const lines = missed.map((one) => `- ${targetLine(one)}`)
  return `**${missed.length} of ${targets.length} targets ${missed.length === 1 ? 'is' : 'are'} missed:**\n\n${lines.join('\n')}`
}

function targetsTable(targets: readonly Target[]): string {
  return markdownTable(
    ['Target', 'Measured', 'Must be', 'Met'],
    targets.map((one) => {
      const { measured, mustBe } = targetWords(one)
      return [one.name, measured, mustBe, one.met ? 'yes' : 'no']
    }),
  )
}
