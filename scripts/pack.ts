import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from './settings.ts'

/** The rooms that are published to npm. */
export const publishedRooms = ['sdk', 'snippet-generator'] as const

/** A packed room. */
export interface Packed {
  /** Path of the tarball. */
  readonly tarball: string
  /** Files in it, as paths inside the package. */
  readonly files: readonly string[]
}

/**
 * Packs a room as `npm publish` would. The room must be built.
 * @param room its folder
 * @param folder where the tarball goes
 * @throws with npm's words
 */
export async function pack(room: string, folder: string): Promise<Packed> {
  const args = ['pack', '--json', '--ignore-scripts', '--loglevel=error', `--pack-destination=${folder}`]
  // npm tells its scripts where it is; outside them it is the one on the PATH.
  const { npm_execpath: npm } = process.env
  const [command, before] = npm && /\.c?js$/.test(npm) ? [process.execPath, [npm]] : ['npm', []]
  const { stdout } = await promisify(execFile)(command, [...before, ...args], { cwd: join(root, room) })
  const report: unknown = JSON.parse(stdout)
  // npm 11 answers with a list, later ones with an object by package name.
  const [packed] = Object.values(report as Record<string, { filename: string; files: { path: string }[] }>)
  if (!packed) throw new Error(`npm pack has packed nothing of ${room}: ${stdout}`)
  return { tarball: join(folder, packed.filename), files: packed.files.map(({ path }) => path).sort() }
}
