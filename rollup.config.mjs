import { fileURLToPath } from 'node:url'
import { rollup } from 'rollup'
import { minify } from 'terser'
import { fieldTypeNames } from './sdk/dist/contract/index.js'

const PARTS = 'page-script-parts'

/** The same letters in the same order in every part, so that what is alike in them compresses as one. The order was found by trying. */
const LETTERS = 'asctiopfnrebdlgqu'

/** Another order for scripts that ask for consent, found by trying: names are what an arrangement of the same code compresses worse or better by. */
const PROFILE_LETTERS = 'aetndbsrjpyolwfigqczkum'

const options = (letters) => ({
  ecma: 2022,
  module: true,
  // Shorter, and the same to a page: nothing in the script reads a function's own name, length or text, and texts are put together from texts and
  // numbers alone.
  compress: { passes: 4, unsafe_arrows: true, pure_getters: true, keep_fargs: false, unsafe: true },
  mangle: {
    // The rules of a definition version call the checks by these names.
    reserved: fieldTypeNames,
    nth_identifier: { get: (n) => letters[n] ?? `e${n}` },
  },
})

const dist = (path) => fileURLToPath(new URL(`./sdk/dist/${path}`, import.meta.url))

/** The page's own part, without and with consent: the only modules that do something by themselves. */
const core = dist('script/core.js')
const profileCore = dist('script/profile-core.js')

/** Bundles code with what it imports, and only what it needs of that, into minified statements. */
async function bundle(code, letters = LETTERS) {
  const entry = { name: 'entry', resolveId: (id) => (id === 'entry' ? id : null), load: (id) => (id === 'entry' ? code : null) }
  const build = await rollup({
    input: 'entry',
    plugins: [entry],
    treeshake: { moduleSideEffects: (id) => id === core || id === profileCore },
  })
  const { output } = await build.generate({ format: 'es' })
  // `let` for `const`: one word less for the compressor to tell apart, and declarations that join.
  const minified = await minify(output[0].code.replace(/\bconst\b/g, 'let'), options(letters))
  return minified.code.replace(/;$/, '')
}

/** The check of one field type, as an expression. */
async function checkOf(type) {
  const statement = await bundle(`import { check } from ${JSON.stringify(dist(`contract/fields/${type}.js`))}\nglobalThis.check = check`)
  return statement.replace(/^globalThis\.check=/, '')
}

/** What `pageScript` puts together: a tracker core, and one check per field type as an expression. */
const parts = {
  name: PARTS,
  resolveId: (id) => (id === PARTS ? id : null),
  async load(id) {
    if (id !== PARTS) return null
    const checks = {}
    for (const type of fieldTypeNames) checks[type] = await checkOf(type)
    const exports = {
      core: JSON.stringify(await bundle(`import ${JSON.stringify(core)}`)),
      profileCore: JSON.stringify(await bundle(`import ${JSON.stringify(profileCore)}`, PROFILE_LETTERS)),
      checks: JSON.stringify(checks, null, 2),
    }
    return Object.entries(exports)
      .map(([name, value]) => `export const ${name} = ${value}\n`)
      .join('')
  },
}

export default { input: PARTS, plugins: [parts], output: { file: 'sdk/dist/script/parts.js', format: 'es' } }
