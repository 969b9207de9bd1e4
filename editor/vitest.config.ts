import { defineConfig } from 'vitest/config'

// What the pages are made of, by itself. The pages are opened in a browser by the tests in test/editor.
export default defineConfig({ test: { name: 'editor', include: ['src/**/*.test.{ts,tsx}'], restoreMocks: true, testTimeout: 120_000 } })
