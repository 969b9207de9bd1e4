import { defineConfig } from 'vitest/config'

/** Tests that use the editor as a person does: in a real browser, on a real collector whose clock they move. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    name: 'editor pages',
    include: ['test/editor/**/*.test.ts'],
    globalSetup: ['test/support/shared-clock-collector.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // As patient as the browser's driver, on a machine that has more to do.
    expect: { poll: { timeout: 15_000 } },
    // They share the collector's one clock.
    fileParallelism: false,
  },
})
