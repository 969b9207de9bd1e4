import { expect, test } from 'vitest'
import { closingLine, countRun, type Report } from './closing-line.ts'

const report = (change: Partial<Report> = {}): Report => ({
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }] }],
  ...change,
})
const broken = { status: 'failed', assertionResults: [] }
const failed = { status: 'failed', assertionResults: [{ status: 'failed' }] }

test.each<[string, Report | undefined, number | null, string]>([
  ['a good run', report(), 0, '3 passed, 0 failed'],
  ['skipped tests', report({ numPendingTests: 1, numTodoTests: 1 }), 0, '3 passed, 0 failed, 2 skipped'],
  ['a failed test', report({ numFailedTests: 1, testResults: [failed] }), 1, '3 passed, 1 failed'],
  ['a file that does not load', report({ testResults: [broken] }), 1, '3 passed, 1 failed'],
  ['a failed test and a file that does not load', report({ numFailedTests: 1, testResults: [failed, broken] }), 1, '3 passed, 2 failed'],
  ['an error outside the tests', report(), 1, '3 passed, 1 failed'],
  ['no report', undefined, 1, '0 passed, 1 failed'],
  ['no report from a run that says it went well', undefined, 0, '0 passed, 1 failed'],
  ['a run ended by a signal', report(), null, '3 passed, 1 failed'],
  ['no test', report({ numPassedTests: 0, testResults: [] }), 0, '0 passed, 1 failed'],
])('the closing line tells of %s', (_, run, exitCode, line) => {
  expect(closingLine(countRun(run, exitCode))).toBe(line)
})
