import { fillSources, targets } from '@milepost/snippet-generator'
import react from '@vitejs/plugin-react'
import { getCountries } from 'libphonenumber-js/min'
import { defineConfig } from 'vite'

/** Large, and used by few of the pages that share it: packages, with the files that import them. */
const apart = [
  /@dnd-kit/,
  /definitions[\\/](definition-form|field-table|field-row-editor)\./,
  /better-auth|better-fetch|simplewebauthn|nanostores/,
  /(api[\\/]auth|people[\\/](sign-in-form|use-passkey-sign-in))\./,
]

/** What menus say of snippets: the editor has no other use for the generator, which is larger than any of its pages. */
const snippetChoices = {
  targets: targets.map(({ name, title, description }) => ({ name, title, description })),
  sources: fillSources.map(({ from, title, description, members, optional }) => ({ from, title, description, members, optional })),
}

// The Worker serves `dist` as it is, so what is built lies below `editor/`, where the editor's addresses begin.
// Names are hashes alone: block lists match words in addresses, and a chunk must not be named after a page.
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  // Of the numbering plans the editor needs only which countries have one; the plans themselves are as large as a page.
  define: { SNIPPET_CHOICES: JSON.stringify(snippetChoices), COUNTRY_CODES: JSON.stringify(getCountries()) },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsDir: 'editor/a',
    target: 'es2022',
    modulePreload: { polyfill: false },
    // All styles in one file, since those of the pages are a few lines each.
    cssCodeSplit: false,
    rolldownOptions: {
      input: { editor: 'index.html' },
      output: {
        entryFileNames: 'editor/a/[hash].js',
        chunkFileNames: 'editor/a/[hash].js',
        assetFileNames: 'editor/a/[hash][extname]',
        // What pages have in common is one file: dozens of small ones took longer to ask for than to read.
        codeSplitting: { groups: [{ name: 'shared', minShareCount: 2, test: (file) => !apart.some((part) => part.test(file)) }] },
      },
    },
  },
})
