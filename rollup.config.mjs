import { fileURLToPath } from 'node:url'
import { rollup } from 'rollup'
import { minify } from 'terser'
import { fieldTypeNames } from './sdk/dist/contract/index.js'

const PARTS = 'page-script-parts'

const options = {
  ecma: 2022,
  module: true,
  // Shorter, and the same to a page: nothing in the script reads a function's own name, length or text.
  compress: { passes: 4, unsafe_arrows: true, pure_getters: true, keep_fargs: false },
  mangle: {
    // The rules of a definition version call the checks by these names.
    reserved: fieldTypeNames,
    // The same letters in the same order in every part, so that what is alike in them compresses as one.
    nth_identifier: { get: (n) => 'etinoasrlcdupmhfg'[n] ?? `e${n}` },
  },
}

const dist = (path) => fileURLToPath(new URL(`./sdk/dist/${path}`, import.meta.url))

/** The page's own part, the only module that does something by itself. */
const core = dist('script/core.js')

/** Bundles code with what it imports, and only what it needs of that, into minified statements. */
async function bundle(code) {
  const entry = { name: 'entry', resolveId: (id) => (id === 'entry' ? id : null), load: (id) => (id === 'entry' ? code : null) }
  const build = await rollup({ input: 'entry', plugins: [entry], treeshake: { moduleSideEffects: (id) => id === core } })
  const { output } = await build.generate({ format: 'es' })
  // `let` for `const`: one word less for the compressor to tell apart, and declarations that join.
  const minified = await minify(output[0].code.replace(/\bconst\b/g, 'let'), options)
  return minified.code.replace(/;$/, '')
}

/** The check of one field type, as an expression. */
async function checkOf(type) {
  const statement = await bundle(`import { check } from ${JSON.stringify(dist(`contract/fields/${type}.js`))}\nglobalThis.check = check`)
  return statement.replace(/^globalThis\.check=/, '')
}

/** What `pageScript` puts together: the tracker core, and one check per field type as an expression. */
const parts = {
  name: PARTS,
  resolveId: (id) => (id === PARTS ? id : null),
  async load(id) {
    if (id !== PARTS) return null
    const checks = {}
    for (const type of fieldTypeNames) checks[type] = await checkOf(type)
    return `export const core = ${JSON.stringify(await bundle(`import ${JSON.stringify(core)}`))}\nexport const checks = ${JSON.stringify(checks, null, 2)}\n`
  },
}

export default { input: PARTS, plugins: [parts], output: { file: 'sdk/dist/script/parts.js', format: 'es' } }
