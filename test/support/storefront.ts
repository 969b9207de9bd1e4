import { execFile } from 'node:child_process'
import { cpSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { pack } from '../../scripts/pack.ts'
import { root } from '../../scripts/settings.ts'

/** Where the example is in the checkout. */
export const storefrontFolder = join(root, 'examples', 'storefront')

const mine = new Set(['node_modules', 'dist', '.env.local'])

/**
 * Copies the storefront out of the checkout and installs it there as a shop would, with the SDK as npm packs it.
 * @param folder an empty folder
 */
export async function installStorefront(folder: string): Promise<void> {
  cpSync(storefrontFolder, folder, { recursive: true, filter: (path) => !mine.has(basename(path)) })
  const { tarball } = await pack('sdk', folder)
  await runIn(folder, ['npm', 'install', '--no-save', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', tarball])
}

/**
 * Type-checks and builds an installed storefront for one collector.
 * @returns the folder with the built files
 */
export async function buildStorefront(folder: string, endpoint: string, writeKey: string): Promise<string> {
  await runIn(folder, ['npm', 'run', 'build'], { VITE_MILEPOST_ENDPOINT: endpoint, VITE_MILEPOST_WRITE_KEY: writeKey })
  return join(folder, 'dist')
}

/** Runs a command. @throws with everything that it has printed */
export async function runIn(folder: string, [command = '', ...args]: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  // What vitest has set for itself must not reach the build.
  const { NODE_ENV: _, VITEST: __, ...inherited } = process.env
  try {
    await promisify(execFile)(command, args, { cwd: folder, env: { ...inherited, ...env } })
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    throw new Error(`${command} ${args.join(' ')} failed.\n${stdout}${stderr}`, { cause: error })
  }
}
