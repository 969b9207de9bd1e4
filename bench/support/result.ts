import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Machine, machine } from './machine.ts'
import { markdownTable } from './markdown-table.ts'

/** What one measurement found: one table, and the limits that it was held against. The report reads nothing else. */
export interface BenchResult {
  /** Name of the measurement: its file in `bench/`. */
  readonly name: string
  /** Heading of its table. */
  readonly title: string
  /** Instant, ISO 8601 UTC. */
  readonly measuredAt: string
  readonly machine: Machine
  /** How much was measured: numbers of runs, of events, … */
  readonly settings: Readonly<Record<string, number | string>>
  /** What the first column, with the names of the rows, is called. */
  readonly subject: string
  readonly columns: readonly Column[]
  /** One per contender. Peers and baselines stand in the same table, since every figure is a ratio to one of them. */
  readonly rows: readonly Row[]
  readonly targets: readonly Target[]
}

export interface Column {
  /** Its key in `values`. */
  readonly key: string
  /** Its heading. */
  readonly name: string
  /** Stands behind each number: `ms`, `µs`, `B`, `×`, `/s`. Left out: none. */
  readonly unit?: string
  /** Digits after the point, 0 when left out. */
  readonly digits?: number
}

export interface Row {
  readonly name: string
  /** By the keys of the columns. `null` where there is nothing to say. */
  readonly values: Readonly<Record<string, number | string | null>>
  /** `true` in a row that others are compared with: a bare baseline or a peer. */
  readonly peer?: boolean
}

/** A limit, and what was measured. */
export interface Target {
  /** What is held against it, in words. */
  readonly name: string
  readonly value: number
  readonly limit: number
  /** Whether the value may be at most, or must be at least, the limit. */
  readonly kind: 'at most' | 'at least'
  readonly unit?: string
  readonly met: boolean
}

/** Holds a value against a limit. What is no number is not met. */
export function target(name: string, value: number, kind: Target['kind'], limit: number, unit?: string): Target {
  return { name, value, limit, kind, ...(unit && { unit }), met: kind === 'at most' ? value <= limit : value >= limit }
}

/** What was measured and what it must be, in words: `1,640 B`, `at most 1,630 B`. */
export function targetWords({ value, kind, limit, unit }: Target): { measured: string; mustBe: string } {
  // What is no number is `null` once it has been kept.
  const exact = (number: number | null) => (Number.isFinite(number) ? withUnit(Number(number).toLocaleString('en'), unit) : 'no number')
  return { measured: exact(value), mustBe: `${kind} ${exact(limit)}` }
}

/** A target in one line. */
export function targetLine(one: Target): string {
  const { measured, mustBe } = targetWords(one)
  return `${one.name}: ${measured}, must be ${mustBe}`
}

/** A number as tables show it: `1,234.5 ms`, `1.85 ×`. */
export function shown(value: number | string | null | undefined, { unit, digits = 0 }: Pick<Column, 'unit' | 'digits'> = {}): string {
  if (typeof value !== 'number') return value ?? ''
  return withUnit(value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }), unit)
}

const withUnit = (number: string, unit: string | undefined): string => (unit ? `${number} ${unit}` : number)

/** The table of a result, as Markdown, its columns aligned. The same on the terminal and in documents. */
export function resultTable({ subject, columns, rows }: Pick<BenchResult, 'subject' | 'columns' | 'rows'>): string {
  return markdownTable(
    [subject, ...columns.map(({ name }) => name)],
    rows.map(({ name, values }) => [name, ...columns.map((column) => shown(values[column.key], column))]),
  )
}

/**
 * Prints the table, writes `<folder>/<name>.json`, and says which targets were missed.
 * @returns whether all were met
 */
export function keepResult(found: Omit<BenchResult, 'measuredAt' | 'machine'>, folder: string, browser?: string): boolean {
  const result: BenchResult = { ...found, measuredAt: new Date().toISOString(), machine: machine(browser) }
  console.log(resultTable(result))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${result.name}.json`), `${JSON.stringify(result, null, 2)}\n`)
  const missed = result.targets.filter(({ met }) => !met)
  for (const each of missed) console.error(targetLine(each))
  return !missed.length
}
