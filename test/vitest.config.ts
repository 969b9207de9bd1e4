import { defineConfig } from 'vitest/config'

/** What crosses rooms without a browser, and the scripts and examples that belong to none. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    name: 'test',
    include: ['test/*.test.ts', 'scripts/**/*.test.ts', 'examples/server/**/*.test.ts'],
    testTimeout: 120_000,
  },
})
