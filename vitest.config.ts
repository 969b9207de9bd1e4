import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { projects: ['sdk', 'collector', 'snippet-generator', 'editor', 'test', 'test/*/vitest.config.ts'] } })
