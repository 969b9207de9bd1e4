import { defineConfig } from 'vitest/config'

/** What is broken on purpose: processes, databases, networks, browsers. `npm run test:faults` does the same more often. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    name: 'faults',
    include: ['test/faults/**/*.test.ts'],
    globalSetup: ['test/support/shared-collector.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
    // As patient as the browser's driver, on a machine that has more to do.
    expect: { poll: { timeout: 15_000 } },
  },
})
