import { fileURLToPath } from 'node:url'
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

// The tests run inside workerd, against a real local D1, with the bindings of wrangler.toml.
export default defineConfig({
  plugins: [
    cloudflareTest(async () => ({
      wrangler: { configPath: path('../wrangler.toml') },
      miniflare: {
        bindings: { ADMIN_TOKEN: 'token-for-tests', TEST_MIGRATIONS: await readD1Migrations(path('migrations')) },
        // A database that a test fills as an earlier version would have.
        d1Databases: { OLD_DB: 'old' },
        // A queue as wrangler.toml can have one. Only tests that ask for it send by it.
        queueProducers: { TEST_QUEUE: 'milepost-events' },
        queueConsumers: {
          'milepost-events': { maxBatchTimeout: 0, maxBatchSize: 100, maxRetries: 0, deadLetterQueue: 'milepost-events-dead' },
          'milepost-events-dead': { maxBatchTimeout: 0 },
        },
      },
    })),
  ],
  test: {
    name: 'collector',
    include: ['src/**/*.test.ts'],
    setupFiles: ['test/apply-migrations.ts'],
    // Ends what hangs. How fast something is, benchmarks tell, on machines of any speed.
    testTimeout: 120_000,
    restoreMocks: true,
    // One workerd for all files: every test makes a section of its own, and nothing crosses a section.
    isolate: false,
  },
})
