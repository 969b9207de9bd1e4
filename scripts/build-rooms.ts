import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './settings.ts'
import { runTool } from './tool.ts'

/** The editor as the Worker serves it. */
const editor = join('editor', 'dist', 'index.html')

/** Written by rollup from what the compiler made of the SDK: the pieces of the page script. */
const parts = join('sdk', 'dist', 'script', 'parts.js')

/**
 * Builds into the dist folders and skips what has not changed.
 * @param rooms what to build, with everything it needs; without it all there is, the types of the tests included
 * @throws with the words of the tool that failed
 */
export async function buildRooms(...rooms: readonly string[]): Promise<void> {
  await runTool('tsc', ['-b', ...rooms])
  if (isOutdated(join(root, parts), [join(root, 'rollup.config.mjs'), ...scriptsIn(join(root, 'sdk', 'dist'))]))
    await runTool('rollup', ['-c', '--silent'])
  if (rooms.length && !rooms.includes('editor')) return
  const sources = ['sdk/dist', 'snippet-generator/dist'].flatMap((folder) => scriptsIn(join(root, folder)))
  if (isOutdated(join(root, editor), [...filesIn(join(root, 'editor'), /[\\/](dist|node_modules)[\\/]/), ...sources]))
    await runTool('vite', ['build', 'editor', '--logLevel', 'error'])
}

/** Whether a file is missing, or older than one of those that it is made from. */
export function isOutdated(file: string, sources: readonly string[]): boolean {
  const made = changedAt(file)
  return made === undefined || sources.some((source) => source !== file && (changedAt(source) ?? 0) > made)
}

const scriptsIn = (folder: string): string[] => filesIn(folder).filter((file) => file.endsWith('.js'))

/** Every file below a folder whose path does not match `except`. */
const filesIn = (folder: string, except = /$^/): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const file = join(entry.parentPath, entry.name)
    return entry.isFile() && !except.test(file) ? [file] : []
  })

const changedAt = (file: string): number | undefined => statSync(file, { throwIfNoEntry: false })?.mtimeMs
