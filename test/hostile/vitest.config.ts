import { defineConfig } from 'vitest/config'

/** What nobody should send and somebody will. `npm run test:hostile` sends more of it. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    name: 'hostile',
    include: ['test/hostile/**/*.test.ts'],
    globalSetup: ['test/support/shared-local-worker.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
    // As patient as the browser's driver, on a machine that has more to do.
    expect: { poll: { timeout: 15_000 } },
  },
})
