// @ts-check

/**
 * What mutation testing is made of. `npm run mutation` says which files are mutated, and where the tests are that have to notice.
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'sdk/vitest.mutation.config.ts', dir: process.env.MUTATION_TESTS ?? 'sdk' },
  coverageAnalysis: 'perTest',
  // A copy of the SDK is mutated, so that a run that is ended early leaves nothing behind.
  ignorePatterns: ['**', '!package.json', '!tsconfig.base.json', '!sdk/**', 'sdk/dist'],
  tempDirName: '.milepost/mutation/sandbox',
  jsonReporter: { fileName: '.milepost/mutation/report.json' },
  concurrency: 2,
  timeoutMS: 20_000,
  reporters: ['clear-text', 'json'],
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  // One score below it fails the run.
  thresholds: { high: 95, low: 85, break: 85 },
}
