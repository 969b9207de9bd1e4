import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// The Worker serves `dist` as it is, so what is built lies below `editor/`, where the editor's addresses begin.
// Names are hashes alone: block lists match words in addresses, and a chunk must not be named after a page.
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsDir: 'editor/a',
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { editor: 'index.html' },
      output: {
        entryFileNames: 'editor/a/[hash].js',
        chunkFileNames: 'editor/a/[hash].js',
        assetFileNames: 'editor/a/[hash][extname]',
        // What three pages or more have in common is one file: dozens of small ones took longer to ask for than to read.
        codeSplitting: { groups: [{ name: 'shared', minShareCount: 3 }] },
      },
    },
  },
})
