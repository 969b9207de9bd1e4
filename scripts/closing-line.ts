/** The parts of vitest's JSON report that the count needs. */
export interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly { readonly status: string }[] }[]
}

/** How many tests ended in which way. */
export interface Count {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/**
 * Counts a run. A file that could not be loaded is one failure, and so is a run that ended badly though no test failed: an error outside the tests,
 * a crash before the report was written, or no test at all.
 */
export function countRun(report: Report | undefined, exitCode: number | null): Count {
  const passed = report?.numPassedTests ?? 0
  const skipped = report ? report.numPendingTests + report.numTodoTests : 0
  const brokenFiles =
    report?.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'))
      .length ?? 0
  const failed = (report?.numFailedTests ?? 0) + brokenFiles
  return { passed, skipped, failed: failed || Number(exitCode !== 0 || passed === 0) }
}

/** `N passed, N failed`, and `, N skipped` only when there are any. */
export const closingLine = ({ passed, failed, skipped }: Count): string =>
  `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`
