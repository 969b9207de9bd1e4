import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { name: 'snippet-generator', include: ['src/**/*.test.ts'], testTimeout: 120_000 },
})
