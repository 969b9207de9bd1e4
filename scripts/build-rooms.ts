import { runTool } from './tool.ts'

/**
 * Builds into the dist folders. The compiler skips what has not changed.
 * @param rooms what to build, with everything it needs; without it all there is, the types of the tests included
 * @throws with the compiler's words
 */
export async function buildRooms(...rooms: readonly string[]): Promise<void> {
  await runTool('tsc', ['-b', ...rooms])
}
