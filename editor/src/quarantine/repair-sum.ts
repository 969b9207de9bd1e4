import type { StepOutcome } from '../api/quarantine.js'

/** What became of the events of all steps so far. */
export type RepairSum = Omit<StepOutcome, 'nextCursor'>

/** Samples kept to look at. */
const MAX_SAMPLES = 10

export const nothingYet: RepairSum = { checked: 0, repaired: 0, rejected: 0, duplicates: 0, samples: [], issues: [] }

/** Adds the outcome of a step. Samples that are still rejected come first: they are what there is to decide about. */
export function withStep(sum: RepairSum, step: StepOutcome): RepairSum {
  const counts = new Map<string, StepOutcome['issues'][number]>()
  for (const issue of [...sum.issues, ...step.issues]) {
    const key = JSON.stringify([issue.code, issue.field])
    counts.set(key, { ...issue, count: (counts.get(key)?.count ?? 0) + issue.count })
  }
  const rank = ({ status }: RepairSum['samples'][number]) => Number(status !== 'rejected')
  return {
    checked: sum.checked + step.checked,
    repaired: sum.repaired + step.repaired,
    rejected: sum.rejected + step.rejected,
    duplicates: sum.duplicates + step.duplicates,
    samples: [...sum.samples, ...step.samples].sort((a, b) => rank(a) - rank(b)).slice(0, MAX_SAMPLES),
    issues: [...counts.values()].sort((a, b) => b.count - a.count),
  }
}
