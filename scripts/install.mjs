// Runs before anything is installed: plain JavaScript, Node's own modules only.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { takeLock } from './lock.mjs'

/** @typedef {{ version?: string, link?: boolean, resolved?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }} Entry */

/**
 * Whether node_modules holds exactly what package-lock.json asks for. npm writes its own copy of the lockfile into node_modules as its last act,
 * so an installation that was cut short never looks finished; one that was cut down later is noticed by its missing folders.
 * @param {string} root folder of package-lock.json
 */
export function isInstalled(root) {
  const wanted = entries(join(root, 'package-lock.json'))
  const present = entries(join(root, 'node_modules', '.package-lock.json'))
  if (!wanted) throw new Error('package-lock.json is missing or not readable; restore it from version control.')
  if (!present) return false
  const same = (/** @type {Entry | undefined} */ a, /** @type {Entry | undefined} */ b) => a?.version === b?.version && a?.link === b?.link
  return (
    Object.entries(wanted).every(([path, entry]) => path === '' || same(entry, present[path]) || (!present[path] && isOptional(entry))) &&
    Object.keys(present).every((path) => path in wanted && existsSync(join(root, path)))
  )
}

/** @param {Entry} entry */
const isOptional = (entry) => entry.optional || entry.devOptional || entry.peer

/** @param {string} file @returns {Record<string, Entry> | undefined} */
function entries(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

/**
 * Installs from the lockfile: what is missing when there is an installation already, everything anew when there is none or that did not suffice.
 * Two commands that are started at once do not get into each other's way: the second waits for the first.
 * @param {string} root
 * @param {(root: string, args: string[]) => Promise<void>} [run] runs npm, unless a test says otherwise
 * @throws when npm fails; npm's own words are on the terminal by then
 */
export async function install(root, run = runNpm) {
  const file = join(root, '.milepost', 'install.lock')
  let lock = takeLock(file)
  for (; !lock.release; lock = takeLock(file)) await pause(200)
  try {
    if (isInstalled(root)) return
    const attempts = entries(join(root, 'node_modules', '.package-lock.json')) ? [['install', '--no-save'], ['ci']] : [['ci']]
    for (const args of attempts) {
      await run(root, args)
      if (isInstalled(root)) return
    }
    throw new Error('npm has installed something else than package-lock.json asks for. Run `npm ci` and look at what it says.')
  } finally {
    lock.release()
  }
}

/** @param {string} root @param {string[]} command @returns {Promise<void>} */
function runNpm(root, command) {
  console.log('Installing packages from the lockfile …')
  const args = [...command, '--no-audit', '--no-fund', '--loglevel=error']
  // Under `npm start` npm tells where it is; its Node is the machine's own, which survives the removal of node_modules.
  const { npm_execpath: npm, npm_node_execpath: node } = process.env
  const child =
    npm && node && /\.c?js$/.test(npm)
      ? spawn(node, [npm, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
      : spawn('npm', args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' })
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`npm does not run: ${error.message}`)))
    child.on('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new Error('Installing failed. Check the network and the lines above, then run the same command again.')),
    )
  })
}
