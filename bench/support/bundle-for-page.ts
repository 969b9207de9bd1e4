import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import commonjs from '@rollup/plugin-commonjs'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { rollup } from 'rollup'
import { minify } from 'terser'
import { root } from '../../scripts/settings.ts'

/**
 * What a shop's own bundler makes of code that imports from npm: one classic script, the same way for ours and for peers.
 * What a peer would load later by itself, `import()`, stays out: none of it is needed to send an event.
 */
export async function bundleForPage(code: string): Promise<string> {
  const entry = join(root, 'entry.js')
  const bundle = await rollup({
    input: entry,
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : undefined),
        resolveDynamicImport: () => ({ id: 'left-out', external: true }),
        load: (id) => (id === entry ? code : undefined),
      },
      nodeResolve({ browser: true }),
      // Its types are those of a CommonJS module, which it is not when it is imported.
      (commonjs as unknown as typeof commonjs.default)(),
    ],
    onwarn() {},
  })
  const { output } = await bundle.generate({ format: 'iife' })
  await bundle.close()
  return minified(output[0].code)
}

/** The one minifier, with the settings of `npm run size`. */
export async function minified(code: string): Promise<string> {
  const define = { 'process.env.NODE_ENV': 'production' }
  const { code: small = '' } = await minify(code, { ecma: 2020, compress: { passes: 3, global_defs: define } })
  return small
}

/** The same, kept until a package changes: the largest peer takes half a minute. For code that imports nothing of ours. */
export async function bundleOnce(code: string): Promise<string> {
  const folder = join(root, 'node_modules', '.cache', 'milepost-bench')
  const hash = createHash('sha256')
    .update(code)
    .update(readFileSync(join(root, 'package-lock.json')))
  const file = join(folder, `${hash.update(readFileSync(import.meta.filename)).digest('hex')}.js`)
  try {
    return readFileSync(file, 'utf8')
  } catch {
    const bundled = await bundleForPage(code)
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, bundled)
    return bundled
  }
}
