import { fileURLToPath } from 'node:url'
import { rollup } from 'rollup'
import { minify } from 'terser'
import { fieldTypeNames } from './sdk/dist/contract/index.js'

const PARTS = 'page-script-parts'

// Shorter, and the same to a page: nothing in the script reads a function's own name, length or text.
const options = { ecma: 2022, module: false, compress: { passes: 4, unsafe_arrows: true, pure_getters: true, keep_fargs: false } }

/** Bundles one export, and only what it needs, into a minified expression. */
async function expression(file, name) {
  const entry = {
    name: 'entry',
    resolveId: (id) => (id === 'entry' ? id : null),
    load: (id) => (id === 'entry' ? `export { ${name} as default } from ${JSON.stringify(file)}` : null),
  }
  const build = await rollup({ input: 'entry', plugins: [entry], treeshake: { moduleSideEffects: false } })
  const { output } = await build.generate({ format: 'iife', name: 'part', strict: false })
  // `let` for `const`: one word less for the compressor to tell apart, and declarations that join.
  const { code = '' } = await minify(output[0].code.replace(/\bconst\b/g, 'let'), options)
  return code.replace(/^(var|let) part=/, '').replace(/;$/, '')
}

const dist = (path) => fileURLToPath(new URL(`./sdk/dist/${path}`, import.meta.url))

/** What `pageScript` puts together: the tracker core and one check per field type, each an expression as text. */
const parts = {
  name: PARTS,
  resolveId: (id) => (id === PARTS ? id : null),
  async load(id) {
    if (id !== PARTS) return null
    const core = await expression(dist('script/core.js'), 'install')
    const types = fieldTypeNames.filter((type) => type !== 'text')
    const checks = await Promise.all(types.map(async (type) => [type, await expression(dist(`contract/fields/${type}.js`), 'check')]))
    return `export const core = ${JSON.stringify(core)}\nexport const checks = ${JSON.stringify(Object.fromEntries(checks), null, 2)}\n`
  },
}

export default { input: PARTS, plugins: [parts], output: { file: 'sdk/dist/script/parts.js', format: 'es' } }
