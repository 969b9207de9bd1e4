import { execFile } from 'node:child_process'
import { cpSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { pack } from '../../scripts/pack.ts'
import { root } from '../../scripts/settings.ts'

const mine = new Set(['node_modules', 'dist', '.env.local'])

/**
 * Copies an example out of the checkout and installs it there as a stranger would, with the SDK as npm packs it.
 * @param name its folder in `examples`
 * @param folder an empty folder
 */
export async function installExample(name: string, folder: string): Promise<void> {
  cpSync(join(root, 'examples', name), folder, { recursive: true, filter: (path) => !mine.has(basename(path)) })
  const { tarball } = await pack('sdk', folder)
  await runIn(folder, ['npm', 'install', '--no-save', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', tarball])
}

/** The environment without what vitest has set for itself, which must not reach an example. */
export function cleanEnv(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { NODE_ENV: _, VITEST: __, ...inherited } = process.env
  return { ...inherited, ...env }
}

/** Runs a command. @throws with everything that it has printed */
export async function runIn(folder: string, [command = '', ...args]: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  try {
    await promisify(execFile)(command, args, { cwd: folder, env: cleanEnv(env) })
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    throw new Error(`${command} ${args.join(' ')} failed.\n${stdout}${stderr}`, { cause: error })
  }
}
