import { defineConfig } from 'vitest/config'

/** Tests that open pages in a real browser, against a real collector that they share. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    name: 'browser',
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/support/shared-collector.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // As patient as the browser's driver, on a machine that has more to do.
    expect: { poll: { timeout: 15_000 } },
  },
})
