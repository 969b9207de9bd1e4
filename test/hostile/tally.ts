import type { Answer } from './client.ts'
import type { Outcome } from './judge-answer.ts'

interface Row {
  readonly outcomes: Map<Outcome, number>
  readonly statuses: Map<number, number>
}

/** Counts what became of requests, by kind. */
export class Tally {
  readonly #rows = new Map<string, Row>()
  readonly #startedAt = performance.now()

  add(kind: string, outcome: Outcome, answer: Answer | Error): void {
    const row = this.#rows.get(kind) ?? { outcomes: new Map(), statuses: new Map() }
    this.#rows.set(kind, row)
    const status = answer instanceof Error ? 0 : answer.status
    row.outcomes.set(outcome, (row.outcomes.get(outcome) ?? 0) + 1)
    row.statuses.set(status, (row.statuses.get(status) ?? 0) + 1)
  }

  /** Requests with any of these outcomes. */
  count(...outcomes: readonly Outcome[]): number {
    return [...this.#rows.values()].reduce((sum, row) => sum + outcomes.reduce((all, one) => all + (row.outcomes.get(one) ?? 0), 0), 0)
  }

  /** The counts as a table, a line for each kind. */
  table(seed: number): string {
    const seconds = (performance.now() - this.#startedAt) / 1000
    const total = this.count('refused', 'rejected', 'harmless', 'wrong')
    const lines = [...this.#rows].map(([kind, { outcomes, statuses }]) => {
      const told = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status || 'none'} × ${count}`)
      const counts = (['refused', 'rejected', 'harmless', 'wrong'] as const).map((outcome) =>
        String(outcomes.get(outcome) ?? 0).padStart(8),
      )
      return `${kind.padEnd(18)} ${counts.join(' ')}   ${told.join(', ')}`
    })
    const heads = ['refused', 'rejected', 'harmless', 'wrong'].map((head) => head.padStart(8)).join(' ')
    const sums = (['refused', 'rejected', 'harmless', 'wrong'] as const).map((outcome) => String(this.count(outcome)).padStart(8)).join(' ')
    const rate = `${total} distinct requests in ${seconds.toFixed(0)} s, ${(total / seconds).toFixed(0)}/s, seed ${seed}`
    return [`${'kind'.padEnd(18)} ${heads}   statuses`, ...lines, `${'all'.padEnd(18)} ${sums}`, rate].join('\n')
  }
}
