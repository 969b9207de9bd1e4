import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../settings.ts'

// npm run bench -- <name> [options]: one file of `bench/` per measurement.
const folder = join(root, 'bench')
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : []))
const [name = '', ...args] = process.argv.slice(2)
try {
  if (!names.includes(name)) throw new Error(`There is no such measurement. Name one of: ${names.join(', ')}`)
  const { run }: { run: (args: readonly string[]) => Promise<boolean> } = await import(pathToFileURL(join(folder, `${name}.ts`)).href)
  process.exitCode = (await run(args)) ? 0 : 1
} catch (error) {
  const { message, cause } = error as Error
  console.error(cause instanceof Error ? `${message}: ${cause.message}` : message)
  process.exitCode = 1
}
