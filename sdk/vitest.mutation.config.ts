import { defineConfig } from 'vitest/config'

/** The tests that `npm run mutation` runs for every change: all but those that generate thousands of events each time. */
export default defineConfig({
  test: {
    name: 'sdk',
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/*.property.test.ts'],
    typecheck: { enabled: false },
  },
})
