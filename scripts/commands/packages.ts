import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildRooms } from '../build-rooms.ts'
import { pack, publishedRooms } from '../pack.ts'
import { runTool } from '../tool.ts'

const folder = mkdtempSync(join(tmpdir(), 'milepost-packages-'))
try {
  await buildRooms(...publishedRooms)
  for (const room of publishedRooms) {
    const { tarball, files } = await pack(room, folder)
    await runTool('publint', ['run', tarball, '--strict'])
    await runTool('attw', [tarball, '--profile', 'esm-only', '--no-definitely-typed', '--no-color', '--no-emoji'])
    console.log(`${room}: ${files.length} files, publint and attw have nothing to say`)
  }
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}
