import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { measurements } from '../../bench/report/measurements.ts'
import { root } from '../settings.ts'

// npm run bench [-- <name>] [options]: one file of `bench/` per measurement, and one that reports them; without a name all measurements, one after the
// other.
const folder = join(root, 'bench')
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : []))
const usage = `
npm run bench                        Runs every measurement, for an hour or more; --results <folder> says where they are kept
npm run bench -- <name> [options]    Runs one of: ${names.join(', ')}
`.trim()

const [name, ...options] = process.argv.slice(2)
if (name === '--help' || name === '-h') console.log(usage)
else if (name === undefined || name.startsWith('-')) await measureAll(process.argv.slice(2))
else if (names.includes(name)) await measure(name, options)
else {
  console.error(`There is no such measurement.\n${usage}`)
  process.exitCode = 1
}

async function measure(one: string, args: readonly string[]): Promise<void> {
  try {
    const { run }: { run: (args: readonly string[]) => Promise<boolean> } = await import(pathToFileURL(join(folder, `${one}.ts`)).href)
    process.exitCode = (await run(args)) ? 0 : 1
  } catch (error) {
    const { message, cause } = error as Error
    console.error(cause instanceof Error ? `${message}: ${cause.message}` : message)
    process.exitCode = 1
  }
}

/** Each in a process of its own, so that none is measured warmer, or fuller, for those before it. One that fails keeps no other from running. */
async function measureAll(args: readonly string[]): Promise<void> {
  const failed: string[] = []
  for (const { name: one } of measurements) {
    console.log(`\n${one}\n`)
    const child = spawn(process.execPath, [import.meta.filename, one, ...args], { stdio: 'inherit' })
    let ended = false
    const end = (signal: NodeJS.Signals) => {
      ended = true
      child.kill(signal)
    }
    process.on('SIGINT', end).on('SIGTERM', end)
    const [code] = await once(child, 'exit')
    process.off('SIGINT', end).off('SIGTERM', end)
    if (code !== 0) failed.push(one)
    if (ended) break
  }
  if (failed.length) {
    console.error(`\nFailed, or missed a target: ${failed.join(', ')}`)
    process.exitCode = 1
  } else console.log('\nEvery measurement met its targets.')
}
