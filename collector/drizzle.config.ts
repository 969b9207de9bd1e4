import { defineConfig } from 'drizzle-kit'

// Paths count from the directory the command runs in, which is the repository's root.
export default defineConfig({
  dialect: 'sqlite',
  schema: './collector/src/store/*tables.ts',
  out: './collector/migrations',
})
