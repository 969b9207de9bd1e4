// The door to every command: `node scripts/run.mjs <command> [arguments]`.
// Plain JavaScript for Node 20 and newer, because nothing is installed yet when it runs for the first time.
// It installs what is missing, then goes on with scripts/commands/<command>.ts under a Node that strips types by itself.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { install, isInstalled } from './install.mjs'
import { onOrphaned } from './orphan.mjs'

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')
const [command, ...args] = process.argv.slice(2)
const script = join(root, 'scripts', 'commands', `${command}.ts`)

/** Node 22.18 is the first that runs TypeScript without a flag. */
const runsTypeScript = (() => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 18)
})()

try {
  if (!isInstalled(root)) await install(root)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  // The tests promise one closing line, whatever happens.
  if (command === 'test') console.log('0 passed, 1 failed')
  process.exit(1)
}

if (runsTypeScript) {
  process.argv = [process.execPath, script, ...args]
  await import(pathToFileURL(script).href)
} else {
  // The npm package `node` brings a current Node, so that the machine's own may be older.
  const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  const child = spawn(node, [script, ...args], { stdio: 'inherit' })
  // Passed on, so that the command can end what it has started, and waited for.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal))
  onOrphaned(() => child.kill('SIGTERM'))
  child.on('error', (error) => {
    console.error(`Node ${process.versions.node} is too old, and the newer one that npm installs does not run: ${error.message}`)
    console.error('Install Node 22.18 or newer, or run `npm ci` without `ignore-scripts`.')
    process.exit(1)
  })
  child.on('exit', (code) => process.exit(code ?? 1))
}
