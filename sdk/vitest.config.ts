import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { name: 'sdk', include: ['src/**/*.test.ts'], testTimeout: 120_000, typecheck: { enabled: false } } })
