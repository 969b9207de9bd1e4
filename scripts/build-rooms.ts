import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './settings.ts'
import { runTool } from './tool.ts'

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
}

/** Whether a file is missing, or older than one of those that it is made from. */
export function isOutdated(file: string, sources: readonly string[]): boolean {
  const made = changedAt(file)
  return made === undefined || sources.some((source) => source !== file && (changedAt(source) ?? 0) > made)
}

const scriptsIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => (name.endsWith('.js') ? [join(folder, name)] : []))

const changedAt = (file: string): number | undefined => statSync(file, { throwIfNoEntry: false })?.mtimeMs
