import { defineConfig } from 'vite'

export default defineConfig({
  // Relative addresses, so that the build can be served from any path.
  base: './',
  server: { port: 5173, strictPort: true },
})
